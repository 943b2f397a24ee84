import { hasHosts } from "@ballast/operate";
import type { StackPlan } from "@ballast/plan";

/** Whether the plan has container instances of its own. */
export function planHasHosts({ resolved, clusters }: StackPlan): boolean {
  return hasHosts(resolved, clusters);
}
