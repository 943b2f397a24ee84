import fc from "fast-check";
import {
  fields,
  isAt,
  isFields,
  leaves,
  list,
  many,
  number,
  parsed,
  Stack,
  statements,
  text,
  topLevel,
  valueAt,
} from "./index.ts";
import { resource } from "./testing/resource.ts";

const anything = fc.anything({ withNullPrototype: true, withDate: true, withBigInt: true });

it("reads anything as something of the kind that is asked for, and what is of the kind as itself", () =>
  fc.assert(
    fc.property(anything, (value) => {
      const isList = Array.isArray(value);
      const isObject = typeof value === "object" && value !== null && !isList;
      expect(fields(value)).toEqual(isObject ? value : {});
      expect(isFields(value)).toBe(isObject);
      expect(list(value)).toEqual(isList ? value : []);
      expect(typeof text(value)).toBe("string");
      expect(Number.isFinite(number(value))).toBe(true);
      expect(many(value).every((one) => typeof one === "string")).toBe(true);
      if (typeof value === "string") expect(text(value)).toBe(value);
    }),
  ));

it("reads a document and its JSON alike, and of what is not JSON nothing", () =>
  fc.assert(
    fc.property(fc.jsonValue(), (document) => {
      const json = JSON.stringify(document);
      expect(parsed(json)).toEqual(JSON.parse(json));
      expect(parsed({ document })).toEqual({ document });
      expect(parsed(`${json}}`)).toBeUndefined();
    }),
  ));

it("finds every text, with a path that leads to it", () =>
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.stringMatching(/^[a-z]+$/),
        fc.oneof(fc.string(), fc.array(fc.string()), fc.record({ inner: fc.string() })),
      ),
      (value) => {
        const found = [...leaves(value)];
        for (const leaf of found) {
          const keys = leaf.path.split(/[.[]/).map((key) => key.replace("]", ""));
          const at = keys.reduce<unknown>((inner, key) => Reflect.get(inner as object, key), value);
          expect(at).toBe(leaf.text);
          expect(valueAt(value, leaf.path)).toBe(leaf.text);
          expect(isAt(leaf.path, topLevel(leaf.path))).toBe(true);
        }
        const texts = Object.values(value).flatMap((one) => (Array.isArray(one) ? one : [one]));
        expect(found).toHaveLength(texts.length);
      },
    ),
  ));

it("reads one statement without its list, and one value without its brackets", () => {
  const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: ["a"], Principal: { AWS: ["*"] } };
  const read = { effect: "Allow", actions: ["s3:GetObject"], resources: ["a"], anyone: true };
  for (const document of [{ Statement: statement }, JSON.stringify({ Statement: [statement] })])
    expect(statements(document)).toEqual([expect.objectContaining(read)]);
  expect(statements("no policy")).toEqual([]);
});

it("finds resources by type, by a pattern of types, and by reference in either direction", () => {
  const seen = (type: string, name: string, inputs = {}, parent: string | null = null) => ({
    ...resource(type, name, inputs, { parent }),
    state: { ...inputs, arn: `arn:${name}` },
    id: `id-${name}`,
  });
  const component = seen("ballast-x:index:X", "web");
  const vpc = seen("aws:ec2/vpc:Vpc", "main", {}, component.urn);
  const subnet = seen("aws:ec2/subnet:Subnet", "a", { vpcId: "id-main" }, component.urn);
  const stack = new Stack([component, vpc, subnet].map((one) => ({ ...one, retainOnDelete: false })));
  const names = (found: readonly { name: string }[]) => found.map(({ name }) => name);
  expect(names(stack.ofType(vpc.type, subnet.type))).toEqual(["main", "a"]);
  expect(names(stack.matching(["aws:ec2/*"]))).toEqual(["main", "a"]);
  for (const reference of ["id-main", "arn:main"])
    expect(stack.referred(vpc.type, reference)?.name).toBe("main");
  expect(stack.referred(vpc.type, undefined)).toBeUndefined();
  const [known] = stack.ofType(vpc.type);
  expect(names(known === undefined ? [] : stack.referring(subnet.type, "vpcId", known))).toEqual(["a"]);
  const [inside] = stack.ofType(subnet.type);
  expect(names(inside === undefined ? [] : [...stack.around(inside)])).toEqual(["a", "web"]);
});
