import { CreateClusterCommand, DeleteClusterCommand } from "@aws-sdk/client-ecs";
import { aws as types } from "@ballast/aws";
import type { Fields } from "@ballast/model";
import type { NeedyResource } from "../doctor/needs/resource.ts";
import { answerBy, calls } from "../testing/standIn.ts";
import { Stage } from "../testing/stage.ts";
import { clustersInAws, hasHosts } from "./stackClusters.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(async () => {
  expect((await calls()).faults).toEqual([]);
});

const planned = (name: string, inputs: Fields = {}, type: string = types.cluster): NeedyResource => ({
  urn: `urn:pulumi:shop-dev::shop::${type}::${name}`,
  type,
  name,
  custom: true,
  inputs,
  dependsOn: [],
});
const defaultTags = { defaultTags: { tags: { Environment: "dev", Project: "shop" } } };
const stackOf = (resolved: NeedyResource[], awsConfiguration: Fields = defaultTags) =>
  clustersInAws(stage.aws, { stack: "shop-dev", resolved, awsConfiguration });
async function cluster(clusterName: string, tags: Record<string, string> = {}): Promise<void> {
  const list = Object.entries(tags).map(([key, value]) => ({ key, value }));
  await stage.aws.ecs.send(new CreateClusterCommand({ clusterName, tags: list }));
}
const dev = { Environment: "dev", Project: "shop" };

it("finds every cluster of the stack, on every page of the list", async () => {
  for (let number = 0; number < 5; number += 1)
    await cluster(`blue-000000${number}`, { Environment: "prod" });
  await cluster("blue-1234567", dev);
  await cluster("green-1234567", { ...dev, Project: "shop", Color: "green" });
  await cluster("green-7654321", dev);
  // A tag of the resource's own goes before the provider's.
  await cluster("red-1234567", { ...dev, Project: "paint" });
  expect(
    await stackOf([
      planned("blue"),
      planned("green", { tags: { Color: "green" } }),
      planned("red", { tags: { Project: "paint" } }),
    ]),
  ).toEqual(["blue-1234567", "green-1234567", "red-1234567"]);
});

it("takes a name that the plan gives, whatever the tags", async () => {
  await cluster("shop", { Environment: "prod" });
  await cluster("shop-1234567", dev);
  expect(await stackOf([planned("shop", { name: "shop" })])).toEqual(["shop"]);
  await expect(stackOf([planned("shop", { name: "store" })])).rejects.toThrow(
    /^There is no cluster store in eu-central-1: /,
  );
});

it("takes no name that Pulumi would not make", async () => {
  for (const name of ["blue", "blue-", "blue-123456", "blue-12345678", "blue-123456g", "blue-two-1234567"])
    await cluster(name, dev);
  await expect(stackOf([planned("blue")])).rejects.toThrow(
    "There is no cluster blue-… with the tags Environment=dev, Project=shop in eu-central-1: shop-dev is not deployed there, or it was " +
      "deployed with other tags. Name its cluster with --cluster.",
  );
});

it("does not guess where nothing but the name tells clusters apart", async () => {
  await cluster("blue-1234567");
  expect(await stackOf([planned("blue")], {})).toEqual(["blue-1234567"]);
  await cluster("blue-7654321");
  await expect(stackOf([planned("blue")], {})).rejects.toThrow(
    "Several clusters in eu-central-1 are blue-… with the tags of any kind: blue-1234567, blue-7654321. Which of them belongs to shop-dev is " +
      "unknown. Name it with --cluster.",
  );
});

it("does not count a cluster that is deleted", async () => {
  await cluster("blue-1234567", dev);
  await cluster("blue-7654321", dev);
  await stage.aws.ecs.send(new DeleteClusterCommand({ cluster: "blue-1234567" }));
  expect(await stackOf([planned("blue")])).toEqual(["blue-7654321"]);
});

it("says that hosts join another's cluster", async () => {
  const resolved = [planned("web", {}, types.capacityProvider)];
  expect(hasHosts(resolved, [])).toBe(true);
  await expect(stackOf(resolved)).rejects.toThrow(
    "shop-dev has container instances but no cluster of its own: they join the cluster of another stack. Name it with --cluster.",
  );
});

it("asks again while AWS throttles", async () => {
  await cluster("blue-1234567", dev);
  await answerBy({ operation: "DescribeClusters", code: "ThrottlingException", times: 2 });
  expect(await stackOf([planned("blue")])).toEqual(["blue-1234567"]);
});

it("knows a stack without hosts by its plan, and one whose hosts an Elastigroup brings", () => {
  expect(hasHosts([planned("blue")], [])).toBe(false);
  expect(hasHosts([planned("blue")], [{ instances: [{}] }])).toBe(true);
});
