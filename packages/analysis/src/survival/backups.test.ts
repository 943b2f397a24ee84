import fc from "fast-check";
import { hasRecoveryPoints } from "./backups.ts";

// Every selection of a small world, against the documentation's sentences written a second time, over sets.

const volumes = ["a", "b"].flatMap((name) =>
  [{}, { stage: "prod" }, { stage: "dev" }, { stage: "prod", backup: "true" }].map(
    (tags: Record<string, string | undefined>) => ({
      arn: `arn:aws:ec2:eu-central-1:123456789012:volume/${name}`,
      tags,
    }),
  ),
);
type Volume = (typeof volumes)[number];

const patterns = fc.subarray([
  "*",
  "arn:aws:ec2:*:*:volume/*",
  "arn:aws:ec2:*:*:instance/*",
  "arn:aws:ec2:eu-central-1:123456789012:volume/a",
]);
const pair = fc.constantFrom(
  { key: "stage", value: "prod" },
  { key: "stage", value: "dev" },
  { key: "backup", value: "true" },
);
const like = fc.constantFrom({ key: "stage", value: "p*" }, { key: "backup", value: "*" });
const prefixed = <One extends { key: string }>(of: fc.Arbitrary<One>) =>
  fc
    .array(of, { maxLength: 1 })
    .map((all) => all.map((one) => ({ ...one, key: `aws:ResourceTag/${one.key}` })));
const selections = fc.record(
  {
    resources: patterns,
    notResources: patterns,
    selectionTags: fc
      .uniqueArray(pair, { maxLength: 2 })
      .map((all) => all.map((one) => ({ type: "STRINGEQUALS", ...one }))),
    conditions: fc
      .record({
        stringEquals: prefixed(pair),
        stringNotEquals: prefixed(pair),
        stringLikes: prefixed(like),
        stringNotLikes: prefixed(like),
      })
      .map((one) => [one]),
  },
  { requiredKeys: [] },
);

type Selection = typeof selections extends fc.Arbitrary<infer One> ? One : never;

function chosen({
  resources = [],
  notResources = [],
  selectionTags = [],
  conditions = [],
}: Selection): Set<Volume> {
  const byPattern: Record<string, (volume: Volume) => boolean> = {
    "*": () => true,
    "arn:aws:ec2:*:*:volume/*": () => true,
    "arn:aws:ec2:*:*:instance/*": () => false,
    "arn:aws:ec2:eu-central-1:123456789012:volume/a": ({ arn }) => arn.endsWith("/a"),
  };
  const named = (list: string[]) =>
    new Set(list.flatMap((pattern) => volumes.filter((one) => byPattern[pattern]?.(one))));
  let left = resources.length === 0 ? new Set(volumes) : named(resources);
  const excluded = named(notResources);
  left = new Set([...left].filter((one) => !excluded.has(one)));
  if (selectionTags.length > 0)
    left = new Set(
      [...left].filter(({ tags }) => selectionTags.some(({ key, value }) => tags[key] === value)),
    );
  const starts: Record<string, string> = { "p*": "p", "*": "" };
  for (const { stringEquals, stringNotEquals, stringLikes, stringNotLikes } of conditions) {
    const keep = (test: (volume: Volume) => boolean) => (left = new Set([...left].filter(test)));
    const tag = (key: string, { tags }: Volume) => tags[key.slice("aws:ResourceTag/".length)];
    for (const { key, value } of stringEquals) keep((one) => tag(key, one) === value);
    for (const { key, value } of stringNotEquals) keep((one) => tag(key, one) !== value);
    for (const { key, value } of stringLikes)
      keep((one) => tag(key, one)?.startsWith(starts[value] ?? "") === true);
    for (const { key, value } of stringNotLikes)
      keep((one) => tag(key, one)?.startsWith(starts[value] ?? "") !== true);
  }
  return left;
}

const asked = (volume: Volume, selection: Selection, rules: readonly unknown[] | undefined = [{}]): boolean =>
  hasRecoveryPoints({
    type: "aws:ebs/volume:Volume",
    inputs: { tags: volume.tags },
    names: () => [volume.arn],
    selections: [{ planId: "plan", ...selection }],
    rulesOf: () => rules,
  });

it("is backed up where the selection has it, in 2,000 generated ones", () => {
  fc.assert(
    fc.property(selections, (selection) => {
      const all = chosen(selection);
      expect(volumes.filter((volume) => asked(volume, selection))).toEqual(
        volumes.filter((one) => all.has(one)),
      );
    }),
    { numRuns: 2_000 },
  );
});

it("is not where the plan makes none, and is where another stack has the plan", () => {
  const [volume] = volumes as [Volume];
  expect(asked(volume, { resources: ["*"] }, [])).toBe(false);
  expect(
    hasRecoveryPoints({
      type: "aws:ebs/volume:Volume",
      inputs: {},
      names: () => [],
      selections: [{ resources: ["*"] }],
      rulesOf: () => undefined,
    }),
  ).toBe(true);
});
