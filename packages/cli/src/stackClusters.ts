import { aws as types } from "@ballast/aws";
import { clustersInAws, serviceNamed, type Aws, type ServiceInCluster } from "@ballast/operate";
import type { StackPlan } from "@ballast/plan";

/** The names of a stack's clusters in AWS. @throws {OperateError} if the stack has no cluster. */
export function clustersOf(aws: Aws, { stack, resolved, providers }: StackPlan): Promise<string[]> {
  return clustersInAws(aws, { stack, resolved, awsConfiguration: providers?.["aws"] ?? {} });
}

/** As `clustersOf`, but empty for a stack without clusters. */
export async function clustersIfAny(aws: Aws, plan: StackPlan): Promise<string[]> {
  return plan.resolved.some(({ type }) => type === types.cluster) ? clustersOf(aws, plan) : [];
}

/**
 * Finds a service of a stack by its name in ECS or in the program.
 *
 * @param asked The service, and the cluster that the stack joins. @default - the stack's own clusters
 */
export async function serviceOfStack(
  aws: Aws,
  plan: StackPlan,
  { cluster, service }: { cluster?: string; service: string },
): Promise<ServiceInCluster> {
  return serviceNamed(aws, cluster === undefined ? await clustersOf(aws, plan) : [cluster], service);
}
