import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ComponentPackage, Property } from "@ballast/release/schemas";
import { anchor, code, table } from "./markdown.ts";
import { sourcesIn } from "./sources.ts";

/** Properties of an argument or an output, as Pulumi's package schema has them. */
export interface SchemaType {
  description?: string;
  properties?: Record<string, Property>;
  required?: string[];
  enum?: { value: string | number }[];
}

export interface SchemaResource {
  description?: string;
  inputProperties?: Record<string, Property>;
  requiredInputs?: string[];
  properties?: Record<string, Property>;
}

export interface Schema {
  name: string;
  resources: Record<string, SchemaResource>;
  types: Record<string, SchemaType>;
}

/**
 * A package's schema with the names that types have in TypeScript: for other languages `CapacityArgs` is `Capacity`.
 *
 * @throws {Error} where the schema was not made yet.
 */
export function readSchema({ directory, folder }: Pick<ComponentPackage, "directory" | "folder">): Schema {
  const path = join(directory, "schema.json");
  if (!existsSync(path)) {
    throw new Error(
      `packages/${folder} has no schema.json; make it: node tools/componentSchemas.ts --write ${folder}.`,
    );
  }
  const sources = [...sourcesIn(join(directory, "src")).values()].join("\n");
  const declares = (name: string): boolean => new RegExp(`^export \\w+ ${name}\\b`, "m").test(sources);
  const text = readFileSync(path, "utf8").replaceAll(
    new RegExp(`(?<=["/]ballast-${folder}:index:)\\w+(?=")`, "g"),
    (name) => (!declares(name) && declares(`${name}Args`) ? `${name}Args` : name),
  );
  return JSON.parse(text) as Schema;
}

export function shortName(token: string): string {
  return token.split(/[:/]/).at(-1) ?? token;
}

/** The page of the types of packages without components. */
export const sharedPage = "shared-types.md";
const homesOfShared = ["ballast-contracts", "ballast-model", "ballast-placement"];

export function isShared(token: string): boolean {
  return homesOfShared.includes(token.split(":")[0] ?? "");
}

/** A link from a package's page to where a type is explained. */
function typeLink(token: string, { name }: Schema): string {
  const [home = ""] = token.split(":");
  const page = isShared(token) ? sharedPage : `${home.replace("ballast-", "")}.md`;
  return `[${shortName(token)}](${home === name ? "" : page}#${anchor(shortName(token))})`;
}

/** `string`, a list of `Input<string>`, Client by key: a type of ours links to where it is explained. */
export function typeText(property: Property, schema: Schema): string {
  const { oneOf: [part] = [], additionalProperties, items, $ref, type = "any", plain } = property;
  if (part) return `Input of ${typeText(part, schema)}`;
  if (additionalProperties) return `${typeText(additionalProperties, schema)} by key`;
  if (items) return `list of ${typeText(items, schema)}`;
  if ($ref === undefined) return code(plain === true ? type : `Input<${type}>`);
  const token = decodeURIComponent($ref).replace("#/types/", "");
  const local = schema.types[token];
  if (local?.enum) return local.enum.map(({ value }) => code(JSON.stringify(value))).join(" or ");
  if (local) return typeLink(token, schema);
  return $ref === anything ? "any" : code(shortName(token));
}

const anything = "pulumi.json#/Any";

/** Arguments: what is required first, each with what leaving it out does. */
export function argumentTable({ properties = {}, required = [] }: SchemaType, schema: Schema): string {
  const rows = Object.entries(properties)
    .sort(([one], [other]) => Number(required.includes(other)) - Number(required.includes(one)))
    .map(([name, property]) => [
      code(name),
      typeText(property, schema),
      required.includes(name) ? "required" : withoutText(property),
      meaningOf(property, schema),
    ]);
  return table(["name", "type", "default", "meaning"], rows);
}

export function outputTable({ properties = {} }: SchemaResource, schema: Schema): string {
  const rows = Object.entries(properties).map(([name, property]) => {
    // What a component outputs is an output, or a plain object of outputs. A part is anything to other languages.
    const part = partOf(property, schema);
    return [
      code(name),
      part === undefined ? typeText({ ...property, plain: true }, schema) : typeLink(part, schema),
      meaningOf({ ...property, ...(part !== undefined && { $ref: `#/types/${part}` }) }, schema),
    ];
  });
  return table(["name", "type", "meaning"], rows);
}

function partOf({ $ref, description = "" }: Property, { types }: Schema): string | undefined {
  const [, name] = /\bIts type is (\w+)\.$/.exec(description) ?? [];
  if ($ref !== anything || name === undefined) return undefined;
  return Object.keys(types).find((token) => shortName(token) === name) ?? `ballast-contracts:index:${name}`;
}

/** Without the default, which has a column of its own. What says nothing of itself is what its type is. */
function meaningOf(property: Property, { types }: Schema): string {
  const { description = "", items, additionalProperties, oneOf } = property;
  const own = description.replace(/\s*\b(Default|Its type is)[: ][^\0]*$/, "");
  const { $ref = "" } = items ?? additionalProperties ?? oneOf?.[0] ?? property;
  return own || (types[$ref.replace("#/types/", "")]?.description?.split("\n\n")[0] ?? "");
}

/** A value stands as code; words stand as they are. */
function withoutText({ description = "" }: Property): string {
  const [, without = ""] = /\bDefault: ([^]*)\.$/.exec(description) ?? [];
  return /^("[^"]*"|[\d._]+|true|false)$/.test(without) ? code(without) : without;
}

/** A section for each object type, in the order of their names. */
export function typeSections(tokens: string[], schema: Schema, heading: string): string[] {
  return tokens
    .filter((token) => schema.types[token]?.properties)
    .sort((one, other) => shortName(one).localeCompare(shortName(other)))
    .flatMap((token) => {
      const type = schema.types[token] ?? {};
      return [`${heading} ${shortName(token)}`, type.description ?? "", argumentTable(type, schema)];
    });
}

/** Types of several packages' arguments and outputs, once. */
export function sharedTypesPage(schemas: Schema[]): string {
  const types = Object.assign({}, ...schemas.map((schema) => schema.types)) as Schema["types"];
  return [
    "# Shared types",
    "Types of arguments and outputs that several packages share; they are [@ballast/contracts](../../packages/contracts/README.md)'s " +
      "or of packages below it. How parts join packages: [0010](../decisions/0010-parts-and-owners.md).",
    ...typeSections(
      Object.keys(types).filter(isShared),
      { name: "ballast-contracts", resources: {}, types },
      "##",
    ),
  ].join("\n\n");
}
