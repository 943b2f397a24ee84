import { documentIn } from "@ballast/model";
import { pathText } from "./properties.ts";
import { referred } from "./references.ts";
import type { Compared } from "./compared.ts";

export interface Leaf {
  path: string;
  value: unknown;
}

/** A place where a resource uses a computed value of another resource. */
export interface Use {
  by: Compared;
  leaf: Leaf;
}

/** Uses, keyed by the URN of the used resource. */
export function usesOf(compared: readonly Compared[]): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  const note = (urn: string, use: Use): void => void uses.set(urn, [...(uses.get(urn) ?? []), use]);
  for (const by of compared) {
    for (const [property, value] of Object.entries(by.document)) {
      const leaves = leavesOf(value, [property]);
      const marked = leaves.flatMap((leaf) =>
        [...new Set(referred(leaf.value))].map((urn) => ({ urn, leaf })),
      );
      for (const { urn, leaf } of marked) note(urn, { by, leaf });
      for (const { urn, leaf } of unmarked(by, property, leaves, marked)) note(urn, { by, leaf });
    }
  }
  return uses;
}

interface Marked {
  urn: string;
  leaf: Leaf;
}

/** Not every computed value contains placeholder digits: a task definition's ARN has none, and a version is a number. */
function unmarked(
  { resource: { unknown, propertyDependencies }, document }: Compared,
  property: string,
  leaves: readonly Leaf[],
  marked: readonly Marked[],
): Marked[] {
  const dependencies = propertyDependencies[property] ?? [];
  const isPlain = (leaf: Leaf): boolean => !marked.some((one) => one.leaf === leaf);
  if (unknown.includes(property)) {
    // For a text that is unknown as a whole, it is unclear which part comes from where.
    const value = document[property];
    return dependencies
      .filter((urn) => !marked.some((one) => one.urn === urn))
      .map((urn) => ({ urn, leaf: { path: property, value } }));
  }
  return leaves
    .filter((leaf) => unknown.includes(leaf.path) && isPlain(leaf))
    .flatMap((leaf) => dependencies.map((urn) => ({ urn, leaf })));
}

function leavesOf(value: unknown, path: (string | number)[]): Leaf[] {
  const inner = typeof value === "string" ? documentIn(value) : value;
  if (Array.isArray(inner)) return inner.flatMap((member, index) => leavesOf(member, [...path, index]));
  if (typeof inner !== "object" || inner === null) return [{ path: pathText(path), value }];
  return Object.entries(inner).flatMap(([key, member]) => leavesOf(member, [...path, key]));
}
