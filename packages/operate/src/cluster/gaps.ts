import { lastPart, serviceOf, some } from "../ecs.ts";
import { whereRuns, type ClusterState } from "./clusterState.ts";

/** Data that the input files refer to but do not contain, and that could change the result. */
export function gapsOf({
  instances,
  services,
  tasks,
  definitions,
  capacityProviders,
}: Omit<ClusterState, "name">): string[] {
  const gaps: string[] = [];
  if (instances.length === 0)
    gaps.push(
      "The input contains no container instances. Give the output of aws ecs describe-container-instances.",
    );
  const running = tasks.filter(({ lastStatus }) => lastStatus === "RUNNING");
  for (const { containerInstanceArn = "", ec2InstanceId, runningTasksCount = 0 } of instances) {
    const described = running.filter((task) => task.containerInstanceArn === containerInstanceArn).length;
    if (described < runningTasksCount)
      gaps.push(
        `${ec2InstanceId ?? lastPart(containerInstanceArn)} runs ${runningTasksCount} tasks, but the input contains ${described} of them.`,
      );
  }
  const known = new Set(instances.map(({ containerInstanceArn }) => containerInstanceArn));
  const strangers = tasks.filter(
    ({ containerInstanceArn }) => containerInstanceArn !== undefined && !known.has(containerInstanceArn),
  );
  if (instances.length > 0 && strangers.length > 0)
    gaps.push(
      `${strangers.length} tasks run on container instances that the input does not contain: ${some([...new Set(strangers.map(({ containerInstanceArn = "" }) => lastPart(containerInstanceArn)))])}.`,
    );
  const onInstances = services.filter((one) =>
    ["instances", "external"].includes(whereRuns(one, capacityProviders)),
  );
  for (const { serviceName = "", runningCount = 0 } of onInstances) {
    const described = running.filter((task) => serviceOf(task) === serviceName).length;
    if (described < runningCount)
      gaps.push(
        `The service ${serviceName} runs ${runningCount} tasks, but the input contains ${described} of them.`,
      );
  }
  const missing = onInstances
    .flatMap(({ taskDefinition }) => taskDefinition ?? [])
    .filter((arn) => !definitions.has(arn));
  if (missing.length > 0)
    gaps.push(
      `Task definitions of services are missing: ${some([...new Set(missing.map(lastPart))])}. Give the output of aws ecs describe-task-definition.`,
    );
  return gaps.length > 10 ? [...gaps.slice(0, 10), `and ${gaps.length - 10} more`] : gaps;
}
