import { laterFault, typeOf, type Faults, type PackageSchema, type PropertySchema } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { PartReader } from "./parts.ts";
import { isRecord, unmarked } from "./unknowns.ts";

/**
 * Reads a component's inputs: opens parts, and finds the inputs that must be plain and are not. TypeScript's compiler and the
 * SDKs of other typed languages find these by their types; a YAML program has nobody else to say it.
 */
export class InputReader {
  readonly #faults: Faults;
  readonly #schema: PackageSchema;
  readonly #parts: PartReader;

  constructor(faults: Faults, schema: PackageSchema) {
    this.#faults = faults;
    this.#schema = schema;
    this.#parts = new PartReader(faults, schema);
  }

  async read(
    properties: Record<string, PropertySchema>,
    inputs: Record<string, unknown>,
    path = "",
  ): Promise<Record<string, unknown>> {
    const entries = Object.entries(inputs).map(async ([name, value]) => {
      const property = properties[name];
      const at = path === "" ? name : `${path}.${name}`;
      return [name, property ? await this.#value(property, value, at) : value] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  async #value(property: PropertySchema, given: unknown, path: string, inPlain = false): Promise<unknown> {
    if (property.oneOf) return this.#parts.read(given, { path, property });
    const value = unmarked(given);
    const { items, additionalProperties, plain } = property;
    const type = typeOf(this.#schema, property);
    if (pulumi.Output.isInstance(value)) {
      // Objects in records and lists decide by what is in them; the schema may not say so (pulumi/pulumi#14662).
      if (plain === true || (inPlain && type.properties !== undefined)) this.#faults.add(path, laterFault);
      return value;
    }
    if (Array.isArray(value)) {
      if (!items) return value;
      const read = value.map((item, index) => this.#value(items, item, `${path}[${index}]`, plain));
      return Promise.all(read);
    }
    if (!isRecord(value)) return value;
    if (type.properties) return this.read(type.properties, value, path);
    if (!additionalProperties) return value;
    const entries = Object.entries(value).map(
      async ([key, item]) =>
        [key, await this.#value(additionalProperties, item, `${path}.${key}`, plain)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }
}
