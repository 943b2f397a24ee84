import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { componentPackages } from "./componentPackages.ts";
import type { Property } from "./crossing.ts";

interface Schema {
  name: string;
  allowedPackageNames?: string[];
  resources: Record<
    string,
    { inputProperties: Record<string, Property>; properties: Record<string, Property> }
  >;
  types: Record<string, { properties?: Record<string, Property> }>;
}

const schemas = componentPackages(resolve(__dirname, "../../../..")).map(
  ({ directory }) => JSON.parse(readFileSync(join(directory, "schema.json"), "utf8")) as Schema,
);

/** Every property with those inside of it. */
function within(properties: Record<string, Property>): Property[] {
  return Object.values(properties).flatMap((property) => inside(property));
}

function inside(property: Property): Property[] {
  const inner = [property.items, property.additionalProperties, ...(property.oneOf ?? [])];
  return [property, ...inner.flatMap((one) => (one ? inside(one) : []))];
}

const all = schemas.flatMap(({ resources, types }) => [
  ...Object.values(resources).flatMap(({ inputProperties, properties }) => [
    ...within(inputProperties),
    ...within(properties),
  ]),
  ...Object.values(types).flatMap(({ properties = {} }) => within(properties)),
]);

it("a type has one token and one definition in all schemas", () => {
  const seen = new Map<string, { token: string; text: string }>();
  for (const { types } of schemas)
    for (const [token, type] of Object.entries(types)) {
      const name = token.split(":").at(-1) ?? "";
      const text = JSON.stringify(type);
      expect(seen.get(name) ?? { token, text }).toEqual({ token, text });
      seen.set(name, { token, text });
    }
  expect(seen.get("Site")?.token).toBe("ballast-contracts:index:Site");
  expect(seen.get("InstancePart")?.token).toBe("ballast-contracts:index:InstancePart");
});

it("a schema holds each type that it refers to, and allows the packages of all", () => {
  for (const { name, types, resources, allowedPackageNames = [] } of schemas) {
    const used = [
      ...Object.values(resources).flatMap(({ inputProperties, properties }) => [
        ...within(inputProperties),
        ...within(properties),
      ]),
      ...Object.values(types).flatMap(({ properties = {} }) => within(properties)),
    ].flatMap(({ $ref }) => ($ref?.startsWith("#/types/") ? [$ref.slice("#/types/".length)] : []));
    expect(new Set(used)).toEqual(new Set(Object.keys(types)));
    for (const token of used) expect([name, ...allowedPackageNames]).toContain(token.split(":")[0]);
  }
});

it("a part is anything where it is output, and its type or anything where it is an argument", () => {
  const parts = all.flatMap(({ oneOf }) => (oneOf ? [oneOf] : []));
  const names = new Set(parts.map(([part]) => part?.$ref?.split(":").at(-1)));
  expect([...names]).toEqual(
    expect.arrayContaining(["InstancePart", "TaskPart", "ServicePart", "ShareMapping"]),
  );
  for (const part of parts) expect(part.at(-1)).toEqual({ $ref: "pulumi.json#/Any" });
  const direct = all.filter(({ $ref }) => names.has($ref?.split(":").at(-1) ?? ""));
  expect(direct.filter((property) => !parts.some(([part]) => part === property))).toEqual([]);
});

it("an object in a record or a list is not plain, and no name ends with what generators add", () => {
  const members = all.flatMap(({ items, additionalProperties }) => [items, additionalProperties]);
  expect(members.filter((member) => member?.$ref !== undefined && member.plain)).toEqual([]);
  expect(
    schemas.flatMap(({ types }) => Object.keys(types)).filter((token) => token.endsWith("Args")),
  ).toEqual([]);
});

it("only Aurora's capacity is a fraction", () => {
  const numbers = all.filter(({ type }) => type === "number");
  expect(numbers.map(({ description }) => description?.split("\n")[0])).toEqual([
    "Minimum number of Aurora capacity units, for mode `serverless`.",
    "Maximum number of Aurora capacity units, for mode `serverless`.",
  ]);
});

it("an id or an ARN, which another resource can output, is never plain", () => {
  const given = schemas.flatMap(({ resources, types }) => [
    ...Object.values(resources).flatMap(({ inputProperties }) => Object.entries(inputProperties)),
    ...Object.values(types).flatMap(({ properties = {} }) => Object.entries(properties)),
  ]);
  const ids = given.filter(([name]) =>
    /^(id|arn)$|(Ids?|Arns?|Identifier|Ips|Urls?|Role|Bucket|BucketName|GroupNames?|ParameterName)$/.test(
      name,
    ),
  );
  const plain = ids.filter(([, property]) =>
    inside(property).some((one) => one.type === "string" && one.plain === true),
  );
  expect(plain.map(([name]) => name)).toEqual([]);
  expect(ids.length).toBeGreaterThan(60);
});
