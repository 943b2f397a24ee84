/* eslint-disable ballast/documented-default -- the format of a file, which others define */
/** The parts of a package's schema.json (pulumi.com/docs/iac/guides/building-extending/packages/schema) that are read at run time. */
export interface PackageSchema {
  name: string;
  resources: Record<string, ComponentSchema>;
  types: Record<string, TypeSchema>;
}

export interface ComponentSchema {
  inputProperties?: Record<string, PropertySchema>;
  requiredInputs?: string[];
  /** The outputs. */
  properties: Record<string, PropertySchema>;
}

export interface TypeSchema {
  properties?: Record<string, PropertySchema>;
  required?: string[];
  enum?: { value: unknown }[];
}

export interface PropertySchema {
  type?: string;
  /** It decides what exists, so it must be known when the program runs. */
  plain?: boolean;
  /** `#/types/<token>` for a type of this schema. */
  $ref?: string;
  /** For a property that accepts a part: the part's type first, then the other accepted types. */
  oneOf?: PropertySchema[];
  items?: PropertySchema;
  additionalProperties?: PropertySchema;
}

/** The type of a property's value. */
export interface PropertyType {
  /** The name of an interface. */
  name: string;
  properties?: Record<string, PropertySchema>;
  /** Undefined for what has no structure. */
  shape?: "list" | "record";
}

/** The token of the type of this schema that a property refers to; empty if it refers to none. */
export function tokenOf({ $ref = "" }: PropertySchema): string {
  const prefix = "#/types/";
  return $ref.startsWith(prefix) ? decodeURIComponent($ref.slice(prefix.length)) : "";
}

export function typeOf(schema: PackageSchema, property: PropertySchema): PropertyType {
  const [part] = property.oneOf ?? [];
  if (part) return typeOf(schema, part);
  if (property.items) return { name: "list", shape: "list" };
  if (property.additionalProperties) return { name: "record", shape: "record" };
  const token = tokenOf(property);
  const properties = schema.types[token]?.properties;
  const name = token.split(":").at(-1) ?? "";
  return properties ? { name, properties, shape: "record" } : { name };
}

/** Whether an output is a part that other components accept. */
export function isPart({ $ref }: PropertySchema): boolean {
  return $ref === "pulumi.json#/Any";
}
