import facts from "./attributes.json" with { type: "json" };
import { readAttributes } from "./readAttributes.ts";

/** What the provider's schema says of a property that a program gives. */
export interface Attribute {
  kind: "bool" | "number" | "text" | "list" | "map" | "set" | "entry";
  /** Whether the provider keeps or fills in what a program leaves out. */
  isKept: boolean;
  /** What the provider takes if a program leaves it out, as text. @default - nothing, or what `isKept` says */
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

/** Of which the schema says nothing special. */
const plain: Attribute = { kind: "text", isKept: false };
/** Of a map, such as tags, whose keys the program chooses. */
const entry: Attribute = { kind: "entry", isKept: false };

const texts: Readonly<Record<string, string>> = { ...facts.types, ...readAttributes };
const read = new Map<string, ReadonlyMap<string, Attribute>>();
const taggable = tokens(facts.taggable);
const global = tokens(facts.global);

/**
 * @param path Without indexes: `ingress.fromPort`.
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

/** Whether resources of a type get the provider's default tags. */
export function isTaggable(type: string): boolean {
  return taggable.has(type);
}

/** Whether resources of a type are in one region, and replaced by a change of it. */
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
