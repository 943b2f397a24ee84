import type { PackageSpec } from "@pulumi/pulumi/provider/experimental/schema.js";
import type { Declarations } from "./sources.ts";

/** A property in the terms of Pulumi's package schema. */
export interface Property {
  type?: string;
  $ref?: string;
  items?: Property;
  additionalProperties?: Property;
  oneOf?: Property[];
  plain?: boolean;
  optional?: boolean;
  description?: string;
}

interface SchemaType {
  type: string;
  properties?: Record<string, Property>;
}

interface SchemaResource {
  inputProperties: Record<string, Property>;
  properties: Record<string, Property>;
}

const anything = "pulumi.json#/Any";

/** The package of types that several packages share, and of AWS's types inside of them. */
const shared = "contracts";

/**
 * Makes of what the SDK derives a schema by which every language can join our components:
 *
 * - A type that packages share has one token in all of them, that of the package that declares it.
 * - A part is a `oneOf` of its type and anything, because Python, C# and Java have two types for what is given and what
 *   is returned, and an output fits only the last.
 * - Objects in records and lists are never `plain`: Go's generator writes code that does not compile (pulumi/pulumi#14662).
 * - A type of AWS's SDK, which has no comment there, is described as the property that holds it.
 * - `CapacityArgs` is `Capacity`, because generators add `Args` themselves.
 *
 * @throws {Error} if two types would have one name.
 */
export function crossing(
  schema: PackageSpec,
  folder: string,
  { homes, parts, comments }: Declarations,
): object {
  const tokens = new Map(
    Object.keys(schema.types).map((token) => [token, tokenOf(token, folder, homes)] as const),
  );
  checkNames(tokens, schema);
  const nameOf = (ref: string): string => ref.split(":").at(-1) ?? ref;
  const isPart = ({ $ref }: Property): boolean => $ref !== undefined && parts.has(nameOf($ref));

  const reference = ($ref: string): string => {
    const token = tokens.get($ref.replace("#/types/", ""));
    return token === undefined ? $ref : `#/types/${token}`;
  };
  const given = (property: Property, isMember = false): Property => {
    const { $ref, items, additionalProperties, plain, ...rest } = property;
    if ($ref !== undefined && isPart(property)) {
      const record = { type: "object", additionalProperties: { $ref: anything } };
      return { ...rest, oneOf: [{ $ref: reference($ref) }, record, { $ref: anything }] };
    }
    return {
      ...rest,
      ...($ref !== undefined && { $ref: reference($ref) }),
      ...(items && { items: given(items, true) }),
      ...(additionalProperties && { additionalProperties: given(additionalProperties, true) }),
      ...(plain !== undefined && !(isMember && $ref !== undefined) && { plain }),
    };
  };
  const returned = (property: Property): Property => {
    if (property.$ref === undefined || !isPart(property)) return given(property);
    const { $ref, description, plain: _plain, ...rest } = property;
    const says = [description, `Its type is ${nameOf($ref)}.`].filter(Boolean).join("\n\n");
    return { ...rest, $ref: anything, description: says };
  };

  const holders = holderComments(schema.types);
  const resources = mapValues(schema.resources as Record<string, SchemaResource>, (resource) => ({
    ...resource,
    inputProperties: mapValues(resource.inputProperties, (property) => given(property)),
    properties: mapValues(resource.properties, (property) => returned(property)),
  }));
  const all = Object.fromEntries(
    Object.entries(schema.types as Record<string, SchemaType>).map(([token, { properties, ...type }]) => {
      const name = nameOf(token);
      const description = homes.has(name) ? comments.get(name) : holders.get(token);
      return [
        tokens.get(token) ?? token,
        {
          ...type,
          ...(description !== undefined && { description }),
          ...(properties && { properties: mapValues(properties, (property) => given(property)) }),
        },
      ];
    }),
  );
  const types = reached(resources, all);
  return { ...schema, ...foreignPackages(schema.name, types), resources, types };
}

/** For each type, the description of the first property that has this type. */
function holderComments(types: Record<string, SchemaType>): Map<string, string | undefined> {
  const properties = Object.values(types).flatMap((type) => Object.values(type.properties ?? {}));
  return new Map(
    properties.reverse().map(({ $ref, description }) => [$ref?.replace("#/types/", "") ?? "", description]),
  );
}

function tokenOf(token: string, folder: string, homes: Declarations["homes"]): string {
  const name = token.split(":").at(-1) ?? "";
  const home = homes.get(name) ?? (homes.has(name) ? folder : shared);
  return `ballast-${home}:index:${name.replace(/(?<=.)Args$/, "")}`;
}

function checkNames(tokens: Map<string, string>, { resources }: PackageSpec): void {
  const seen = new Map<string, string>();
  for (const [from, token] of tokens) {
    const other = seen.get(token) ?? (token in resources ? token : undefined);
    if (other !== undefined)
      throw new Error(`${from} and ${other} would both be ${token} in other languages. Rename one.`);
    seen.set(token, from);
  }
}

/** Names of other packages that types of a schema may have. */
function foreignPackages(name: string, types: object): { allowedPackageNames?: string[] } {
  const names = new Set(Object.keys(types).map((token) => token.split(":")[0] ?? ""));
  names.delete(name);
  return names.size > 0 ? { allowedPackageNames: [...names].sort() } : {};
}

/** Without the types that only parts led to, where a package only returns these. */
function reached<T extends { properties?: Record<string, Property> }>(
  resources: Record<string, SchemaResource>,
  types: Record<string, T>,
): Record<string, T> {
  const found = new Set<string>();
  const visit = (property: Property): void => {
    const token = property.$ref?.replace("#/types/", "") ?? "";
    if (types[token] !== undefined && !found.has(token)) {
      found.add(token);
      Object.values(types[token].properties ?? {}).forEach(visit);
    }
    [property.items, property.additionalProperties, ...(property.oneOf ?? [])].forEach(
      (inner) => inner && visit(inner),
    );
  };
  for (const { inputProperties, properties } of Object.values(resources))
    [...Object.values(inputProperties), ...Object.values(properties)].forEach(visit);
  return Object.fromEntries(Object.entries(types).filter(([token]) => found.has(token)));
}

function mapValues<T, R>(record: Record<string, T>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
