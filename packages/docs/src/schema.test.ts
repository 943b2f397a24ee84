import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argumentTable, outputTable, readSchema, sharedTypesPage, typeText, type Schema } from "./schema.ts";

const schema: Schema = {
  name: "ballast-shop",
  resources: {},
  types: {
    "ballast-shop:index:Client": {
      description: "Who may come in.\n\nAnd more.",
      properties: { group: { $ref: "#/types/ballast-contracts:index:Group" } },
    },
    "ballast-contracts:index:Group": { description: "A group.", properties: { id: { type: "string" } } },
    "ballast-ecs:index:Egress": { properties: {} },
    "ballast-shop:index:Mode": { enum: [{ value: "one" }, { value: "two" }] },
  },
};

it.each([
  [{ type: "string", plain: true }, "`string`"],
  [{ type: "string" }, "`Input<string>`"],
  [{ type: "array", items: { type: "number", plain: true } }, "list of `number`"],
  [{ type: "object", additionalProperties: { type: "string" } }, "`Input<string>` by key"],
  [{ $ref: "#/types/ballast-shop:index:Client" }, "[Client](#client)"],
  [{ $ref: "#/types/ballast-contracts:index:Group" }, "[Group](shared-types.md#group)"],
  [{ $ref: "#/types/ballast-ecs:index:Egress" }, "[Egress](ecs.md#egress)"],
  [{ $ref: "#/types/ballast-shop:index:Mode" }, '`"one"` or `"two"`'],
  [{ $ref: "/aws/v7.48.0/schema.json#/resources/aws:ec2%2Fvpc:Vpc" }, "`Vpc`"],
  [{ $ref: "pulumi.json#/Any" }, "any"],
  [{ oneOf: [{ $ref: "#/types/ballast-contracts:index:Group" }] }, "Input of [Group](shared-types.md#group)"],
])("writes %j as %s", (property, text) => {
  expect(typeText(property, schema)).toBe(text);
});

it("lists what is required first, with defaults, and says of what says nothing what its type is", () => {
  const properties = {
    days: { type: "integer", plain: true, description: "Days. Two\n\nlines.\n\nDefault: 90." },
    logs: { type: "string", plain: true, description: "Default: none, unless wanted." },
    clients: { additionalProperties: { $ref: "#/types/ballast-shop:index:Client" } },
  };
  expect(
    argumentTable({ properties, required: ["clients"] }, schema)
      .split("\n")
      .slice(2),
  ).toEqual([
    "| `clients` | [Client](#client) by key | required | Who may come in. |",
    "| `days` | `integer` | `90` | Days. Two lines. |",
    "| `logs` | `string` | none, unless wanted |  |",
  ]);
});

it("links parts, which are anything to other languages, to their types", () => {
  const any = "pulumi.json#/Any";
  const properties = {
    id: { type: "string", description: "Of it." },
    part: { $ref: any, description: "For tasks.\n\nIts type is TaskPart." },
    client: { $ref: any, description: "Its type is Client." },
  };
  expect(outputTable({ properties }, schema).split("\n").slice(2)).toEqual([
    "| `id` | `string` | Of it. |",
    "| `part` | [TaskPart](shared-types.md#taskpart) | For tasks. |",
    "| `client` | [Client](#client) | Who may come in. |",
  ]);
});

it("explains once what several packages share", () => {
  const page = sharedTypesPage([schema, { ...schema, name: "ballast-other" }]);
  expect(page.match(/^## .*/gm)).toEqual(["## Group"]);
});

describe("a package's schema", () => {
  const directory = mkdtempSync(join(tmpdir(), "ballast-docs-"));
  afterAll(() => rmSync(directory, { recursive: true }));

  it("is made by a command, which its absence names", () => {
    expect(() => readSchema({ folder: "shop", directory })).toThrow(
      "packages/shop has no schema.json; make it: node tools/componentSchemas.ts --write shop.",
    );
  });

  it("has the names of TypeScript", () => {
    mkdirSync(join(directory, "src"));
    writeFileSync(
      join(directory, "src/shop.ts"),
      "export interface CapacityArgs {}\nexport interface Mode {}\nexport interface ModeArgs {}\n",
    );
    const ref = "#/types/ballast-shop:index:Capacity";
    const types = {
      "ballast-shop:index:Capacity": {},
      "ballast-shop:index:Mode": {},
      "ballast-x:index:Capacity": {},
    };
    const resources = { "ballast-shop:index:Shop": { properties: { capacity: { $ref: ref } } } };
    writeFileSync(join(directory, "schema.json"), JSON.stringify({ name: "ballast-shop", resources, types }));
    const read = readSchema({ folder: "shop", directory });
    expect(Object.keys(read.types)).toEqual([
      "ballast-shop:index:CapacityArgs",
      "ballast-shop:index:Mode",
      "ballast-x:index:Capacity",
    ]);
    expect(read.resources["ballast-shop:index:Shop"]?.properties?.["capacity"]?.$ref).toBe(`${ref}Args`);
  });
});
