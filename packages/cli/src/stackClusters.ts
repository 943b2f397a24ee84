import { aws as types } from "@ballast/aws";
import { clustersInAws, serviceNamed, type Aws, type ServiceInCluster } from "@ballast/operate";
import type { StackPlan } from "@ballast/plan";

/** The clusters of a stack as AWS names them. @throws {OperateError} for a stack that has none. */
export function clustersOf(aws: Aws, { stack, resolved, providers }: StackPlan): Promise<string[]> {
  return clustersInAws(aws, { stack, resolved, awsConfiguration: providers?.["aws"] ?? {} });
}

/** The same; none of a stack that has none. */
export async function clustersIfAny(aws: Aws, plan: StackPlan): Promise<string[]> {
  return plan.resolved.some(({ type }) => type === types.cluster) ? clustersOf(aws, plan) : [];
}

/**
 * A service of a stack, by ECS's name or by the plan's.
 *
 * @param asked With the cluster that the stack joins. @default - the stack's own clusters
 */
export async function serviceOfStack(
  aws: Aws,
  plan: StackPlan,
  { cluster, service }: { cluster?: string; service: string },
): Promise<ServiceInCluster> {
  return serviceNamed(aws, cluster === undefined ? await clustersOf(aws, plan) : [cluster], service);
}
