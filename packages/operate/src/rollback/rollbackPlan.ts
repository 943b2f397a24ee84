import { DescribeTaskDefinitionCommand, type Service, type TaskDefinition } from "@aws-sdk/client-ecs";
import { unless, type Aws } from "../aws.ts";
import { lastPart, TaskDefinitions } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import type { ServiceInCluster } from "../serviceNamed.ts";
import { earlierThan, lastSuccessful } from "./earlier.ts";
import { deploymentsOf, describedDeployment, revisions } from "./deployments.ts";

/**
 * `stop`: stops the deployment in progress, and ECS rolls back. `update`: updates the service to the earlier task
 * definition.
 */
export const Way = { Stop: "stop", Update: "update", Copy: "copy" } as const;
/**
 * `copy`: the earlier task definition is deregistered, as Pulumi does when it replaces one, so a copy of it is
 * registered first.
 */
export type Way = (typeof Way)[keyof typeof Way];

export interface RollbackPlan {
  cluster: string;
  service: string;
  way: Way;
  from: TaskDefinition;
  to: TaskDefinition;
  /** The deployment to stop. @default - no deployment is in progress */
  deployment?: string;
  /** The start of the deployment in progress. @default none */
  since?: Date;
}

/** The tag with the ARN of the task definition from which a copy was made. */
export const copyTag = "ballast:copy-of";

/**
 * Plans a rollback of a service. Changes nothing.
 *
 * @param to The target task definition: its ARN, or its family and revision. @default - the one before the current
 *   one
 * @throws {OperateError} if there is no earlier task definition, or if a rollback is already in progress.
 */
export async function planRollback(
  aws: Aws,
  { cluster, service }: ServiceInCluster,
  to?: string,
): Promise<RollbackPlan> {
  const { serviceName: name = "", deploymentController } = service;
  const { type: controller = "ECS" } = deploymentController ?? {};
  if (controller !== "ECS")
    throw new OperateError(
      `${controller} deploys ${name}, not ECS. Roll back there, for example with aws deploy stop-deployment --auto-rollback-enabled.`,
    );
  const all = await deploymentsOf(aws, cluster, name);
  const isBusy = all.find(({ status = "" }) =>
    /^(ROLLBACK|STOP)_REQUESTED$|^ROLLBACK_IN_PROGRESS$/.test(status),
  );
  if (isBusy !== undefined)
    throw new OperateError(
      `${name} is already being rolled back (${isBusy.status}). See its progress: npx ballast status --cluster ${cluster}.`,
    );
  const underWay = all.find(({ status = "" }) => /^(PENDING|IN_PROGRESS)$/.test(status));
  const facts = { cluster, service: name };
  if (underWay?.serviceDeploymentArn !== undefined && to === undefined)
    return { ...facts, ...(await stopping(aws, name, underWay.serviceDeploymentArn, all)) };
  return { ...facts, ...(await updating(aws, service, all, to)) };
}

async function stopping(
  aws: Aws,
  name: string,
  deployment: string,
  all: Parameters<typeof lastSuccessful>[0],
): Promise<Omit<RollbackPlan, "cluster" | "service">> {
  const found = await describedDeployment(aws, deployment);
  const { sourceServiceRevisions = [], targetServiceRevision, createdAt } = found;
  const sources = sourceServiceRevisions.flatMap(({ arn }) => arn ?? []);
  if (sources.length === 0)
    throw new OperateError(
      `${lastPart(deployment)} is the first deployment of ${name}, so there is nothing to roll back to. Correct it and deploy again, ` +
        "or set its desired count to 0.",
    );
  const back = lastSuccessful(all, sources) ?? sources[0];
  const known = await revisions(
    aws,
    [...sources, targetServiceRevision?.arn ?? ""].filter((arn) => arn !== ""),
  );
  const definition = async (arn: string | undefined): Promise<TaskDefinition> =>
    new TaskDefinitions(aws).get(known.get(arn ?? "")?.taskDefinition ?? "");
  return {
    way: Way.Stop,
    from: await definition(targetServiceRevision?.arn),
    to: await definition(back),
    deployment,
    ...(createdAt !== undefined && { since: createdAt }),
  };
}

async function updating(
  aws: Aws,
  { serviceName: name = "", taskDefinition: present = "" }: Service,
  all: Parameters<typeof earlierThan>[0],
  asked: string | undefined,
): Promise<Omit<RollbackPlan, "cluster" | "service">> {
  const definitions = new TaskDefinitions(aws);
  const from = await definitions.get(present);
  const target = asked ?? earlierThan(all, await taskDefinitionsOf(aws, all), await original(aws, present));
  if (target === undefined)
    throw new OperateError(
      `ECS has no successful deployment of ${name} before ${lastPart(present)} (it keeps deployments for 90 days). Name the task definition to roll back to: ` +
        `--to ${lastPart(present).replace(/:\d+$/, "")}:<revision>.`,
    );
  const to = await unless(/^ClientException$/, definitions.get(target));
  if (to === undefined) throw new OperateError(`There is no task definition ${lastPart(target)}.`);
  if (to.taskDefinitionArn === from.taskDefinitionArn)
    throw new OperateError(`${name} already runs ${lastPart(present)}.`);
  if (to.status === "DELETE_IN_PROGRESS")
    throw new OperateError(`${lastPart(target)} is being deleted, so no task can start with it.`);
  return { way: to.status === "INACTIVE" ? Way.Copy : Way.Update, from, to };
}

async function taskDefinitionsOf(
  aws: Aws,
  all: Parameters<typeof earlierThan>[0],
): Promise<Map<string, string>> {
  const arns = all
    .filter(({ status }) => status === "SUCCESSFUL")
    .flatMap(({ targetServiceRevisionArn }) => targetServiceRevisionArn ?? []);
  const known = await revisions(aws, arns);
  return new Map(
    [...known].flatMap(([arn, { taskDefinition }]) => (taskDefinition ? [[arn, taskDefinition]] : [])),
  );
}

/** The original of a task definition that an earlier rollback copied. */
async function original({ ecs }: Aws, taskDefinition: string): Promise<string> {
  const { tags = [] } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] }),
  );
  return tags.find(({ key }) => key === copyTag)?.value ?? taskDefinition;
}
