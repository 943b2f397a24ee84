import type { Resource, Stack } from "@ballast/model";
import { oncePerStack } from "./oncePerStack.ts";

interface Dependencies {
  /** URNs of the resources of a component, by the component's. */
  children: ReadonlyMap<string, readonly string[]>;
  /** URNs of everything that a resource may hold a value of, by its own. */
  behind: Map<string, ReadonlySet<string>>;
}

const dependenciesOf = oncePerStack((stack): Dependencies => {
  const children = new Map<string, string[]>();
  for (const { urn, parent } of stack.resources)
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), urn]);
  return { children, behind: new Map() };
});

/**
 * Whether a value of one resource's that is not known yet may be of another: Pulumi says what a value is computed from. What depends on
 * nothing may be of a template, of which Pulumi does not say it.
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
    // An output of a component's is one of its parts'.
    open.push(...(stack.byUrn(next)?.dependsOn ?? []), ...(children.get(next) ?? []));
  }
  behind.set(urn, all);
  return all;
}

/** What a test on one resource says about another. A value that is not known yet is a doubt only where it may be the other's. */
export function concerning<T>(stack: Stack, one: Resource, other: Resource, test: () => T): T {
  const { result, isDoubtful } = stack.doubt.during(test);
  if (isDoubtful && mayHoldOf(stack, one, other)) stack.doubt.raised = true;
  return result;
}
