import { reachable, typeText, type SchemaType, type TypeIndex } from "./schema.ts";

const types: Record<string, SchemaType> = {
  "ballast-ecs:index:Client": {
    type: "object",
    properties: { group: { $ref: "#/types/ballast-ecs:index:Group" } },
  },
  "ballast-ecs:index:Group": { type: "object", properties: { id: { type: "string" } } },
  "ballast-ecs:index:Mode": {
    type: "string",
    enum: [
      { name: "One", value: "one" },
      { name: "Two", value: "two" },
    ],
  },
};
const index: TypeIndex = { types, pageOf: (name) => (name === "Group" ? "shared-types.md" : "") };

it.each([
  [{ type: "string", plain: true }, "`string`"],
  [{ type: "string" }, "`Input<string>`"],
  [{ type: "array", items: { type: "number", plain: true } }, "list of `number`"],
  [{ type: "object", additionalProperties: { type: "string" } }, "`Input<string>` by key"],
  [{ $ref: "#/types/ballast-ecs:index:Client" }, "[Client](#client)"],
  [{ $ref: "#/types/ballast-ecs:index:Group" }, "[Group](shared-types.md#group)"],
  [{ $ref: "#/types/ballast-ecs:index:Mode" }, '`"one"` or `"two"`'],
  [{ $ref: "/aws/v7.48.0/schema.json#/resources/aws:ec2%2Fvpc:Vpc" }, "`Vpc`"],
  [{ $ref: "pulumi.json#/Any" }, "any"],
])("writes %j as %s", (property, text) => {
  expect(typeText(property, index)).toBe(text);
});

it("finds the types that a property leads to, through lists and records", () => {
  const property = { items: { additionalProperties: { $ref: "#/types/ballast-ecs:index:Client" } } };
  expect([...reachable([property], types)]).toEqual(["ballast-ecs:index:Client", "ballast-ecs:index:Group"]);
});
