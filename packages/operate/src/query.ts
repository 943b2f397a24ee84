import { parseQuery, satisfies, type QueriedInstance } from "@ballast/placement";

/** Whether an instance with these attributes, and no tasks, satisfies an expression. */
export function holds(expression: string, attributes: Record<string, string>): boolean {
  const instance: QueriedInstance = {
    ec2InstanceId: "",
    agentConnected: true,
    agentVersion: "",
    registeredAt: new Date(),
    runningTasksCount: 0,
    attributes,
    taskGroups: [],
  };
  try {
    return satisfies(instance, parseQuery(expression).query);
  } catch {
    // ECS knows what this is; it is nothing about a volume of ours.
    return false;
  }
}
