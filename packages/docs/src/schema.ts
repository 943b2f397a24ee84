import { anchor, code, table } from "./markdown.ts";
import type { Sources } from "./sources.ts";

/** A property as Pulumi's package schema has it. */
export interface Property {
  type?: string;
  $ref?: string;
  items?: Property;
  additionalProperties?: Property;
  /** Of a part: first its type, then what else is taken for it. */
  oneOf?: Property[];
  plain?: boolean;
  optional?: boolean;
  description?: string;
}

export interface SchemaType {
  type: string;
  description?: string;
  properties?: Record<string, Property>;
  required?: string[];
  enum?: { name: string; value: string | number; description?: string }[];
}

export interface SchemaResource {
  description?: string;
  inputProperties?: Record<string, Property>;
  requiredInputs?: string[];
  properties?: Record<string, Property>;
}

export interface Schema {
  name: string;
  description: string;
  resources: Record<string, SchemaResource>;
  types?: Record<string, SchemaType>;
}

/** With the names that types have in TypeScript: for other languages `CapacityArgs` is `Capacity`. */
export function inTypeScript(schema: Schema, sources: Sources): Schema {
  const renamed = Object.keys(schema.types ?? {}).flatMap((token) => {
    const folder = `packages/${token.split(":")[0]?.replace("ballast-", "")}/`;
    const isDeclared = (name: string): boolean => sources.fileOf(name, folder)?.startsWith(folder) ?? false;
    const name = shortName(token);
    return !isDeclared(name) && isDeclared(`${name}Args`) ? [token] : [];
  });
  const text = renamed.reduce(
    (all, token) => all.replaceAll(new RegExp(`(?<=["/])${token}(?=")`, "g"), `${token}Args`),
    JSON.stringify(schema),
  );
  return JSON.parse(text) as Schema;
}

export function shortName(token: string): string {
  return token.split(/[:/]/).at(-1) ?? token;
}

/** Where the types of a page are explained. */
export interface TypeIndex {
  types: Record<string, SchemaType>;
  /** The page that explains a type of this short name, relative to this one; "" for this one. */
  pageOf(name: string): string;
}

/** `string`, a list of `Input<string>`, Client by key: a type of ours links to where it is explained. */
export function typeText(property: Property, index: TypeIndex): string {
  const [part] = property.oneOf ?? [];
  if (part) return `Input of ${typeText(part, index)}`;
  if (property.additionalProperties) return `${typeText(property.additionalProperties, index)} by key`;
  if (property.items) return `list of ${typeText(property.items, index)}`;
  if (property.$ref !== undefined) return referenceText(property.$ref, index);
  const name = property.type ?? "any";
  return code(property.plain === true ? name : `Input<${name}>`);
}

function referenceText(reference: string, index: TypeIndex): string {
  const token = decodeURIComponent(reference);
  const name = shortName(token);
  const local = token.startsWith("#/types/") ? index.types[token.slice("#/types/".length)] : undefined;
  if (local?.enum) return local.enum.map(({ value }) => code(JSON.stringify(value))).join(" or ");
  if (local) return `[${name}](${index.pageOf(name)}#${anchor(name)})`;
  return token === "pulumi.json#/Any" ? "any" : code(name);
}

export interface PropertyTable {
  properties: Record<string, Property>;
  required: string[];
  /** The interface or class that declares them, and the folder of its package. */
  declaredBy: string;
  folder: string;
}

/** Arguments: what is required first, each with what leaving it out does. */
export function argumentTable(
  { properties, required, declaredBy, folder }: PropertyTable,
  sources: Sources,
  index: TypeIndex,
): string {
  const rows = Object.entries(properties)
    .sort(([one], [other]) => Number(required.includes(other)) - Number(required.includes(one)))
    .map(([name, property]) => {
      const comment = sources.member(declaredBy, name, folder);
      return [
        code(name),
        typeText(property, index),
        required.includes(name) ? "required" : defaultText(comment?.without),
        comment?.text || descriptionOf(property) || typeComment(property, sources, folder),
      ];
    });
  return table(["name", "type", "default", "meaning"], rows);
}

/** Without the default, which has a column of its own. */
function descriptionOf({ description = "" }: Property): string {
  return description.replace(/\s*\b(Default|Its type is)[: ][^\0]*$/, "");
}

/** What a component outputs is an output, or a plain object of outputs. A part is anything to other languages. */
function outputText(property: Property, index: TypeIndex): string {
  const part = partOf(property)?.$ref;
  if (part === undefined) return typeText({ ...property, plain: true }, index);
  const name = shortName(part);
  return `[${name}](${index.pageOf(name)}#${anchor(name)})`;
}

function partOf({ $ref, description = "" }: Property): { $ref: string } | undefined {
  const [, name] = /\bIts type is (\w+)\.$/.exec(description) ?? [];
  return $ref === "pulumi.json#/Any" && name !== undefined ? { $ref: `#/types/${name}` } : undefined;
}

/** What says nothing of itself is what its type is: the first paragraph of it. */
function typeComment(property: Property, sources: Sources, folder: string): string {
  const inner = property.items ?? property.additionalProperties ?? property.oneOf?.[0] ?? property;
  if (inner.$ref === undefined) return "";
  return sources.comment(shortName(decodeURIComponent(inner.$ref)), folder).split("\n\n")[0] ?? "";
}

/** A value stands as code; words stand as they are. */
function defaultText(without = ""): string {
  return /^("[^"]*"|[\d._]+|true|false)$/.test(without) ? code(without) : without;
}

export function outputTable(
  { properties, declaredBy, folder }: Omit<PropertyTable, "required">,
  sources: Sources,
  index: TypeIndex,
): string {
  const rows = Object.entries(properties).map(([name, property]) => [
    code(name),
    outputText(property, index),
    sources.member(declaredBy, name, folder)?.text ||
      descriptionOf(property) ||
      typeComment({ ...property, ...partOf(property) }, sources, folder),
  ]);
  return table(["name", "type", "meaning"], rows);
}

/** The object types that these properties lead to, and those that they lead to. */
export function reachable(properties: Property[], types: Record<string, SchemaType>): Set<string> {
  const found = new Set<string>();
  const visit = (property: Property): void => {
    if (property.items) visit(property.items);
    if (property.additionalProperties) visit(property.additionalProperties);
    property.oneOf?.forEach(visit);
    const token = decodeURIComponent(property.$ref ?? "").replace("#/types/", "");
    const type = types[token];
    if (type?.properties === undefined || found.has(token)) return;
    found.add(token);
    Object.values(type.properties).forEach(visit);
  };
  properties.forEach(visit);
  return found;
}
