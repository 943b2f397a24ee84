import fc from "fast-check";
import { plan, resource, urn } from "../testing.ts";
import { differenceOf } from "./differenceOf.ts";
import { replacesByOption } from "./options.ts";

const bucket = "aws:s3/bucket:Bucket";
const providerType = "pulumi:providers:aws";

const given = (name: string) => ({ provider: urn(providerType, name) });
const provider = (name: string, inputs: Record<string, unknown>, more = {}) =>
  resource(providerType, name, inputs, more);
const region = "eu-central-1";

describe("another provider", () => {
  const stack = (providers: ReturnType<typeof provider>[], options = {}, type = bucket) =>
    plan([...providers, resource(type, "data", { bucket: "data" }, options)], {}, { region });
  const ofData = (...[before, after]: [ReturnType<typeof stack>, ReturnType<typeof stack>]) => {
    const { changed, losses } = differenceOf(before, after);
    return { change: changed.find(({ name }) => name === "data"), losses };
  };

  it.each([
    [
      "another one",
      stack([provider("one", { region })], given("one")),
      stack([provider("two", { region })], given("two")),
    ],
    ["one instead of the default one", stack([]), stack([provider("one", { region })], given("one"))],
    ["the default one instead of one", stack([provider("one", {})], given("one")), stack([])],
    [
      "one with other settings",
      stack([provider("one", { region, maxRetries: 3, profile: "a" })], given("one")),
      stack([provider("two", { region, maxRetries: "5", profile: "a" })], given("two")),
    ],
  ])("of the same region replaces nothing: %s", (_what, before, after) => {
    const { change, losses } = ofData(before, after);
    expect(change).toMatchObject({
      replaced: false,
      properties: [{ path: "options.provider", replaces: false }],
    });
    expect(losses).toEqual([]);
  });

  it("is none under another name with an alias", () => {
    const aliased = provider("two", { region }, { aliases: [urn(providerType, "one")] });
    const { change, losses } = ofData(
      stack([provider("one", { region })], given("one")),
      stack([aliased], given("two")),
    );
    expect([change, losses]).toEqual([undefined, []]);
  });

  it("of another region replaces, and loses what is stored", () => {
    const { change, losses } = ofData(
      stack([provider("one", { region })], given("one")),
      stack([provider("two", { region: "eu-north-1" })], given("two")),
    );
    expect(change).toMatchObject({ replaced: true });
    expect(losses).toMatchObject([{ name: "data", how: "replaced" }]);
    expect(losses[0]?.cause).toContain("options.provider");
  });

  it("may replace where its is not known configuration, or what its package replaces for", () => {
    const uncertain = expect.stringMatching("is unknown") as unknown;
    for (const [before, after] of [
      [stack([], given("one")), stack([], given("two"))],
      [
        stack([provider("one", { region, a: 1 })], given("one"), "demo:x:Store"),
        stack([provider("two", { region, a: 2 })], given("two"), "demo:x:Store"),
      ],
    ] as const)
      expect(ofData(before, after).change).toMatchObject({
        replaced: true,
        properties: [{ path: "options.provider", replaces: true, uncertain }],
      });
  });
});

it("follows the region of a provider into all of its resources, and into no others", () => {
  const stack = (where: string, own = region) =>
    plan(
      [
        provider("one", { region: where }),
        resource(bucket, "own", {}, given("one")),
        resource(bucket, "elsewhere", { region: "us-east-1" }, given("one")),
        resource("aws:iam/role:Role", "global", {}, given("one")),
        resource(bucket, "default", {}),
      ],
      {},
      { region: own },
    );
  const replaced = (...[before, after]: [ReturnType<typeof stack>, ReturnType<typeof stack>]) =>
    differenceOf(before, after)
      .changed.filter((change) => change.replaced)
      .map(({ name }) => name)
      .sort();
  expect(replaced(stack("eu-west-1"), stack("eu-north-1"))).toEqual(["elsewhere", "global", "one", "own"]);
  expect(replaced(stack("eu-west-1"), stack("eu-west-1", "eu-north-1"))).toEqual(["default"]);
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
