import { overlaps } from "../paths.ts";
import schemas from "./schemas.json" with { type: "json" };

const types = new Map(Object.entries(schemas.types));

/** Whether a change of a property replaces a template's resource. */
export const Replaces = {
  Yes: "yes",
  No: "no",
  /** For some values only, or not documented. */
  Maybe: "maybe",
} as const;
export type Replaces = (typeof Replaces)[keyof typeof Replaces];

/** The types whose schemas AWS has published. */
export function templateTypes(): string[] {
  return [...types.keys()];
}

/** Paths of the properties that always replace the resource, and of those that do so for some values. */
export function createOnly(type: string): { always: string[]; sometimes: string[]; isComplete: boolean } {
  const entries = (types.get(type) ?? "...").split(" ").filter((entry) => entry !== "");
  return {
    always: entries.filter((entry) => !entry.startsWith("?") && entry !== "..."),
    sometimes: entries.filter((entry) => entry.startsWith("?")).map((entry) => entry.slice(1)),
    isComplete: !entries.includes("..."),
  };
}

/**
 * @param path Path without indexes, such as `VpcSettings.VpcId`, in any case: aws-native uses
 * `vpcSettings.vpcId`.
 */
export function nestedReplacement(type: string, path: string): Replaces {
  const { always, sometimes, isComplete } = createOnly(type);
  const isAt = (property: string): boolean => overlaps(path.toLowerCase(), property.toLowerCase());
  if (always.some(isAt)) return Replaces.Yes;
  if (sometimes.some(isAt)) return Replaces.Maybe;
  // AWS updates tags in place.
  return isComplete || /^Tags\b/i.test(path) ? Replaces.No : Replaces.Maybe;
}
