import { isFields } from "@ballast/model";
import type { Fields } from "./described.ts";
import type { Sides } from "./resourceType.ts";

/** Inputs of the aws-native provider with the property names of a template. */
export function inTemplate({ before, after }: Sides): Sides {
  return { before: withCapitals(before) as Fields, after: withCapitals(after) as Fields };
}

function withCapitals(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withCapitals);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [capitalized(key), withCapitals(inner)]),
  );
}

export function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
