import { typeOf, type Faults, type PackageSchema, type PropertySchema } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { derived, isRecord, unmarked, valueOf } from "./unknowns.ts";

/** Where a part's value stands, and the output that it was taken out of. */
interface Place {
  path: string;
  property: PropertySchema | undefined;
  source?: pulumi.Output<unknown> | undefined;
}

/**
 * Reads what a program gives as a part: an output of another component, or a record with outputs inside. The result is as a
 * program in TypeScript gives it: its structure known, and outputs where they only fill something in.
 */
export class PartReader {
  readonly #faults: Faults;
  readonly #schema: PackageSchema;

  constructor(faults: Faults, schema: PackageSchema) {
    this.#faults = faults;
    this.#schema = schema;
  }

  async read(value: unknown, { path, property, source }: Place): Promise<unknown> {
    if (pulumi.Output.isInstance(value)) {
      const output = unmarked(value) as pulumi.Output<unknown>;
      return this.read(await valueOf(output), { path, property, source: output });
    }
    if (pulumi.isUnknown(value)) return this.#unknown({ path, property, source });
    const back = unmarked(value);
    if (pulumi.Output.isInstance(back)) return this.read(back, { path, property });

    const expected = property && typeOf(this.#schema, property);
    if (expected?.shape === "list" && !Array.isArray(value)) return this.#mismatch(path, value, "a list");
    if (expected?.shape === "record" && !isRecord(value))
      return this.#mismatch(path, value, expected.properties ? `a ${expected.name}` : "a record");
    if (Array.isArray(value))
      return Promise.all(
        value.map((item, index) =>
          this.read(item, { path: `${path}[${index}]`, property: property?.items, source }),
        ),
      );
    if (isRecord(value)) return this.#record(value, { path, property, source });
    return source === undefined || property?.plain === true ? value : derived(source, value);
  }

  async #record(record: Record<string, unknown>, { path, property, source }: Place): Promise<unknown> {
    const type = property && typeOf(this.#schema, property);
    const entries = Object.entries(record).map(async ([key, item]) => {
      const inner = type?.properties ? type.properties[key] : property?.additionalProperties;
      if (type?.properties && inner === undefined)
        this.#faults.add(
          `${path}.${key}`,
          `${type.name} has no "${key}". It has: ${Object.keys(type.properties).join(", ")}.`,
        );
      return [key, await this.read(item, { path: `${path}.${key}`, property: inner, source })] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  #unknown({ path, property, source }: Place): unknown {
    const type = property && typeOf(this.#schema, property);
    if (source !== undefined && property?.plain !== true && type?.shape === undefined)
      return derived(source, pulumi.unknown);
    this.#faults.add(
      path,
      "is unknown in this preview, but decides what exists. Give a part as the component outputs it, or write it with " +
        "outputs inside; what a program computes of outputs is unknown until they are known.",
    );
    return undefined;
  }

  #mismatch(path: string, value: unknown, expected: string): undefined {
    const kind = value === null ? "null" : `a ${Array.isArray(value) ? "list" : typeof value}`;
    this.#faults.add(path, `is ${kind}. Give ${expected}, as a component outputs it.`);
    return undefined;
  }
}
