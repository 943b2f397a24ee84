import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// What a component can be told, by the schema that other languages are given: so no argument is forgotten.

interface Property {
  type?: string;
  $ref?: string;
  additionalProperties?: Property;
  items?: Property;
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

/** An argument that may be left out. */
export interface OptionalArgument {
  /** Where it is in the arguments: `["spot", "onDemandBase"]`. */
  path: string[];
  /** The same with `*` for the user's own keys: `containers.*.cpu`. */
  pattern: string;
  kind: "boolean" | "protection" | "enum" | "other";
  /** Of an enum. */
  values: unknown[];
}

const packages = join(__dirname, "../../../packages");

function schemaOf(packageName: string): Schema {
  return JSON.parse(readFileSync(join(packages, packageName, "schema.json"), "utf8")) as Schema;
}

/** Every component of a package, by its class. */
export function componentsOf(packageName: string): string[] {
  return Object.keys(schemaOf(packageName).resources).map((token) => token.split(":")[2] ?? "");
}

type Given = Record<string, unknown>;

/** What may be left out of these arguments, also within what they hold. */
export function optionalArguments(packageName: string, component: string, args: Given): OptionalArgument[] {
  const schema = schemaOf(packageName);
  const resource = Object.entries(schema.resources).find(([token]) => token.endsWith(`:${component}`))?.[1];
  if (resource === undefined) throw new Error(`${packageName} has no component ${component}.`);
  const found: OptionalArgument[] = [];
  const visit = (
    properties: Record<string, Property>,
    required: string[],
    given: Given,
    path: string[],
    pattern: string[],
  ): void => {
    for (const [name, property] of Object.entries(properties)) {
      const here = [...path, name];
      const shape = [...pattern, name];
      if (!required.includes(name)) found.push(optional(schema, property, here, shape));
      for (const inner of within(schema, property, given[name], here, shape))
        visit(inner.properties, inner.required, inner.given, inner.path, inner.pattern);
    }
  };
  visit(resource.inputProperties ?? {}, resource.requiredInputs ?? [], args, [], []);
  return found;
}

/** Components tell these apart, and what is in them is tested with their packages. */
const whole = ["Protection", "Site", "Statement", "DirectoryShape", "TaskDefinitionShape"];

function typeOf(schema: Schema, property: Property | undefined): [string, ObjectType] | undefined {
  const token = property?.$ref?.split("/").at(-1)?.replaceAll("%2F", "/");
  const type = token === undefined ? undefined : schema.types[token];
  return token === undefined || type === undefined ? undefined : [token.split(":").at(-1) ?? "", type];
}

function optional(schema: Schema, property: Property, path: string[], pattern: string[]): OptionalArgument {
  const [name, type] = typeOf(schema, property) ?? [];
  const kind =
    property.type === "boolean"
      ? "boolean"
      : name === "Protection"
        ? "protection"
        : type?.enum
          ? "enum"
          : "other";
  return { path, pattern: pattern.join("."), kind, values: type?.enum?.map(({ value }) => value) ?? [] };
}

interface Inner {
  properties: Record<string, Property>;
  required: string[];
  given: Given;
  path: string[];
  pattern: string[];
}

function within(
  schema: Schema,
  property: Property,
  given: unknown,
  path: string[],
  pattern: string[],
): Inner[] {
  if (typeof given !== "object" || given === null || path.at(-1) === "parts") return [];
  const object = (type: [string, ObjectType] | undefined, value: Given, key?: string): Inner[] =>
    type === undefined || whole.includes(type[0]) || type[1].properties === undefined
      ? []
      : [
          {
            properties: type[1].properties,
            required: type[1].required ?? [],
            given: value,
            path: key === undefined ? path : [...path, key],
            pattern: key === undefined ? pattern : [...pattern, "*"],
          },
        ];
  const [key, first] = Object.entries(given)[0] ?? [];
  const entries = typeOf(schema, property.additionalProperties ?? property.items);
  if (entries !== undefined && key !== undefined && typeof first === "object")
    return object(entries, first as Given, key);
  return object(typeOf(schema, property), given as Given);
}

/** Every property that a user of a package may set, in a component's arguments or in a type within: `Component.property`. */
export function settable(packageName: string): string[] {
  const schema = schemaOf(packageName);
  const nameOf = (token: string): string => token.split(":").at(-1) ?? "";
  return [
    ...Object.entries(schema.resources).flatMap(([token, { inputProperties }]) =>
      Object.keys(inputProperties ?? {}).map((property) => `${nameOf(token)}.${property}`),
    ),
    ...Object.entries(schema.types).flatMap(([token, { properties }]) =>
      Object.keys(properties ?? {}).map((property) => `${nameOf(token)}.${property}`),
    ),
  ];
}

/** Packages with components. */
export function publishedPackages(): string[] {
  return readdirSync(packages).filter((name) => existsSync(join(packages, name, "schema.json")));
}
