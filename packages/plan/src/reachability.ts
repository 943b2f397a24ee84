import { Reachability, stackOf } from "@ballast/analysis";
import type { ResolvedResource, Resource, Stack } from "@ballast/model";
import type { StackPlan } from "./stackPlan.ts";

/** What can connect to what in a stack and in the stacks whose outputs it uses. */
export function reachabilityOf(plans: readonly StackPlan[]): Reachability {
  return new Reachability(stackOfPlans(plans));
}

/** The resources of plans, in the form that rules read. */
export function stackOfPlans(plans: readonly Pick<StackPlan, "resolved" | "standInAccount">[]): Stack {
  const stack = stackOf(plans.flatMap(({ resolved }) => resolved.map(asResource)));
  stack.standInAccount = plans.find(({ standInAccount }) => standInAccount !== undefined)?.standInAccount;
  return stack;
}

/** With the identifiers by which other resources refer to it. */
function asResource(resolved: ResolvedResource): Resource {
  const { identifiers, inputs } = resolved;
  const state = Object.fromEntries(Object.entries(identifiers).map(([value, path]) => [path, value]));
  return {
    ...resolved,
    state: { ...inputs, ...state },
    id: state["id"] ?? "",
    retainOnDelete: resolved.retainOnDelete,
  };
}
