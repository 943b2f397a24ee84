import { aws } from "@ballast/aws";
import type { Resource, Stack } from "@ballast/model";
import { explainDeployment, judgeDeployments, rollingLimits } from "@ballast/placement";
import { judgedCluster } from "../cluster/judgedCluster.ts";
import { isRolling, percentagesOf } from "../cluster/services.ts";
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
  const { inputs } = resource;
  if (!isBlocked(inputs)) return;
  const desired = Number(inputs["desiredCount"] ?? 0);
  const { most, least } = rollingLimits(desired, percentagesOf(inputs));
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
    if (!service || isBlocked(service.inputs)) continue;
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

function isBlocked(service: Resource["inputs"]): boolean {
  const desired = Number(service["desiredCount"] ?? 0);
  if (service["schedulingStrategy"] === "DAEMON" || !isRolling(service) || !(desired > 0)) return false;
  const { most, least } = rollingLimits(desired, percentagesOf(service));
  return most <= least;
}
