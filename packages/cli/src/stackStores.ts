import { claimsOfPlan, storesOfPlan, type StoresOfPlan } from "@ballast/operate";
import type { ProjectSettings, StackPlan } from "@ballast/plan";

/**
 * What keeps data of a stack's plan: what it declares, and what its plugins create.
 *
 * @param claims Of those plugins. @default - as the plan has them
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
