import type { Fields } from "@ballast/model";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { cacheChanges } from "../testing/caches.ts";
import type { Change } from "../testing/change.ts";
import { conditional } from "../testing/conditional.ts";
import { Anything, compared, type Compared } from "../testing/deployed.ts";
import { otherRespellings } from "../testing/others.ts";
import { storeRespellings } from "../testing/stores.ts";

// What the difference says of each resource is what the real engine does to it, with a provider that has its own tables.

const patience = 120_000;

describe.each([
  ["what is written in another way", [...storeRespellings, ...otherRespellings]],
  ["what replaces on a condition", conditional],
  ["caches", cacheChanges],
] as const)("%s", (_kind, changes) => {
  const side = (inputs: (change: Change) => Fields) => ({
    program: () => {
      for (const [index, change] of changes.entries()) {
        const own = named(change, index, inputs(change));
        new Anything(change.type, change.what, own, change.options ?? {});
      }
    },
  });
  let result: Compared;
  beforeAll(async () => {
    result = await compared(
      side(({ before }) => before),
      side(({ after }) => after),
    );
  }, patience);

  it.each(changes.map(({ what, operation }) => [what, operation] as const))("%s: %s", (what, operation) => {
    expect(result.engine[what] ?? "same").toBe(operation);
    expect(result.difference[what] ?? "same").toBe(operation);
  });
});

/** Two of one type need two names in the stand-in cloud; a case about the name has its own. */
function named({ type, before, after }: Change, index: number, inputs: Fields): Fields {
  if ("name" in before || "name" in after) return inputs;
  const property =
    {
      "aws:ecs/taskDefinition:TaskDefinition": "family",
      "aws:elasticache/replicationGroup:ReplicationGroup": "replicationGroupId",
      "aws:elasticache/serverlessCache:ServerlessCache": "name",
      "aws:rds/cluster:Cluster": "clusterIdentifier",
    }[type] ??
    { rds: "identifier", elasticache: "clusterId" }[type.split(/[:/]/)[1] ?? ""] ??
    (["ebs", "fsx", "kms"].includes(type.split(/[:/]/)[1] ?? "") || /fileSystem|vpc:/.test(type)
      ? undefined
      : "name");
  return property === undefined ? inputs : { ...inputs, [property]: `n${index}` };
}

describe("outputs that an update computes", () => {
  const side = (value: string, tier: string) => ({
    program: () => {
      const parameter = new aws.ssm.Parameter("parameter", {
        name: "p",
        type: "String",
        insecureValue: value,
      });
      const tiered = new aws.ssm.Parameter("tiered", {
        name: "q",
        type: "String",
        value: "a",
        tier,
        overwrite: true,
      });
      const cache = new aws.elasticache.ServerlessCache("cache", {
        name: "c",
        engine: "valkey",
        description: value,
      });
      const group = new aws.elasticache.ReplicationGroup("group", {
        replicationGroupId: "g",
        description: value,
        engine: "valkey",
        nodeType: "cache.t4g.small",
        numCacheClusters: value.length,
      });
      new aws.cloudwatch.LogGroup("by version of a cache", {
        name: pulumi.interpolate`v-${cache.fullEngineVersion}`,
      });
      new aws.cloudwatch.LogGroup("by members of a group", {
        name: group.memberClusters.apply((all) => `m-${all.join("-")}`),
      });
      new aws.cloudwatch.LogGroup("by arn of a cache", { name: cache.arn });
      const text = (output: pulumi.Output<number>) => output.apply((number) => `n-${number}`);
      new aws.cloudwatch.LogGroup("by version", { name: text(parameter.version) });
      new aws.sns.Topic("tagged by version", { name: "t", tags: { version: text(parameter.version) } });
      new aws.cloudwatch.LogGroup("by name", { name: parameter.name });
      new aws.cloudwatch.LogGroup("by a replaced arn", { name: tiered.arn });
    },
  });
  let result: Compared;
  beforeAll(async () => {
    result = await compared(side("a", "Advanced"), side("bb", "Standard"));
  }, patience);

  it.each([
    ["parameter", "update"],
    ["tiered", "replace"],
    ["by version", "replace"],
    ["tagged by version", "update"],
    ["by version of a cache", "replace"],
    ["by members of a group", "replace"],
    ["by arn of a cache", "same"],
    ["by name", "same"],
    ["by a replaced arn", "replace"],
  ])("%s: %s", (name, operation) => {
    expect(result.engine[name] ?? "same").toBe(operation);
    expect(result.difference[name] ?? "same").toBe(operation);
  });
});
