import { claimsOfPlan, storesOfPlan, type StoresOfPlan } from "@ballast/operate";
import type { ProjectSettings, StackPlan } from "@ballast/plan";

/**
 * The stores of a stack's plan: those that it declares, and those that its plugins create.
 *
 * @param claims Claims on the plugins' volumes. @default - from the plan
 */
export function storesOf(
  project: ProjectSettings,
  { stack, resolved }: StackPlan,
  claims = claimsOfPlan(stack, resolved).claims,
): StoresOfPlan {
  const text = project.configurationOf(stack).values["aws:defaultTags"];
  const { tags = {} } = text === undefined ? {} : (JSON.parse(text) as { tags?: Record<string, string> });
  return storesOfPlan(stack, resolved, tags, claims);
}
