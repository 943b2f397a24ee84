import { scratchSandbox, type EngineSandbox, type EngineStack } from "@ballast/testing/engine";
import type { Fields } from "@ballast/model";
import * as pulumi from "@pulumi/pulumi";
import { Planner } from "../planner.ts";
import type { StackDifference } from "../difference/difference.ts";
import { differenceOf } from "../difference/differenceOf.ts";

export const region = "eu-central-1";
export class Anything extends pulumi.CustomResource {}

export type Operations = Record<string, string>;
interface Side {
  program: () => void;
  configuration?: Fields;
}

/** By the names of resources, of the engine and of the difference; what is missing stays as it is. */
export interface Compared {
  engine: Operations;
  difference: Operations;
  all: StackDifference;
}

/** Deploys one side, and compares it with others. */
export class Deployed {
  readonly #sandbox: EngineSandbox;
  readonly #before: Side;

  private constructor(sandbox: EngineSandbox, before: Side) {
    this.#sandbox = sandbox;
    this.#before = before;
  }

  static async open(before: Side): Promise<Deployed> {
    const deployed = new Deployed(await scratchSandbox("demo-dev"), before);
    const { succeeded, log } = await (await deployed.#stack(before)).up();
    if (!succeeded) throw new Error(log);
    return deployed;
  }

  async with(after: Side): Promise<Compared> {
    const { steps } = await (await this.#stack(after)).preview();
    const all = differenceOf(await planOf(this.#before), await planOf(after));
    return { engine: ofEngine(steps), difference: ofDifference(all), all };
  }

  close(): void {
    this.#sandbox.close();
  }

  async #stack({ program, configuration = {} }: Side): Promise<EngineStack> {
    const stack = await this.#sandbox.stack("demo-dev", running(program));
    stack.configure(configuration);
    return stack;
  }
}

export async function compared(before: Side, after: Side): Promise<Compared> {
  const deployed = await Deployed.open(before);
  try {
    return await deployed.with(after);
  } finally {
    deployed.close();
  }
}

const running = (program: () => void) => () => {
  program();
  return Promise.resolve({});
};

function planOf({ program, configuration = {} }: Side) {
  const given = Object.entries(configuration).filter(([, value]) => value !== undefined);
  const values = Object.fromEntries(
    given.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
  return new Planner({
    root: "/nowhere",
    name: "ballast",
    program: running(program),
    declaredSecrets: () => Promise.resolve({}),
    stacks: ["demo-dev"],
    configurationOf: () => ({ values: { "aws:region": region, ...values }, encrypted: [] }),
  }).plan("demo-dev");
}

function ofEngine(steps: readonly { op: string; urn: string }[]): Operations {
  const words: Record<string, string> = { "create-replacement": "replace", "delete-replaced": "replace" };
  const changing = steps.filter(({ op }) => !["same", "read"].includes(op));
  return Object.fromEntries(changing.map(({ op, urn }) => [nameOf(urn), words[op] ?? op]));
}

function ofDifference({ added, removed, changed }: StackDifference): Operations {
  return Object.fromEntries(
    [
      ...added.map((one) => ({ ...one, operation: "create" })),
      ...removed.map((one) => ({ ...one, operation: "delete" })),
      ...changed
        .filter(
          ({ replaced, properties }) =>
            replaced || properties.some(({ path }) => !path.startsWith("options.")),
        )
        .map((one) => ({ ...one, operation: one.replaced ? "replace" : "update" })),
    ]
      // The engine's steps are without those for providers; it knows nothing of the resources of templates.
      .filter(({ type }) => !type.startsWith("pulumi:providers:") && !type.includes("::"))
      .map(({ urn, operation }) => [nameOf(urn), operation]),
  );
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
