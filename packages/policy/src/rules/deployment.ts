import { aws } from "@ballast/aws";
import type { Resource, Stack } from "@ballast/model";
import { explainDeployment, judgeDeployments, rollingLimits, type RollingLimits } from "@ballast/placement";
import { judgedCluster } from "../cluster/judgedCluster.ts";
import { isDaemon, isRolling, percentagesOf } from "../cluster/services.ts";
import type { Rule, Violation } from "../rule.ts";

export const deploymentRules: Rule[] = [
  {
    id: "ecs-deployable",
    severity: "error",
    sentence:
      "ECS can replace the tasks of every service, within its percentages and on the instances there may be.",
    why: "A rolling deployment that can neither start nor stop a task stays where it is, with the old tasks.",
    mend: "Lower minimumHealthyPercent, raise maximumPercent, or give the capacity room for one more task; ballast place STACK --deploy SERVICE shows what happens.",
    types: [aws.service, aws.cluster],
    check: (resource, stack) =>
      resource.type === aws.service ? byPercentages(resource) : onInstances(resource, stack),
  },
];

/** Also of tasks on AWS Fargate. */
function* byPercentages(resource: Resource): Iterable<Violation> {
  const limits = blockingLimits(resource.inputs);
  if (limits === undefined) return;
  const { most, least } = limits;
  const tasks = most === 1 ? "task" : "tasks";
  yield {
    message: `may run no more than ${most} ${tasks} and no fewer than ${least}, so none can be replaced`,
  };
}

function* onInstances(resource: Resource, stack: Stack): Iterable<Violation> {
  const judged = judgedCluster(stack, resource);
  if (judged === undefined) return;
  for (const one of judgeDeployments(judged.cluster)) {
    const service = judged.cluster.resources[one.workload];
    if (!service || blockingLimits(service.inputs)) continue;
    // ecs-single-attach-deployment is about the others.
    const { minimumHealthyPercent, maximumPercent } = percentagesOf(service.inputs);
    const hasVolume = judged.cluster.services.some(
      ({ name, task }) => name === one.workload && (task.volumes ?? []).length > 0,
    );
    if (hasVolume && (minimumHealthyPercent !== 0 || maximumPercent !== 100)) continue;
    const message = `gets stuck when it is deployed: ${explainDeployment(one)}`;
    yield { resource: service, message };
  }
}

/** @returns undefined if its percentages let a task start or stop. */
function blockingLimits(service: Resource["inputs"]): RollingLimits | undefined {
  const desired = Number(service["desiredCount"] ?? 0);
  if (isDaemon(service) || !isRolling(service) || !(desired > 0)) return undefined;
  const limits = rollingLimits(desired, percentagesOf(service));
  return limits.most <= limits.least ? limits : undefined;
}
