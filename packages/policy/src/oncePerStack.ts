import type { Resource, Stack } from "@ballast/model";

/**
 * Caches a computation for each stack. If the result depends on values that are not known yet, every use
 * raises the doubt.
 */
export function oncePerStack<T>(work: (stack: Stack) => T): (stack: Stack) => T {
  const worked = new WeakMap<Stack, { result: T; isDoubtful: boolean }>();
  return (stack) => {
    const known = worked.get(stack) ?? stack.doubt.during(() => work(stack));
    worked.set(stack, known);
    if (known.isDoubtful) stack.doubt.raised = true;
    return known.result;
  };
}

/**
 * Caches a computation for each resource of a stack, so that a doubt about one resource does not affect
 * another.
 */
export function oncePerResource<T>(
  work: (stack: Stack, resource: Resource) => T,
): (stack: Stack, resource: Resource) => T {
  const worked = new WeakMap<Resource, (stack: Stack) => T>();
  return (stack, resource) => {
    const known = worked.get(resource) ?? oncePerStack((one) => work(one, resource));
    worked.set(resource, known);
    return known(stack);
  };
}
