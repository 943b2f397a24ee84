import { resourceType } from "@ballast/aws";
import { refusedEngine, refusedTags, refusedValues, type RefusedValue } from "@ballast/aws/values";
import { refusedImages } from "./images.ts";
import { refusedReferences, resourcesOf } from "./references.ts";
import { refusedRules } from "./securityGroups.ts";
import type { Resource, Stack } from "@ballast/model";

/**
 * What AWS refuses of a resource: values by themselves, values together, and values that do not go with the rest of the stack. What
 * is unknown is not judged, and what is found by it does not count.
 */
export function* refusedIn(resource: Resource, stack: Stack): Iterable<RefusedValue> {
  if (!resource.custom) return;
  for (const one of refusedValues(resource.type, resource.inputs))
    // What refers to a resource of this stack is a stand-in, or the reference of a template.
    if (!resourcesOf(stack).has(one.value)) yield one;
  yield* refusedTags(resource.inputs);
  yield* refusedReferences(resource, stack);
  yield* refusedRules(resource, stack);
  yield* surely(stack, () => refusedImages(resource, stack));
  yield* surely(stack, () => refusedEngine(resource.type, resource.inputs));
  for (const rule of resourceType(resource.type)?.refusesTogether ?? [])
    yield* surely(stack, () => rule(resource.inputs));
}

/** What a rule finds without reading what is not known. */
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
