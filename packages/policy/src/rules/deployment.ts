import { aws } from "@ballast/aws";
import type { Resource, Stack } from "@ballast/model";
import {
  explainDeployment,
  judgeDeployments,
  rollingLimits,
  type DeploymentJudgement,
  type RollingLimits,
} from "@ballast/placement";
import { judgedCluster } from "../cluster/judgedCluster.ts";
import { isDaemon, isRolling, percentagesOf } from "../cluster/services.ts";
import { oncePerResource } from "../oncePerStack.ts";
import type { Rule, Violation } from "../rule.ts";

export const deploymentRules: Rule[] = [
  {
    id: "ecs-deployable",
    severity: "error",
    sentence:
      "ECS can replace the tasks of every service, within its percentages and the maximum number of instances.",
    why: "A rolling deployment that can neither start nor stop a task does not progress, and the old tasks keep running. A blue/green, canary or linear deployment needs room for all tasks twice.",
    fix: "Lower minimumHealthyPercent, raise maximumPercent, or provide capacity for one more task; for a deployment that moves traffic, for all tasks once more. ballast place STACK --deploy SERVICE shows what happens.",
    types: [aws.service, aws.cluster],
    check: (resource, stack) =>
      resource.type === aws.service ? byPercentages(resource) : onInstances(resource, stack),
  },
  {
    id: "ecs-deployable-judged",
    severity: "warning",
    sentence: "It is possible to determine whether the services of a cluster can be deployed.",
    why: "In a large cluster neither bounds nor a search may determine whether ECS can replace the tasks. Then ecs-deployable reports nothing, although a deployment can still fail.",
    fix: "Provide capacity for one more task, or lower minimumHealthyPercent, so that the bounds are sufficient; or test a part of the cluster with ballast place FILE --deploy SERVICE.",
    types: [aws.cluster],
    *check(resource, stack) {
      for (const { judgement, service } of judgedDeployments(stack, resource))
        if (judgement.unknown)
          yield {
            resource: service,
            message: `cannot be evaluated for a deployment: ${explainDeployment(judgement)}`,
          };
    },
  },
];

interface JudgedDeployment {
  judgement: DeploymentJudgement;
  service: Resource;
  hasVolume: boolean;
}

const judgedDeployments: (stack: Stack, resource: Resource) => JudgedDeployment[] = oncePerResource(
  (stack, resource) => {
    const judged = judgedCluster(stack, resource);
    if (judged === undefined) return [];
    const { resources, services } = judged.cluster;
    return judgeDeployments(judged.cluster).flatMap((judgement) => {
      const { workload } = judgement;
      const service = resources[workload];
      const task = services.find(({ name }) => name === workload)?.task;
      return service ? [{ judgement, service, hasVolume: (task?.volumes ?? []).length > 0 }] : [];
    });
  },
);

/** Checks the deployment percentages of a service, including services on AWS Fargate. */
function* byPercentages(resource: Resource): Iterable<Violation> {
  const limits = blockingLimits(resource.inputs);
  if (limits === undefined) return;
  const { most, least } = limits;
  const tasks = most === 1 ? "task" : "tasks";
  yield {
    message: `may run at most ${most} ${tasks} and at least ${least}, so none can be replaced`,
  };
}

function* onInstances(resource: Resource, stack: Stack): Iterable<Violation> {
  for (const { judgement, service, hasVolume } of judgedDeployments(stack, resource)) {
    if (judgement.unknown || blockingLimits(service.inputs)) continue;
    // Other services are checked by ecs-single-attach-deployment.
    const { minimumHealthyPercent, maximumPercent } = percentagesOf(service.inputs);
    if (hasVolume && (minimumHealthyPercent !== 0 || maximumPercent !== 100)) continue;
    yield { resource: service, message: `cannot be deployed: ${explainDeployment(judgement)}` };
  }
}

/** Undefined if the percentages let a task start or stop. */
function blockingLimits(service: Resource["inputs"]): RollingLimits | undefined {
  const desired = Number(service["desiredCount"] ?? 0);
  if (isDaemon(service) || !isRolling(service) || !(desired > 0)) return undefined;
  const limits = rollingLimits(desired, percentagesOf(service));
  return limits.most <= limits.least ? limits : undefined;
}
