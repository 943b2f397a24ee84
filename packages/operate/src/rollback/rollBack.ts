import {
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { lastPart, requireService } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { Cut, Watch, type Pace } from "../watch.ts";
import { describedDeployment } from "./deployments.ts";
import { copyTag, type RollbackPlan, type Way } from "./rollbackPlan.ts";

export interface RolledBack {
  cluster: string;
  service: string;
  way: Way;
  from: string;
  /** The task definition that runs now; if it was copied, the copy. */
  to: string;
  seconds: number;
}

/**
 * Rolls back, and waits until the deployment is complete.
 *
 * @throws {OperateError} if the deployment fails, the time limit is reached, or the user interrupts.
 */
export async function rollBack(aws: Aws, plan: RollbackPlan, pace: Pace): Promise<RolledBack> {
  const watch = new Watch(pace);
  const { cluster, service, way } = plan;
  try {
    const to = await ways[way](aws, plan, watch);
    const from = plan.from.taskDefinitionArn ?? "";
    return { cluster, service, way, from: lastPart(from), to: lastPart(to), seconds: watch.seconds };
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
    throw new OperateError(
      `${error.began}: ${error.last}. ECS continues by itself. See its progress: npx ballast status --cluster ${cluster}.`,
    );
  }
}

const ways: Record<Way, (aws: Aws, plan: RollbackPlan, watch: Watch) => Promise<string>> = {
  stop: async (aws, { service, deployment = "", from, to }, watch) => {
    await aws.ecs.send(
      new StopServiceDeploymentCommand({ serviceDeploymentArn: deployment, stopType: "ROLLBACK" }),
    );
    return watch.until<string>(async () => {
      const { status = "", statusReason } = await describedDeployment(aws, deployment);
      if (status === "ROLLBACK_FAILED")
        throw new OperateError(`ECS could not roll ${service} back: ${statusReason ?? "it gave no reason"}.`);
      if (status === "SUCCESSFUL")
        throw new OperateError(
          `The deployment completed before ECS could stop it, so ${service} runs ${lastPart(from.taskDefinitionArn ?? "")}. Run the command again to roll back.`,
        );
      if (status === "STOPPED")
        throw new OperateError(
          `ECS stopped the deployment of ${service} and did not roll it back: ${statusReason ?? "it gave no reason"}. Name the task definition to deploy with --to.`,
        );
      return status === "ROLLBACK_SUCCESSFUL"
        ? { done: to.taskDefinitionArn ?? "" }
        : { waiting: `the deployment is ${status}` };
    });
  },
  update: (aws, plan, watch) => updated(aws, plan, plan.to.taskDefinitionArn ?? "", watch),
  copy: async (aws, plan, watch) =>
    updated(aws, plan, await copied(aws, plan.to.taskDefinitionArn ?? ""), watch),
};

/** @returns the ARN of a new revision with the same content. */
async function copied({ ecs }: Aws, arn: string): Promise<string> {
  const { taskDefinition: old = {}, tags = [] } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ["TAGS"] }),
  );
  const {
    family,
    containerDefinitions,
    taskDefinitionArn: _arn,
    revision: _revision,
    status: _status,
    requiresAttributes: _attributes,
    compatibilities: _compatibilities,
    registeredAt: _registeredAt,
    deregisteredAt: _deregisteredAt,
    deleteRequestedAt: _deleteRequestedAt,
    registeredBy: _registeredBy,
    ...content
  } = old;
  const kept = tags.filter(({ key = "" }) => !key.startsWith("aws:") && key !== copyTag);
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      ...content,
      family,
      containerDefinitions,
      tags: [...kept, { key: copyTag, value: arn }],
    }),
  );
  if (taskDefinition?.taskDefinitionArn === undefined)
    throw new OperateError(`ECS did not register a copy of ${lastPart(arn)}.`);
  return taskDefinition.taskDefinitionArn;
}

async function updated(
  aws: Aws,
  { cluster, service }: RollbackPlan,
  taskDefinition: string,
  watch: Watch,
): Promise<string> {
  await aws.ecs.send(new UpdateServiceCommand({ cluster, service, taskDefinition }));
  return watch.until<string>(async () => {
    const { taskDefinition: present = "", deployments = [] } = await requireService(aws, cluster, service);
    const primary = deployments.find(({ status }) => status === "PRIMARY");
    const why = primary?.rolloutStateReason ?? "ECS gave no reason";
    if (primary?.rolloutState === "FAILED" || present !== taskDefinition)
      throw new OperateError(
        `${lastPart(taskDefinition)} did not start, and ${service} runs ${lastPart(present)}: ${why}.`,
      );
    return primary?.rolloutState === "COMPLETED"
      ? { done: taskDefinition }
      : { waiting: `${primary?.runningCount ?? 0} of ${primary?.desiredCount ?? 0} tasks run` };
  });
}
