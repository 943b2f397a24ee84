import facts from "./attributes.json" with { type: "json" };
import { readAttributes } from "./readAttributes.ts";

/** An input property in the provider's schema. */
export interface Attribute {
  kind: "bool" | "number" | "text" | "list" | "map" | "set" | "entry";
  /** Whether the provider keeps or fills in a value that a program does not set. */
  isKept: boolean;
  /** Default value as text. @default - none, or as `isKept` defines */
  fallback?: string;
}

const kinds: Readonly<Record<string, Attribute["kind"]>> = {
  b: "bool",
  f: "number",
  i: "number",
  l: "list",
  m: "map",
  s: "text",
  S: "set",
  t: "map",
};

/** A property without special attributes in the schema. */
const plain: Attribute = { kind: "text", isKept: false };
/** An entry of a map, such as tags, whose keys the program chooses. */
const entry: Attribute = { kind: "entry", isKept: false };

const texts: Readonly<Record<string, string>> = { ...facts.types, ...readAttributes };
const read = new Map<string, ReadonlyMap<string, Attribute>>();
const taggable = tokens(facts.taggable);
const global = tokens(facts.global);

/**
 * @param path Path without indexes: `ingress.fromPort`.
 * @returns undefined for a type whose schema is not known here.
 */
export function attributeOf(type: string, path: string): Attribute | undefined {
  const text = texts[type];
  if (text === undefined) return undefined;
  const known = read.get(type) ?? parsed(text);
  read.set(type, known);
  const found = known.get(path);
  if (found !== undefined) return found;
  const isEntry = [...path.matchAll(/\./g)].some(
    ({ index }) => known.get(path.slice(0, index))?.kind === "map",
  );
  return isEntry ? entry : plain;
}

/** Whether the provider's default tags apply to a type. */
export function isTaggable(type: string): boolean {
  return taggable.has(type);
}

/** Whether a type is regional, so that a change of region replaces the resource. */
export function isRegional(type: string): boolean {
  return type.startsWith("aws:") && !global.has(type);
}

function parsed(text: string): ReadonlyMap<string, Attribute> {
  const all = text.includes("tags:t") ? `${text} tagsAll:m` : text;
  return new Map(
    all.split(" ").map((word): [string, Attribute] => {
      const [path = "", rest = ""] = word.split(":");
      const [flags = "", fallback] = rest.split("=");
      return [
        path,
        {
          kind: kinds[flags[0] ?? "s"] ?? "text",
          isKept: flags.endsWith("?"),
          ...(fallback !== undefined && { fallback: decodeURIComponent(fallback) }),
        },
      ];
    }),
  );
}

function tokens(byModule: Readonly<Record<string, string>>): ReadonlySet<string> {
  return new Set(
    Object.entries(byModule).flatMap(([module, names]) =>
      names.split(" ").map((name) => `aws:${module}/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`),
    ),
  );
}
