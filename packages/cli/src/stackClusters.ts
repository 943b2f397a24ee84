import { aws as types } from "@ballast/aws";
import { clustersInAws, type Aws } from "@ballast/operate";
import type { StackPlan } from "@ballast/plan";

/** The clusters of a stack as AWS names them. @throws {OperateError} for a stack that has none. */
export function clustersOf(aws: Aws, { stack, resolved, providers }: StackPlan): Promise<string[]> {
  return clustersInAws(aws, { stack, resolved, awsConfiguration: providers?.["aws"] ?? {} });
}

/** The same; none of a stack that has none. */
export async function clustersIfAny(aws: Aws, plan: StackPlan): Promise<string[]> {
  return plan.resolved.some(({ type }) => type === types.cluster) ? clustersOf(aws, plan) : [];
}
