import type { Resource, Stack } from "@ballast/model";
import { oncePerStack } from "./oncePerStack.ts";

interface Dependencies {
  /** URNs of a component's child resources, keyed by the component's URN. */
  children: ReadonlyMap<string, readonly string[]>;
  /** URNs of everything whose values a resource may contain, keyed by the resource's URN. */
  behind: Map<string, ReadonlySet<string>>;
}

const dependenciesOf = oncePerStack((stack): Dependencies => {
  const children = new Map<string, string[]>();
  for (const { urn, parent } of stack.resources)
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), urn]);
  return { children, behind: new Map() };
});

/**
 * Whether an unknown value of one resource may come from another: Pulumi records the resources from which a
 * value is computed. A resource without dependencies may be in a template, for which Pulumi records none.
 */
export function mayHoldOf(stack: Stack, one: Resource, other: Resource): boolean {
  return one === other || one.dependsOn.length === 0 || everythingBehind(stack, one).has(other.urn);
}

function everythingBehind(stack: Stack, { urn, dependsOn }: Resource): ReadonlySet<string> {
  const { children, behind } = dependenciesOf(stack);
  const known = behind.get(urn);
  if (known !== undefined) return known;
  const all = new Set<string>();
  const open = [...dependsOn];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (all.has(next)) continue;
    all.add(next);
    // A component's output may come from any of its children.
    open.push(...(stack.byUrn(next)?.dependsOn ?? []), ...(children.get(next) ?? []));
  }
  behind.set(urn, all);
  return all;
}

/**
 * The result of a test of one resource for another. An unknown value makes it doubtful only if it may come
 * from the other resource.
 */
export function concerning<T>(stack: Stack, one: Resource, other: Resource, test: () => T): T {
  const { result, isDoubtful } = stack.doubt.during(test);
  if (isDoubtful && mayHoldOf(stack, one, other)) stack.doubt.raised = true;
  return result;
}
