import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Faults, isPart, type PackageSchema } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { InputReader } from "./inputs.ts";
import { marked } from "./unknowns.ts";

type ComponentConstructor = new (
  name: string,
  args: pulumi.Inputs,
  opts: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource;

/**
 * A provider of the components that a package's schema.json names. Unlike the SDK's `componentProviderHost` it reads
 * the schema instead of deriving it from TypeScript sources at every start, so it needs neither sources nor compiler.
 */
export class ComponentHost implements pulumi.provider.Provider {
  readonly version: string;
  readonly schema: string;
  readonly #package: PackageSchema;
  readonly #classes: Map<string, ComponentConstructor>;

  /**
   * @param folder The package's, with its package.json and schema.json.
   * @param exported What the package exports; its components are among them.
   *
   * @throws {Error} if the schema names a component that is not exported.
   */
  constructor(folder: string, exported: Record<string, unknown>) {
    const { version } = readJson(folder, "package.json") as { version: string };
    this.#package = readJson(folder, "schema.json") as PackageSchema;
    this.version = version;
    this.schema = JSON.stringify({ ...this.#package, version });
    this.#classes = new Map(
      Object.keys(this.#package.resources).map((type) => {
        const name = type.split(":").at(-1) ?? "";
        if (typeof exported[name] !== "function")
          throw new Error(
            `${folder}/schema.json names the component ${type}, but the package exports no ${name}.`,
          );
        return [type, exported[name] as ComponentConstructor];
      }),
    );
  }

  async construct(
    name: string,
    type: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<pulumi.provider.ConstructResult> {
    const Component = this.#classes.get(type);
    const schema = this.#package.resources[type];
    if (Component === undefined || schema === undefined)
      throw new Error(
        `${this.#package.name} has no component "${type}". It has: ${[...this.#classes.keys()].join(", ")}.`,
      );
    const faults = new Faults(`${type.split(":").at(-1)} "${name}"`);
    const args = await new InputReader(faults, this.#package).read(schema.inputProperties ?? {}, inputs);
    faults.throwIfAny();
    const component = new Component(name, args, options);
    const outputs = component as unknown as pulumi.Inputs;
    const state = Object.fromEntries(
      Object.entries(schema.properties).map(([key, property]) => [
        key,
        isPart(property) ? marked(outputs[key], `${name}.${key}`) : (outputs[key] as unknown),
      ]),
    );
    return { urn: component.urn, state };
  }
}

/**
 * Serves the components of the package in this folder to the engine that started this process, until it ends.
 *
 * @param folder As for ComponentHost.
 * @param exported As for ComponentHost.
 */
export function serve(folder: string, exported: Record<string, unknown>): Promise<void> {
  return pulumi.provider.main(new ComponentHost(folder, exported), process.argv.slice(2));
}

function readJson(folder: string, file: string): unknown {
  return JSON.parse(readFileSync(join(folder, file), "utf8"));
}
