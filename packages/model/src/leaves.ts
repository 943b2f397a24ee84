import { parsed } from "./read.ts";

export interface Leaf {
  /** As in `networkConfiguration.subnets[0]`. */
  path: string;
  text: string;
}

/** The same value with another text in place of each. */
export function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((member) => mapTexts(member, map));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapTexts(member, map)]));
}

/** An object or array that is written as JSON; undefined for every other text. */
export function documentIn(text: string): object | undefined {
  return /^\s*[{[]/.test(text) ? (parsed(text) as object | undefined) : undefined;
}

/** Every text in a value, however deep, with where it stands. */
export function* leaves(value: unknown, path = ""): Iterable<Leaf> {
  if (typeof value === "string") yield { path, text: value };
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leaves(item, `${path}[${index}]`);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value))
      yield* leaves(item, path === "" ? key : `${path}.${key}`);
  }
}
