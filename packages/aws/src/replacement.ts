import { topLevel } from "@ballast/model";
import { canonicalType, nativeType } from "./aliases.ts";
import { isTemplateType, resourceType } from "./catalogue.ts";
import { nestedReplacement, Replaces } from "./cloudformation/schemas.ts";
import type { Discarded } from "./discarding/discarding.ts";
import { capitalized, inTemplate } from "./nativeInputs.ts";
import { overlaps, withoutIndexes } from "./paths.ts";
import { isRegional } from "./provider/attributes.ts";
import type { ComputedOutput, Sides } from "./resourceType.ts";

/**
 * Whether a change of a property makes Pulumi or CloudFormation replace a resource.
 *
 * @param path Path with or without indexes, such as `encryptionConfigurations[0].kmsKey`.
 * @param sides The resource's inputs before and after. @default - unknown; a replacement that depends on them
 * counts as possible
 */
export function replacement(type: string, path: string, sides?: Sides): Replaces {
  const property = withoutIndexes(path);
  // For every regional type (`forceNewIfRegionChanges` in terraform-provider-aws 6, read in November 2026).
  if (property === "region" && isRegional(type)) return Replaces.Yes;
  const known = resourceType(type)?.replacedBy;
  if (known === undefined) {
    const canonical = canonicalType(type);
    if (isTemplateType(canonical)) return nestedReplacement(canonical, property);
    return tags.includes(topLevel(property)) ? Replaces.No : Replaces.Maybe;
  }
  const { always = [], sometimes = [], when = {}, never = [] } = known;
  if (never.includes(topLevel(property))) return Replaces.No;
  if (always.includes("*") || always.some((one) => overlaps(property, one))) return Replaces.Yes;
  const decided = Object.entries(when).find(([one]) => overlaps(property, one));
  const verdict = sides && decided?.[1](sides.before, sides.after);
  if (verdict !== undefined) return verdict ? Replaces.Yes : Replaces.No;
  const isMaybe = decided !== undefined || sometimes.some((one) => overlaps(property, one));
  return isMaybe ? Replaces.Maybe : Replaces.No;
}

/** The changed paths that make Pulumi replace the resource. */
export function replacing(type: string, changed: readonly string[], sides?: Sides): string[] {
  return changed.filter((path) => replacement(type, path, sides) === Replaces.Yes);
}

/** Outputs whose values are unknown until an update of these properties has ended. */
export function unknownAfterUpdate(type: string, changed: readonly string[]): string[] {
  const properties = changed.map((path) => topLevel(withoutIndexes(path)));
  return (resourceType(type)?.computedOnUpdate ?? [])
    .filter((computed) => properties.some((property) => concerns(computed, property)))
    .map(({ output }) => output);
}

/** The changed paths that discard the data of a resource that is not replaced. */
export function overwriting(type: string, changed: readonly string[]): string[] {
  const { overwrittenBy = [] } = resourceType(type) ?? {};
  return changed.filter((path) => overwrittenBy.some((property) => overlaps(withoutIndexes(path), property)));
}

/** Data that AWS deletes because a changed property reduces the retention, by property. */
export function discarding(
  type: string,
  changed: readonly string[],
  sides: Sides,
): (Discarded & { path: string })[] {
  const { discards = {} } = resourceType(type) ?? {};
  const isNative = nativeType(type) !== undefined;
  const { before, after } = isNative ? inTemplate(sides) : sides;
  const names = changed.map((path) => topLevel(withoutIndexes(path)));
  const properties = new Set(isNative ? names.map(capitalized) : names);
  return Object.entries(discards).flatMap(([path, discard]) => {
    const found = properties.has(path) ? discard(before, after) : undefined;
    return found === undefined ? [] : [{ path, ...found }];
  });
}

const tags = ["tags", "tagsAll"];

function concerns({ when, unless = [] }: ComputedOutput, property: string): boolean {
  return !unless.includes(property) && (when === undefined || when.includes(property));
}
