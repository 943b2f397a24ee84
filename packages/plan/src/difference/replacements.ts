import { replacing } from "@ballast/aws";
import type { PlannedResource } from "../stackPlan.ts";
import type { PropertyChange } from "./difference.ts";
import { documentIn } from "./documents.ts";
import { pathText } from "./properties.ts";
import { inWords, readable, referred } from "./references.ts";

/** A resource of both sides, as the new one has it. */
export interface Compared {
  resource: PlannedResource;
  /** Its inputs with marks for stand-ins. */
  document: Record<string, unknown>;
  /** What differs; what follows from replacements is added. */
  properties: PropertyChange[];
}

/**
 * A resource that is replaced has another id, so whatever takes one of its computed values changes too, and is replaced
 * itself where that property cannot be changed. The plans do not differ there: their stand-ins belong to URNs.
 *
 * @param elsewhere Outputs of other stacks, as marks name them, whose resources are replaced there.
 */
export function followReplacements(compared: readonly Compared[], elsewhere: readonly string[]): void {
  const due = [...elsewhere, ...compared.filter(isReplaced).map(({ resource }) => resource.urn)];
  const seen = new Set(due);
  const uses = usesOf(compared);
  for (let urn = due.shift(); urn !== undefined; urn = due.shift()) {
    for (const { by, leaf } of uses.get(urn) ?? []) {
      if (by.properties.some(({ path }) => path === leaf.path)) continue;
      by.properties.push(followed(urn, leaf, by.resource));
      if (isReplaced(by) && !seen.has(by.resource.urn)) {
        seen.add(by.resource.urn);
        due.push(by.resource.urn);
      }
    }
  }
}

function isReplaced({ properties }: Compared): boolean {
  return properties.some(({ replaces }) => replaces);
}

interface Leaf {
  path: string;
  value: unknown;
}

/** Where a resource takes what another one's deployment computes. */
interface Use {
  by: Compared;
  leaf: Leaf;
}

/** By the URN of what is used. */
function usesOf(compared: readonly Compared[]): Map<string, Use[]> {
  const uses = new Map<string, Use[]>();
  const note = (urn: string, use: Use): void => void uses.set(urn, [...(uses.get(urn) ?? []), use]);
  for (const by of compared) {
    for (const [property, value] of Object.entries(by.document)) {
      const marked = leavesOf(value, [property]).flatMap((leaf) =>
        [...new Set(referred(leaf.value))].map((urn) => ({ urn, leaf })),
      );
      for (const { urn, leaf } of marked) note(urn, { by, leaf });
      // Not every computed value has digits in it: a task definition's ARN has none.
      if (by.resource.unknown.includes(property) && typeof value === "string" && !documentIn(value)) {
        const others = (by.resource.propertyDependencies[property] ?? []).filter(
          (urn) => !marked.some((one) => one.urn === urn),
        );
        for (const urn of others) note(urn, { by, leaf: { path: property, value } });
      }
    }
  }
  return uses;
}

function followed(urn: string, { path, value }: Leaf, { type, custom }: PlannedResource): PropertyChange {
  const old = inWords(urn);
  const text = readable(value);
  const from = typeof text === "string" && text.includes(old) ? text : old;
  return {
    path,
    from,
    to: from.replaceAll(old, inWords(urn, true)),
    replaces: custom && replacing(type, [path]).length > 0,
  };
}

function leavesOf(value: unknown, path: (string | number)[]): Leaf[] {
  const inner = typeof value === "string" ? documentIn(value) : value;
  if (Array.isArray(inner)) return inner.flatMap((member, index) => leavesOf(member, [...path, index]));
  if (typeof inner !== "object" || inner === null) return [{ path: pathText(path), value }];
  return Object.entries(inner).flatMap(([key, member]) => leavesOf(member, [...path, key]));
}
