import { scratchSandbox, type EngineSandbox } from "@ballast/testing/engine";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { Planner } from "../planner.ts";
import { differenceOf } from "./differenceOf.ts";

// What the difference says is replaced is what the real engine replaces.

const patience = 120_000;
const region = "eu-central-1";

let sandbox: EngineSandbox;
beforeEach(async () => {
  sandbox = await scratchSandbox("demo-dev");
});
afterEach(() => sandbox.close());

type Program = () => void;
const running = (program: Program) => () => {
  program();
  return Promise.resolve({});
};

async function replacedByEngine(before: Program, after: Program): Promise<string[]> {
  const deployed = await (await sandbox.stack("demo-dev", running(before))).up();
  if (!deployed.succeeded) throw new Error(deployed.log);
  const { steps } = await (await sandbox.stack("demo-dev", running(after))).preview();
  return namesOf(steps.filter(({ op }) => op === "replace"));
}

async function replacedByPlan(before: Program, after: Program): Promise<string[]> {
  const planOf = (program: Program) =>
    new Planner({
      root: "/nowhere",
      name: "ballast",
      program: running(program),
      declaredSecrets: () => Promise.resolve({}),
      stacks: ["demo-dev"],
      configurationOf: () => ({ values: { "aws:region": region }, encrypted: [] }),
    }).plan("demo-dev");
  const { changed } = differenceOf(await planOf(before), await planOf(after));
  return namesOf(changed.filter(({ replaced, type }) => replaced && !type.startsWith("pulumi:providers:")));
}

function namesOf(resources: readonly { urn: string }[]): string[] {
  return [...new Set(resources.map(({ urn }) => urn.split("::").at(-1) ?? ""))].sort();
}

/** A topic that is replaced, a log group that has its name, and one that has the first one's. */
const named = (displayName: string, options: pulumi.CustomResourceOptions) => () => {
  const topic = new aws.sns.Topic(
    "topic",
    { name: "n", displayName },
    { replaceOnChanges: ["displayName"], ...options },
  );
  const logs = new aws.cloudwatch.LogGroup("logs", { name: topic.name });
  new aws.cloudwatch.LogGroup("more", { name: logs.name.apply((name) => `${name}-more`) });
  new aws.cloudwatch.LogGroup("tagged", { name: "tagged", tags: { topic: topic.name } });
};

const following = (cidrBlock: string, replaceOnChanges: string[]) => () => {
  const vpc = new aws.ec2.Vpc("vpc", { cidrBlock });
  new aws.sns.Topic("topic", { tags: { vpc: vpc.id } }, { replaceOnChanges });
};

/** Resources of a provider: a regional one, one that names its region, and a global one. */
const provided =
  (name: string, args: aws.ProviderArgs, options: pulumi.CustomResourceOptions = {}) =>
  () => {
    const provider = new aws.Provider(name, args, options);
    new aws.sns.Topic("topic", {}, { provider });
    new aws.sns.Topic("elsewhere", { region: "us-east-1" }, { provider });
    new aws.iam.Role("role", { assumeRolePolicy: "{}" }, { provider });
  };
const one = { aliases: [{ name: "one" }] };

it.each<[string, Program, Program, string[]]>([
  [
    "deletion first",
    named("a", { deleteBeforeReplace: true }),
    named("b", { deleteBeforeReplace: true }),
    ["logs", "more", "topic"],
  ],
  [
    "deletion last",
    named("a", { deleteBeforeReplace: false }),
    named("b", { deleteBeforeReplace: false }),
    ["topic"],
  ],
  [
    "an option on what follows",
    following("10.0.0.0/16", ["tags"]),
    following("10.1.0.0/16", ["tags"]),
    ["topic", "vpc"],
  ],
  ["no option on what follows", following("10.0.0.0/16", []), following("10.1.0.0/16", []), ["vpc"]],
  ["a provider with an alias", provided("one", { region }), provided("two", { region }, one), []],
])(
  "replaces what the engine replaces: %s",
  async (_what, before, after, expected) => {
    expect(await replacedByEngine(before, after)).toEqual(expected);
    expect(await replacedByPlan(before, after)).toEqual(expected);
  },
  patience,
);
