import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { ComponentHost } from "./host.ts";

// One component outputs a part and another takes it, each through its host and with a program of another language between:
// there an output with anything unknown inside is unknown as a whole.

let received: unknown;

class Giver extends pulumi.ComponentResource {
  readonly part: unknown;

  constructor(name: string, args: { part: unknown }, opts?: pulumi.ComponentResourceOptions) {
    super("ballast-library:index:Giver", name, {}, opts);
    this.part = part(args.part);
    this.registerOutputs();
  }
}

class Taker extends pulumi.ComponentResource {
  constructor(name: string, args: { parts: unknown }, opts?: pulumi.ComponentResourceOptions) {
    super("ballast-library:index:Taker", name, {}, opts);
    received = args.parts;
    this.registerOutputs();
  }
}

const any = { $ref: "pulumi.json#/Any" };
const schema = {
  name: "ballast-library",
  resources: {
    "ballast-library:index:Giver": { inputProperties: { part: any }, properties: { part: any } },
    "ballast-library:index:Taker": {
      inputProperties: {
        parts: {
          type: "object",
          plain: true,
          additionalProperties: {
            oneOf: [
              { $ref: "#/types/ballast-contracts:index:Part" },
              { type: "object", additionalProperties: any },
              any,
            ],
          },
        },
        label: { type: "string" },
      },
      properties: {},
    },
  },
  types: {
    "ballast-contracts:index:Part": {
      properties: {
        zones: { type: "array", plain: true, items: { type: "string", plain: true } },
        groups: { type: "object", plain: true, additionalProperties: { type: "string" } },
        steps: {
          type: "object",
          plain: true,
          additionalProperties: { $ref: "#/types/ballast-contracts:index:Step" },
        },
      },
    },
    "ballast-contracts:index:Step": {
      properties: { phase: { type: "string", plain: true }, script: { type: "string" } },
    },
  },
};

let folder: string;
let host: ComponentHost;
let part: (given: unknown) => unknown;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ballast-parts-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ version: "1.2.3" }));
  writeFileSync(join(folder, "schema.json"), JSON.stringify(schema));
  host = new ComponentHost(folder, { Giver, Taker });
  await pulumi.runtime.setMocks(
    { call: () => ({}), newResource: ({ inputs }) => ({ id: "", state: inputs as object }) },
    "project",
    "stack",
    true,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Inside {
  isKnown: Promise<boolean>;
  isSecret: Promise<boolean>;
  promise(withUnknowns: boolean): Promise<unknown>;
}
const inside = (value: unknown): Inside => pulumi.output(value);
const unknown = (): pulumi.Output<unknown> => pulumi.output<unknown>(pulumi.unknown);

/** What a program of another language makes of an output: known or unknown, as a whole. */
async function throughProgram(value: unknown): Promise<pulumi.Output<unknown>> {
  const { isKnown, isSecret, promise } = inside(value);
  if (!(await isKnown)) return unknown();
  const whole = pulumi.output(await promise(true));
  return (await isSecret) ? pulumi.secret(whole) : whole;
}

async function given(value: unknown): Promise<pulumi.Output<unknown>> {
  part = () => value;
  const { state } = await host.construct("giver", "ballast-library:index:Giver", {}, {});
  return throughProgram((state as { part: unknown }).part);
}

const take = (inputs: pulumi.Inputs): Promise<unknown> =>
  host.construct("taker", "ballast-library:index:Taker", inputs, {});

/** A value with `unknown` in its place where it is not known. */
const resolved = (value: unknown): Promise<unknown> => inside(value).promise(true);

const word = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== "__proto__");
const leaf = fc.oneof(word, word.map(pulumi.output), fc.constant("?").map(unknown));
const parts = fc.record(
  {
    zones: fc.array(word, { maxLength: 3 }),
    groups: fc.dictionary(word, leaf, { maxKeys: 3 }),
    steps: fc.dictionary(word, fc.record({ phase: word, script: leaf }), { maxKeys: 3 }),
  },
  { requiredKeys: [] },
);

it("arrives as it was given, in previews, whatever is unknown in it", async () => {
  await fc.assert(
    fc.asyncProperty(parts, async (value) => {
      await take({ parts: { data: await given(value) } });
      const { data } = received as { data: typeof value };
      expect(await resolved(data)).toEqual(await resolved(value));
      // What decides is there without waiting for an output.
      expect(data.zones).toEqual(value.zones);
      expect(Object.keys(data.groups ?? {})).toEqual(Object.keys(value.groups ?? {}));
      for (const [key, step] of Object.entries(value.steps ?? {}))
        expect(data.steps?.[key]?.phase).toBe(step.phase);
    }),
    { numRuns: 100 },
  );
});

it("keeps what is secret in a part secret", async () => {
  await take({ parts: { data: await given({ groups: { a: pulumi.secret("sg-1") } }) } });
  const { data } = received as { data: { groups: { a: pulumi.Output<string> } } };
  expect(await pulumi.isSecret(data.groups.a)).toBe(true);
});

it("is unknown where a program read an id within a part", async () => {
  const output = await given({ groups: { a: unknown() } });
  const { groups } = (await resolved(output)) as { groups: { a: string } };
  expect(groups.a).toContain("unknown until deployed");
  await take({ parts: { own: { groups: { a: `id ${groups.a}` } } }, label: pulumi.output(groups.a) });
  const { own } = received as { own: { groups: { a: unknown } } };
  expect(await resolved(own.groups.a)).toBe(pulumi.unknown);
});

it.each<[string, () => unknown, string]>([
  ["unknown as a whole", unknown, "parts.data: is unknown in this preview, but decides what exists."],
  [
    "unknown where it decides",
    () => ({ zones: [unknown()] }),
    "parts.data.zones[0]: is unknown in this preview",
  ],
  [
    "with a key that it does not have",
    () => ({ boot_steps: {} }),
    'parts.data.boot_steps: Part has no "boot_steps". It has: zones, groups, steps.',
  ],
  ["a text", () => "sg-1", "parts.data: is a string. Give a Part, as a component outputs it."],
  ["a list for a record", () => ({ groups: ["sg-1"] }), "parts.data.groups: is a list. Give a record"],
  ["null", () => null, "parts.data: is null. Give a Part"],
])("is refused %s", async (_what, value, words) => {
  const error: unknown = await take({ parts: { data: value() } }).catch((refusal: unknown) => refusal);
  expect(error).toMatchObject({ message: expect.stringContaining('Taker "taker" is refused') as string });
  expect((error as Error).message).toContain(words);
  expect((error as Error).message).not.toContain("sg-1");
});
