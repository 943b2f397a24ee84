import { parseQuery, verdictOf, type QueriedInstance } from "@ballast/placement";

/** Whether an instance with these attributes and without tasks satisfies an expression for certain. */
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
    // ECS supports more syntax than this parser; such an expression is not about a Ballast volume.
    return false;
  }
}
