import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ComponentHost } from "./host.ts";

class Shelf extends pulumi.ComponentResource {
  readonly books: pulumi.Output<string>;
  readonly unmentioned = "not in the schema";

  constructor(name: string, args: { books: pulumi.Input<string> }, opts?: pulumi.ComponentResourceOptions) {
    super("ballast-library:index:Shelf", name, {}, opts);
    this.books = pulumi.output(args.books);
    this.registerOutputs({ books: this.books });
  }
}

const schema = {
  name: "ballast-library",
  resources: {
    "ballast-library:index:Shelf": {
      inputProperties: {
        books: { type: "string" },
        title: { type: "string", plain: true },
        width: { $ref: "#/types/ballast-library:index:Width", plain: true },
        rows: { type: "object", plain: true, additionalProperties: { type: "string" } },
        signs: { type: "array", plain: true, items: { type: "string", plain: true } },
        owner: { $ref: "/aws/v7.48.0/schema.json#/resources/aws:iam%2Frole:Role", plain: true },
      },
      properties: { books: { type: "string" } },
    },
  },
  types: {
    "ballast-library:index:Width": {
      properties: { boards: { type: "number", plain: true }, label: { type: "string" } },
    },
  },
};

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ballast-host-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ version: "1.2.3" }));
  writeFileSync(join(folder, "schema.json"), JSON.stringify(schema));
  await pulumi.runtime.setMocks({
    call: () => ({}),
    newResource: ({ inputs }) => ({ id: "", state: inputs as object }),
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

const type = "ballast-library:index:Shelf";
const construct = (inputs: pulumi.Inputs, of = type): Promise<pulumi.provider.ConstructResult> =>
  new ComponentHost(folder, { Shelf }).construct("shelf", of, inputs, {});
const output = pulumi.output("later");

it("serves the committed schema with the package's version", () => {
  const host = new ComponentHost(folder, { Shelf });
  expect(host.version).toBe("1.2.3");
  expect(JSON.parse(host.schema)).toEqual({ ...schema, version: "1.2.3" });
});

it("makes a component and gives the outputs that the schema names", async () => {
  const { urn, state } = await construct({
    books: output,
    title: "Novels",
    width: { boards: 2, label: output },
  });
  const resolved = await new Promise((resolve) => pulumi.all([urn, pulumi.output(state)]).apply(resolve));
  expect(resolved).toEqual([expect.stringContaining(`${type}::shelf`), { books: "later" }]);
});

it.each<[string, pulumi.Inputs, string[]]>([
  ["at the top", { title: output }, ["title"]],
  ["a secret", { title: pulumi.secret("Diaries") }, ["title"]],
  ["within a type", { width: { boards: output, label: output } }, ["width.boards"]],
  ["for a whole map, but not inside it", { rows: output }, ["rows"]],
  ["in a list", { signs: ["Novels", output] }, ["signs[1]"]],
  ["everywhere at once", { title: output, width: output, rows: { a: output } }, ["title", "width"]],
])("refuses an output where something is decided: %s", async (_where, inputs, paths) => {
  const error: unknown = await construct(inputs).catch((refusal: unknown) => refusal);
  if (!pulumi.InputPropertiesError.isInstance(error)) throw new Error("it was not refused");
  expect(error.errors.map(({ propertyPath }) => propertyPath)).toEqual(paths);
  expect(error.message).toContain('Shelf "shelf" is refused');
  expect(error.message).toContain("must be known when the program runs");
  expect(error.message).not.toContain("Diaries");
});

it("takes outputs where they only fill something in", async () => {
  await expect(construct({ rows: { a: output }, signs: undefined, owner: {} })).resolves.toBeDefined();
});

it("says what it has when it is asked for something else", async () => {
  await expect(construct({}, "ballast-library:index:Desk")).rejects.toThrow(
    'ballast-library has no component "ballast-library:index:Desk". It has: ballast-library:index:Shelf.',
  );
});

it("does not start when the package exports less than the schema promises", () => {
  expect(() => new ComponentHost(folder, {})).toThrow(
    `${folder}/schema.json names the component ${type}, but the package exports no Shelf.`,
  );
});
