import { fields, isFields, list, text, type Fields } from "@ballast/model";

/** A resource of the AWS provider that corresponds to a template's resource, or to a part of it. */
export interface Provided {
  type: string;
  inputs: Fields;
}

/**
 * Converts a CloudFormation type to the AWS provider's form.
 *
 * @param given - properties, with names in the provider's spelling.
 * @param id - the id by which other resources refer to it.
 * @returns the resource itself, then settings that are separate resources of the provider; undefined if the
 * provider has no such type.
 */
export type Shape = (given: Fields, id: string) => Provided | [Provided, ...Provided[]] | undefined;

/** Shapes, keyed by CloudFormation type. */
export type Shapes = Readonly<Record<`AWS::${string}`, Shape>>;

/** A type for which some properties are renamed; `""` removes a property. */
export function shape(
  type: string,
  names: Readonly<Record<string, string>> = {},
  more: (given: Fields, id: string) => Fields = () => ({}),
): (given: Fields, id: string) => Provided {
  return (given, id) => ({ type, inputs: { ...renamed(given, names), ...more(given, id) } });
}

/** @param names New names, keyed by old name; `""` removes a property. */
export function renamed(given: unknown, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(
    Object.entries(fields(given)).flatMap(([key, value]) => {
      const name = names[key] ?? key;
      return name === "" ? [] : [[name, value]];
    }),
  );
}

export function members(given: unknown): Fields[] {
  return list(given).map(fields);
}

/** A single value as a list; undefined stays undefined. */
export function listOf(value: unknown): unknown[] | undefined {
  return value === undefined ? undefined : Array.isArray(value) ? (value as unknown[]) : [value];
}

/** Converts `[{ key, value }]`, as in tags and attributes, to an object. */
export function byKey(given: unknown, key = "key", value = "value"): Fields {
  return Object.fromEntries(members(given).map((one) => [text(one[key]), one[value]]));
}

/** User data as Base64, which EC2 requires; also from `Fn::Base64`. */
export function userData(value: unknown): unknown {
  const plain = fields(value)["Fn::Base64"];
  return typeof plain === "string" ? Buffer.from(plain).toString("base64") : value;
}

/** The object without undefined values. */
export function defined(given: Fields): Fields {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Properties whose keys or values the program chooses, so that they are not converted. */
const ownWords =
  /^(tags|dockerLabels|options|driverOpts|labels|variables|parameters|eventPattern|input|command|entryPoint)$/;

/** Properties in the provider's spelling: `DBInstanceClass` as `dbInstanceClass`, `"true"` as `true`. */
export function spelled(value: unknown, key = ""): unknown {
  if (ownWords.test(key) && isFields(value)) return value;
  if (Array.isArray(value)) return value.map((one) => spelled(one, key === "tags" ? "" : key));
  if (!isFields(value)) return key === "value" || ownWords.test(key) ? value : truth(value);
  // Policy documents are the same in both.
  if ("Statement" in value) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const own = spelling(name);
      return [own, spelled(inner, own)];
    }),
  );
}

function truth(value: unknown): unknown {
  return value === "true" ? true : value === "false" ? false : value;
}

/**
 * `vpcZoneIdentifier` for `VPCZoneIdentifier`. A name without initial capital letter is not a CloudFormation
 * property.
 */
function spelling(name: string): string {
  if (!/^[A-Z]\w*$/.test(name)) return name;
  const words = name.match(/[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z0-9]+/g) ?? [name];
  return words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join("");
}
