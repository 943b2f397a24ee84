import fc from "fast-check";
import { plan, resource, urn } from "../testing.ts";
import { differenceOf } from "./differenceOf.ts";
import { replacesByOption } from "./options.ts";

const bucket = "aws:s3/bucket:Bucket";
const providerType = "pulumi:providers:aws";

const given = (name: string) => ({ provider: urn(providerType, name) });
const provider = (name: string, region: string) => resource(providerType, name, { region });

it.each([
  ["another provider", given("one"), given("two")],
  ["a provider instead of the default one", {}, given("one")],
  ["the default one instead of a provider", given("one"), {}],
])("%s replaces, and loses what is stored", (_what, before, after) => {
  const found = differenceOf(
    plan([resource(bucket, "data", { bucket: "data" }, before)]),
    plan([resource(bucket, "data", { bucket: "data" }, after)]),
  );
  expect(found.changed).toMatchObject([{ replaced: true, properties: [{ path: "options.provider" }] }]);
  expect(found.losses).toMatchObject([{ name: "data", how: "replaced", cause: ["options.provider"] }]);
});

it("follows the region of an explicit provider into its resources, and into no others", () => {
  const stack = (region: string) =>
    plan(
      [
        provider("one", region),
        resource(bucket, "own", {}, given("one")),
        resource(bucket, "default", {}),
        resource("aws:iam/role:Role", "global", {}, given("one")),
      ],
      {},
      { region: "eu-central-1" },
    );
  const { changed } = differenceOf(stack("eu-west-1"), stack("eu-north-1"));
  expect(changed.filter(({ replaced }) => replaced).map(({ name }) => name)).toEqual(["own"]);
});

it("replaces what the program says that a change replaces", () => {
  const stack = (description: string, tag: string, replaceOnChanges?: string[]) =>
    plan([
      resource(
        "aws:sns/topic:Topic",
        "t",
        { displayName: description, tags: { a: tag } },
        { ...(replaceOnChanges && { replaceOnChanges }) },
      ),
    ]);
  const replaced = (...[before, after]: [ReturnType<typeof stack>, ReturnType<typeof stack>]) =>
    differenceOf(before, after).changed[0]?.replaced;
  expect(replaced(stack("a", "x"), stack("b", "x"))).toBe(false);
  expect(replaced(stack("a", "x"), stack("b", "x", ["displayName"]))).toBe(true);
  expect(replaced(stack("a", "x"), stack("b", "x", ["*"]))).toBe(true);
  expect(replaced(stack("a", "x"), stack("b", "x", ["tags"]))).toBe(false);
  expect(replaced(stack("a", "x"), stack("a", "y", ["tags.a"]))).toBe(true);
  // What the new program says counts.
  expect(replaced(stack("a", "x", ["displayName"]), stack("b", "x"))).toBe(false);
});

it("reads property paths as Pulumi does", () => {
  const name = fc.stringMatching(/^[a-z]{1,4}$/);
  const step = fc.oneof(
    name.map((part) => ({ text: `.${part}`, wild: `.${part}` })),
    fc.nat(9).map((index) => ({ text: `[${index}]`, wild: "[*]" })),
    name.map((part) => ({ text: `["${part}.b"]`, wild: `["${part}.b"]` })),
  );
  fc.assert(
    fc.property(
      name,
      fc.array(step, { maxLength: 4 }),
      fc.array(step, { maxLength: 2 }),
      (first, steps, more) => {
        const path = first + steps.map(({ text }) => text).join("");
        const wild = first + steps.map(({ wild: part }) => part).join("");
        const below = path + more.map(({ text }) => text).join("");
        for (const option of [path, wild, "*"]) expect(replacesByOption([option], below)).toBe(true);
        expect(replacesByOption([`x${path}`, `${first}x`], below)).toBe(false);
      },
    ),
  );
});
