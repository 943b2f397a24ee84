import { parseQuery, verdictOf, type QueriedInstance } from "@ballast/placement";

/** Whether an instance with these attributes, and no tasks, is known to satisfy an expression. */
export function holds(expression: string, attributes: Record<string, string>): boolean {
  const instance: QueriedInstance = {
    ec2InstanceId: undefined,
    agentConnected: true,
    agentVersion: undefined,
    registeredAt: undefined,
    runningTasksCount: 0,
    attributes,
    taskGroups: [],
  };
  try {
    return verdictOf(instance, parseQuery(expression).query) === true;
  } catch {
    // ECS knows what this is; it is nothing about a volume of ours.
    return false;
  }
}
