import { resourceType } from "@ballast/aws";
import { refusedEngine, refusedTags, refusedValues, type RefusedValue } from "@ballast/aws/values";
import { refusedImages } from "./images.ts";
import { refusedReferences, resourcesOf } from "./references.ts";
import { refusedRules } from "./securityGroups.ts";
import type { Resource, Stack } from "@ballast/model";

/**
 * What AWS rejects in a resource: single values, combinations of values, and values that do not fit the rest
 * of the stack. Unknown values, and findings that depend on them, do not count.
 */
export function* refusedIn(resource: Resource, stack: Stack): Iterable<RefusedValue> {
  if (!resource.custom) return;
  for (const one of refusedValues(resource.type, resource.inputs))
    // A reference to a resource of this stack is a placeholder, or a template's reference.
    if (!resourcesOf(stack).has(one.value)) yield one;
  yield* refusedTags(resource.inputs);
  yield* refusedReferences(resource, stack);
  yield* refusedRules(resource, stack);
  yield* surely(stack, () => refusedImages(resource, stack));
  yield* surely(stack, () => refusedEngine(resource.type, resource.inputs));
  for (const rule of resourceType(resource.type)?.refusesTogether ?? [])
    yield* surely(stack, () => rule(resource.inputs));
}

/** The findings of a rule, unless the rule read a value that is not known yet. */
function surely(stack: Stack, find: () => Iterable<RefusedValue>): RefusedValue[] {
  const before = stack.doubt.raised;
  stack.doubt.raised = false;
  try {
    const found = [...find()];
    return stack.doubt.raised ? [] : found;
  } finally {
    stack.doubt.raised = before;
  }
}
