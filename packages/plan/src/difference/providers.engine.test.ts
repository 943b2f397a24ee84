import type { Fields } from "@ballast/model";
import * as aws from "@pulumi/aws";
import { compared, Deployed, region, type Compared, type Operations } from "../testing/deployed.ts";

// What a change of a provider does to its resources, by the difference and by the real engine.

const patience = 120_000;

/** Resources of the default provider: one with tags of its own, one without, one that is not in any region, and one that has no tags. */
const usual = () => {
  new aws.sns.Topic("topic", { name: "t", tags: { team: "a" } });
  new aws.ebs.Volume("volume", { availabilityZone: "eu-central-1a", size: 10 });
  new aws.iam.Role("role", { name: "r", assumeRolePolicy: "{}" });
  new aws.iam.RolePolicy("rights", { name: "p", role: "r", policy: "{}" });
  new aws.sns.Topic("elsewhere", { name: "e", region: "us-east-1" });
};
const everything = ["topic", "volume", "role", "rights", "elsewhere"];
const tagged = ["topic", "volume", "role", "elsewhere"];
const each = (names: readonly string[], operation: string): Operations =>
  Object.fromEntries(names.map((name) => [name, operation]));

const account = (id: string) => ({ "aws:assumeRoles": [{ roleArn: `arn:aws:iam::${id}:role/a` }] });
const configuration = {
  "aws:region": region,
  "aws:profile": "a",
  "aws:maxRetries": "3",
  "aws:allowedAccountIds": ["111111111111"],
  "aws:defaultTags": { tags: { owner: "x" } },
  "aws:ignoreTags": undefined,
  "aws:assumeRoles": undefined,
};

describe("a stack's configuration", () => {
  let deployed: Deployed;
  beforeAll(async () => {
    deployed = await Deployed.open({ program: usual, configuration });
  }, patience);
  afterAll(() => deployed.close());

  it.each<[string, Fields, Operations, lost: "replaced" | "removed" | undefined]>([
    ["the region", { "aws:region": "eu-north-1" }, each(everything, "replace"), "replaced"],
    [
      "a default tag more",
      { "aws:defaultTags": { tags: { owner: "x", cost: "y" } } },
      each(tagged, "update"),
      undefined,
    ],
    [
      "a default tag that one resource has itself",
      { "aws:defaultTags": { tags: { owner: "x", team: "y" } } },
      each(tagged.slice(1), "update"),
      undefined,
    ],
    ["no default tags", { "aws:defaultTags": undefined }, each(tagged, "update"), undefined],
    ["tags that are ignored", { "aws:ignoreTags": { keys: ["owner"] } }, each(tagged, "update"), undefined],
    ["the profile where one account is allowed", { "aws:profile": "b" }, {}, undefined],
    [
      "the profile where any account is",
      { "aws:profile": "b", "aws:allowedAccountIds": undefined },
      {},
      "removed",
    ],
    ["the account that is allowed", { "aws:allowedAccountIds": ["222222222222"] }, {}, "removed"],
    [
      "one allowed account more",
      { "aws:allowedAccountIds": ["111111111111", "222222222222"] },
      {},
      undefined,
    ],
    ["a role of the same account", account("111111111111"), {}, undefined],
    ["a role of another account", account("222222222222"), {}, "removed"],
    ["other endpoints", { "aws:endpoints": [{ ec2: "http://127.0.0.1:1" }] }, {}, "removed"],
    ["retries", { "aws:maxRetries": "5" }, {}, undefined],
  ])(
    "%s",
    async (_what, change, expected, lost) => {
      const after = { "aws:endpoints": undefined, ...configuration, ...change };
      const { engine, difference, all } = await deployed.with({ program: usual, configuration: after });
      expect(engine).toEqual(expected);
      expect(difference).toEqual(expected);
      expect(all.losses.map(({ name, how }) => [name, how])).toEqual(lost ? [["volume", lost]] : []);
      expect(all.changed[0]).toMatchObject({ type: "pulumi:providers:aws", name: "default" });
    },
    patience,
  );
});

describe("providers of a program", () => {
  const provided = (name: string, args: aws.ProviderArgs) => {
    const provider = new aws.Provider(name, { region, ...args });
    new aws.ebs.Volume(`${name}'s`, { availabilityZone: "a", size: 1, tags: { own: "1" } }, { provider });
    return provider;
  };
  const side = (isAfter: boolean) => ({
    program: () => {
      const pick = <Value>(before: Value, after: Value): Value => (isAfter ? after : before);
      const moving = provided("moving", { region: pick<aws.Region>(region, "eu-north-1") });
      new aws.iam.Role("role of moving", { name: "r", assumeRolePolicy: "{}" }, { provider: moving });
      new aws.sns.Topic("topic with a region", { name: "t", region: "us-east-1" }, { provider: moving });
      provided("tagging", { defaultTags: { tags: { owner: pick("x", "y") } } });
      provided("overridden", { defaultTags: { tags: { own: pick("x", "y") } } });
      provided("profiled", { profile: pick("a", "b") });
      provided("retrying", { maxRetries: pick(1, 2) });
      const [one, two] = [provided("one", {}), provided("two", {})];
      const north = provided("north", { region: "eu-north-1" });
      const volume = (name: string, provider: aws.Provider) =>
        new aws.ebs.Volume(name, { availabilityZone: "a", size: 1 }, { provider });
      volume("from one to two", pick(one, two));
      volume("from one to north", pick(one, north));
      new aws.ebs.Volume("to its own region", { availabilityZone: "a", size: 1, ...pick({}, { region }) });
    },
  });
  let result: Compared;
  beforeAll(async () => {
    result = await compared(side(false), side(true));
  }, patience);

  it.each([
    ["moving's", "replace"],
    ["role of moving", "replace"],
    ["topic with a region", "replace"],
    ["tagging's", "update"],
    ["overridden's", "same"],
    ["profiled's", "same"],
    ["retrying's", "same"],
    ["one's", "same"],
    ["north's", "same"],
    ["from one to two", "same"],
    ["from one to north", "replace"],
    ["to its own region", "same"],
  ])("%s: %s", (name, operation) => {
    expect(result.engine[name] ?? "same").toBe(operation);
    expect(result.difference[name] ?? "same").toBe(operation);
  });

  it("loses what is replaced, and what stays in an account that may be another one", () => {
    const lost = result.all.losses.map(({ name, how, retained }) => [name, how, retained]);
    expect(lost.sort()).toEqual([
      ["from one to north", "replaced", false],
      ["moving's", "replaced", false],
      ["profiled's", "removed", true],
    ]);
  });
});
