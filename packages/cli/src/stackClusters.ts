import { aws as types } from "@ballast/aws";
import { clustersInAws, type Aws } from "@ballast/operate";
import { PlanError, type Project, type StackPlan } from "@ballast/plan";
import { placeOf, planned, type Place } from "./planning.ts";

/** A stack, its plan and where it stands. */
export interface PlannedStack extends Place {
  project: Project;
  plan: StackPlan;
}

/** @throws {PlanError} if there is no such stack, or if it cannot be planned. */
export async function plannedStack(stack: string): Promise<PlannedStack> {
  const missing = (stacks: string): PlanError =>
    new PlanError(`There is no stack ${stack}; there are ${stacks}.`);
  const { project, plan } = await planned(stack, missing);
  return { ...placeOf(project, stack), project, plan };
}

/** Its clusters as AWS names them; none of a stack that has none. */
export async function clustersOfStack(
  aws: Aws,
  { stack, resolved, providers }: StackPlan,
): Promise<string[]> {
  if (!resolved.some(({ type }) => type === types.cluster)) return [];
  return clustersInAws(aws, { stack, resolved, awsConfiguration: providers?.["aws"] ?? {} });
}
