import { fields, isFields, list, text, type Fields } from "@ballast/model";

/** A resource of the provider's that would create what a resource of a template creates, or a part of it. */
export interface Provided {
  type: string;
  inputs: Fields;
}

/**
 * How a type of CloudFormation's reads in the provider's terms.
 *
 * @param given - its properties, with their names spelled as the provider spells names.
 * @param id - by which other resources refer to it.
 * @returns the resource itself and then what the provider has as resources of their own; undefined for what it has no type for.
 */
export type Shape = (given: Fields, id: string) => Provided | [Provided, ...Provided[]] | undefined;

/** By their types. */
export type Shapes = Readonly<Record<`AWS::${string}`, Shape>>;

/** A type with other names for some properties; `""` leaves a property out. */
export function shape(
  type: string,
  names: Readonly<Record<string, string>> = {},
  more: (given: Fields, id: string) => Fields = () => ({}),
): (given: Fields, id: string) => Provided {
  return (given, id) => ({ type, inputs: { ...renamed(given, names), ...more(given, id) } });
}

/** @param names New names by the former ones; `""` leaves one out. */
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

/** One value as a list; nothing as none. */
export function listOf(value: unknown): unknown[] | undefined {
  return value === undefined ? undefined : Array.isArray(value) ? (value as unknown[]) : [value];
}

/** `[{ key, value }]` as an object: tags and attributes. */
export function byKey(given: unknown, key = "key", value = "value"): Fields {
  return Object.fromEntries(members(given).map((one) => [text(one[key]), one[value]]));
}

/** Base64 as EC2 takes it, of `Fn::Base64` too. */
export function userData(value: unknown): unknown {
  const plain = fields(value)["Fn::Base64"];
  return typeof plain === "string" ? Buffer.from(plain).toString("base64") : value;
}

/** The same with what is defined of another. */
export function defined(given: Fields): Fields {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Their keys, or their values, are a program's own words. */
const ownWords =
  /^(tags|dockerLabels|options|driverOpts|labels|variables|parameters|eventPattern|input|command|entryPoint)$/;

/** Properties of a template as the provider spells them: `DBInstanceClass` as `dbInstanceClass`, `"true"` as `true`. */
export function spelled(value: unknown, key = ""): unknown {
  if (ownWords.test(key) && isFields(value)) return value;
  if (Array.isArray(value)) return value.map((one) => spelled(one, key === "tags" ? "" : key));
  if (!isFields(value)) return key === "value" || ownWords.test(key) ? value : truth(value);
  // Policies are the same in both.
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

/** `VPCZoneIdentifier` is `vpcZoneIdentifier`; what does not begin with a capital is not a name of CloudFormation's. */
function spelling(name: string): string {
  if (!/^[A-Z]\w*$/.test(name)) return name;
  const words = name.match(/[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z0-9]+/g) ?? [name];
  return words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join("");
}
