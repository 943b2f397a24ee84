import { readdirSync, readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { isSecretBearing } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

interface Schema {
  resources: Record<string, { inputProperties?: Record<string, Property> }>;
  types: Record<string, { properties?: Record<string, Property> }>;
}

interface Property {
  $ref?: string;
  items?: Property;
  additionalProperties?: Property;
  /** Of a part: first its type. */
  oneOf?: Property[];
}

/** An own key where the schema has a map. */
export const anyKey = "w";

/** Names that sound like a secret's and are something else: keys of KMS, and where to find a parameter or a field. */
const harmless = /KmsKeyArn$|^kmsKeyArn$|^containers$/;

/**
 * Every property of a component's arguments that holds a secret or refers to one, as the committed schemas list them; by the
 * component's name.
 */
export function secretFields(packages: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const name of readdirSync(packages)) {
    const path = join(packages, name, "schema.json");
    if (!existsSync(path)) continue;
    const schema = JSON.parse(readFileSync(path, "utf8")) as Schema;
    for (const [type, { inputProperties = {} }] of Object.entries(schema.resources)) {
      const fields = Object.entries(inputProperties).flatMap(([key, property]) =>
        fieldsOf(schema, property, [key], []),
      );
      if (fields.length > 0) found[type.split(":").at(-1) ?? ""] = fields.map((parts) => parts.join("."));
    }
  }
  return found;
}

function fieldsOf(schema: Schema, property: Property, path: string[], within: string[]): string[][] {
  const { $ref = "", items, additionalProperties, oneOf: [part] = [] } = property;
  if (part) return fieldsOf(schema, part, path, within);
  if (within.includes($ref)) return [];
  const inner = schema.types[$ref.replace("#/types/", "")]?.properties;
  const below = inner
    ? Object.entries(inner).flatMap(([key, one]) => fieldsOf(schema, one, [...path, key], [...within, $ref]))
    : additionalProperties
      ? fieldsOf(schema, additionalProperties, [...path, anyKey], within)
      : items
        ? fieldsOf(schema, items, [...path, "0"], within)
        : [];
  const isField = isSecretBearing(path.join(".")) && !harmless.test(path.at(-1) ?? "");
  return [...(isField ? [path] : []), ...below];
}

/** A copy with another value at a path; what stands in outputs stays what it is. */
export function withValue(target: unknown, path: string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const open = typeof target === "object" && target !== null && !pulumi.Output.isInstance(target);
  const own = open ? (target as Record<string, unknown>) : {};
  const changed = withValue(own[key], rest, value);
  return Array.isArray(own) || (own === undefined && key === "0")
    ? Object.assign([...(own as unknown[])], { [key]: changed })
    : { ...own, [key]: changed };
}
