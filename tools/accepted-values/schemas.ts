import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Limit } from "../../packages/aws/src/values/limit.ts"; // eslint-disable-line @nx/enforce-module-boundaries
import { readPattern, type Member } from "./member.ts";

interface Schema {
  typeName: string;
  properties?: Record<string, Property>;
  definitions?: Record<string, Property>;
  required?: string[];
  readOnlyProperties?: string[];
}

interface Property {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Property;
  properties?: Record<string, Property>;
  required?: string[];
  oneOf?: Property[];
  anyOf?: Property[];
}

const deepest = 7;

/** CloudFormation's schemas of resource types as cfn-lint ships them. */
export class TemplateSchemas {
  readonly folder: string;
  readonly #byType: Map<string, Schema>;
  /** Of the schemas: `2026-10-20`. */
  readonly date: string;

  /** @param sitePackages The folder that holds cfnlint. */
  constructor(sitePackages: string) {
    this.folder = join(sitePackages, "cfnlint/data/schemas");
    const resources = join(this.folder, "resources");
    const schemas = readdirSync(resources)
      .filter((file) => file.endsWith(".json"))
      .map((file) => JSON.parse(readFileSync(join(resources, file), "utf8")) as Schema);
    this.#byType = new Map(schemas.map((schema) => [schema.typeName, schema]));
    const version = JSON.parse(readFileSync(join(this.folder, "version.json"), "utf8")) as {
      schema_date: string;
    };
    this.date = version.schema_date.slice(0, 10);
  }

  types(): string[] {
    return [...this.#byType.keys()];
  }

  /** Each property that a template may give, and below it. */
  members(type: string): Member[] {
    const schema = this.#byType.get(type);
    if (schema === undefined) throw new Error(`${type} has no schema.`);
    const found: Member[] = [];
    const readOnly = new Set(schema.readOnlyProperties ?? []);
    walk(schema, schema, [], found, new Set(), readOnly);
    return found;
  }

  required(type: string): string[] {
    return this.#byType.get(type)?.required ?? [];
  }
}

function walk(
  schema: Schema,
  { properties = {} }: Property | Schema,
  path: string[],
  to: Member[],
  above: Set<string>,
  readOnly: Set<string>,
): void {
  if (path.length > deepest) return;
  for (const [name, given] of Object.entries(properties)) {
    const at = [...path, name];
    if (readOnly.has(`/properties/${at.join("/")}`)) continue;
    const property = resolved(schema, given);
    const item = property.items === undefined ? property : resolved(schema, property.items);
    const limits = [property, ...(item === property ? [] : [item])]
      .flatMap(limitsOf)
      .map((limit) => ({ source: "schema" as const, limit }));
    to.push({ path: at, kind: kindOf(item), limits });
    const reference = given.$ref ?? property.items?.$ref ?? "";
    if (reference !== "" && above.has(reference)) continue;
    walk(schema, item, at, to, new Set([...above, reference]), readOnly);
  }
}

function resolved(schema: Schema, property: Property): Property {
  const name = property.$ref?.replace("#/definitions/", "");
  return name === undefined ? property : (schema.definitions?.[name] ?? {});
}

function typesOf({ type }: Property): string[] {
  return type === undefined ? [] : [type].flat();
}

function kindOf(property: Property): Member["kind"] {
  const types = typesOf(property);
  if (property.properties !== undefined) return "block";
  if (types.includes("object")) return "map";
  if (types.includes("integer") || types.includes("number")) return "number";
  return types.includes("boolean") ? "bool" : "text";
}

function limitsOf(property: Property): Limit[] {
  // What may be one thing or another is left to the model.
  if (property.oneOf !== undefined || property.anyOf !== undefined) return [];
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern, required } = property;
  const limits: Limit[] = [];
  const bounds: ["range" | "length" | "items", number | undefined, number | undefined][] = [
    ["range", minimum, maximum],
    ["length", minLength, maxLength],
    ["items", minItems, maxItems],
  ];
  for (const [kind, from, to] of bounds)
    if (to !== undefined || (from !== undefined && (kind === "range" || from > 0)))
      limits.push([kind, from ?? null, to ?? null]);
  const values = property.enum?.filter((value) => typeof value !== "boolean").map(String);
  if (values !== undefined && values.length > 0) limits.push(["values", ...new Set(values)]);
  const read = pattern === undefined || values !== undefined ? undefined : readPattern(pattern, false);
  if (read !== undefined) limits.push(["pattern", read]);
  if (required !== undefined && required.length > 0) limits.push(["required", ...required]);
  return limits;
}
