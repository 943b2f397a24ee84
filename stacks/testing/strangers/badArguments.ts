import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

// Bad values for every argument of a component at every depth, by its package's schema.json.

export interface Property {
  type?: string;
  plain?: boolean;
  $ref?: string;
  items?: Property;
  additionalProperties?: Property;
  /** Of a part: first its type. */
  oneOf?: Property[];
}

interface ObjectType {
  properties?: Record<string, Property>;
  required?: string[];
  enum?: { value: unknown }[];
}

interface Schema {
  types: Record<string, ObjectType>;
  resources: Record<string, { inputProperties?: Record<string, Property>; requiredInputs?: string[] }>;
}

/** One place in the arguments. */
export interface Place {
  /** Keys and indexes: `["containers", "some", "ports", 0]`. */
  path: (string | number)[];
  kind: "string" | "number" | "boolean" | "list" | "record" | "object" | "enum";
  required: boolean;
  /** Whether it must be known when the program runs. */
  plain: boolean;
  isWhole: boolean;
  /** Of an object. */
  keys: string[];
}

export function schemaOf(packageName: string): Schema {
  return JSON.parse(
    readFileSync(join(__dirname, "../../../packages", packageName, "schema.json"), "utf8"),
  ) as Schema;
}

/** Every place in a component's arguments; a record has one entry, `some`, and a list one item. */
export function placesOf(packageName: string, component: string): Place[] {
  const schema = schemaOf(packageName);
  const resource = schema.resources[`ballast-${packageName}:index:${component}`];
  if (resource === undefined) throw new Error(`${packageName} has no ${component}`);
  const found: Place[] = [];
  const visit = (property: Property, path: Place["path"], required: boolean, inPlain = false): void => {
    const [part] = property.oneOf ?? [];
    if (part) return visit({ ...part, plain: true }, path, required);
    const type = schema.types[decodeURIComponent(property.$ref?.replace("#/types/", "") ?? "")];
    const kind = type?.enum
      ? "enum"
      : type
        ? "object"
        : ({ array: "list", object: "record", integer: "number" }[property.type ?? ""] ?? property.type);
    const keys = Object.keys(type?.properties ?? {});
    // What is in an object of a record or list decides; the schema cannot say so (pulumi/pulumi#14662).
    const plain = property.plain ?? (inPlain && ["object", "record", "list"].includes(kind ?? ""));
    const isWhole = property.type === "integer";
    found.push({ path, kind: kind as Place["kind"], required, plain, isWhole, keys });
    for (const [key, inner] of Object.entries(type?.properties ?? {}))
      visit(inner, [...path, key], type?.required?.includes(key) ?? false);
    if (property.additionalProperties)
      visit(property.additionalProperties, [...path, "some"], true, property.plain);
    if (property.items) visit(property.items, [...path, 0], true, property.plain);
  };
  for (const [key, property] of Object.entries(resource.inputProperties ?? {}))
    visit(property, [key], resource.requiredInputs?.includes(key) ?? false);
  return found;
}

/** A path as messages have it: `containers.some.ports[0]`. */
export function written(path: Place["path"]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "");
}

class Nothing {}

const wrong: Record<string, unknown> = {
  string: "text",
  number: 5,
  boolean: true,
  list: ["x"],
  object: {},
  function: () => 1,
  bigint: 10n,
  symbol: Symbol("x"),
  map: new Map([["a", 1]]),
  date: new Date(0),
  buffer: Buffer.from("x"),
  instance: new Nothing(),
};

/** What is known only later, in all of its kinds. */
const later = { output: pulumi.output({}), secret: pulumi.secret("x"), promise: Promise.resolve({}) };

/** What has no place there: null, nothing where it is required, other kinds, and what is not a text or number for it. */
export function badValues({ kind, required, plain, isWhole, path }: Place): Record<string, unknown> {
  const own = { record: ["object"], object: ["object"], enum: [] }[kind as string] ?? [kind];
  const others = Object.entries(wrong).filter(([name]) => !own.includes(name));
  // Docker accepts these as they are; an empty record or object is checked by meaning.
  const isVerbatim = path.some((key) =>
    /^(environment|command|entryPoint|labels|driverOpts)$/.test(String(key)),
  );
  return {
    ...Object.fromEntries(others),
    null: null,
    ...(required && { undefined }),
    ...((kind === "string" && !isVerbatim) || kind === "enum"
      ? { empty: "", blanks: " \n\t", control: "a\0b" }
      : {}),
    ...(kind === "number" && { negative: -1, infinite: Infinity, none: NaN }),
    ...(isWhole && { fraction: 1.5, huge: 1e21 }),
    ...(kind === "record" && {
      prototype: JSON.parse('{"__proto__":{}}'),
      inherited: { constructor: {} },
      // Tags' keys, in conditions, can have any form.
      ...(!path.includes("conditions") && { credential: { "A=hunter2SeCrEt": {} } }),
    }),
    ...(plain && later),
  };
}

/** @returns a copy with a value at a path; what is on the way and missing is created. */
export function changedAt(args: unknown, [key, ...rest]: Place["path"], value: unknown): unknown {
  if (key === undefined) return value;
  const copy: Record<string | number, unknown> = (
    typeof key === "number" ? (Array.isArray(args) ? [...(args as unknown[])] : []) : { ...(args as object) }
  ) as Record<string | number, unknown>;
  copy[key] = changedAt(copy[key], rest, value);
  return copy;
}
