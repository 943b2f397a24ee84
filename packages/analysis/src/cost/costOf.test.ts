import { usageKeys } from "@ballast/aws/charges";
import fc from "fast-check";
import { resource } from "../../../model/src/testing/resource.ts";
import { costOf, totalOf } from "./costOf.ts";
import { dollars, moneyText, parseMoney, sum, times } from "./money.ts";
import { joinedPrices, shippedPrices, type Price, type PriceFile } from "./prices.ts";
import { infracostCases } from "../testing/infracostCases.ts";
import { readUsage } from "./usageSettings.ts";

const today = "2026-11-27";
const file = shippedPrices["us-east-1"] as PriceFile;
const region = { region: "us-east-1", today };

/** Stacks of the golden cases' resources, any number of each. */
const stacks = fc.array(fc.nat(infracostCases.length - 1), { minLength: 1, maxLength: 30 }).map((picked) =>
  picked.flatMap((index, position) => {
    const one = infracostCases[index];
    if (one === undefined || one.type.startsWith("AWS::")) return [];
    return [
      resource(one.type, `one-${position}`, one.inputs),
      ...(one.others ?? []).map((other) =>
        resource(other.type, `${other.name}-${position}`, other.inputs, { identifiers: other.identifiers }),
      ),
    ];
  }),
);

const prices = fc
  .tuple(fc.nat(10_000), fc.nat(9_999_999_999))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(10, "0")}`);

it("sums rows to the last decimal place of a price (F.0.42)", () => {
  fc.assert(
    fc.property(stacks, (resources) => {
      const cost = costOf(resources, { ...region, prices: shippedPrices });
      const exact = cost.rows.reduce(
        (all, { price, amount }) => (price === undefined ? all : all + times(parseMoney(price.usd), amount)),
        0n,
      );
      expect(cost.total).toBe(moneyText(exact));
      expect(totalOf(cost.rows.toReversed())).toBe(cost.total);
    }),
  );
});

it("changes exactly the rows of a price that changes (F.0.42)", () => {
  fc.assert(
    fc.property(stacks, fc.constantFrom(...Object.keys(file.prices)), prices, (resources, dimension, usd) => {
      const changed: PriceFile = {
        ...file,
        prices: { ...file.prices, [dimension]: { ...(file.prices[dimension] as Price), usd } },
      };
      const before = costOf(resources, { ...region, prices: shippedPrices });
      const after = costOf(resources, { ...region, prices: { "us-east-1": changed } });
      expect(after.rows.length).toBe(before.rows.length);
      after.rows.forEach((row, index) => {
        if (row.dimension !== dimension) expect(row).toEqual(before.rows[index]);
        else expect(row.monthly).toBe(moneyText(times(parseMoney(usd), row.amount)));
      });
      expect([after.free, after.unpriced]).toEqual([before.free, before.unpriced]);
    }),
  );
});

it("adds a text of dollars up without losing any of it", () => {
  fc.assert(
    fc.property(fc.array(prices, { maxLength: 50 }), (texts) => {
      const all = sum(texts.map(parseMoney));
      expect(parseMoney(moneyText(all))).toBe(all);
    }),
  );
  expect(moneyText(sum([parseMoney("0.1"), parseMoney("0.2")]))).toBe("0.3");
  expect(["0", "0.004", "0.005", "1234567.891", "-41.0625"].map(dollars)).toEqual([
    "$0.00",
    "< $0.01",
    "$0.01",
    "$1,234,567.89",
    "-$41.06",
  ]);
  expect(() => parseMoney("1e-7")).toThrow('"1e-7" is not a price.');
});

const gateway = resource("aws:ec2/natGateway:NatGateway", "main");

it("shows a price that is missing as missing, and no sum of it; prices of another region are not taken", () => {
  const cost = costOf([gateway], { ...region, region: "eu-west-3", prices: shippedPrices });
  expect(cost).toMatchObject({ total: "0", isComplete: false });
  expect(cost.rows.map(({ monthly, price }) => ({ monthly, price }))).toEqual([{}, {}]);
});

it("takes the prices of the region in which a resource is", () => {
  const provider = resource("pulumi:providers:aws", "other", { region: "us-east-1" });
  const apart = [
    provider,
    { ...gateway, provider: provider.urn },
    resource("aws:ec2/natGateway:NatGateway", "own", { region: "us-east-1" }),
  ];
  const { rows } = costOf(apart, { ...region, region: "eu-central-1", prices: shippedPrices });
  expect(new Set(rows.map((row) => row.region))).toEqual(new Set(["us-east-1"]));
});

it("marks prices that are older than 180 days", () => {
  const dated = (date: string) => ({
    "us-east-1": {
      ...file,
      prices: { "natGateway.hours": { ...(file.prices["natGateway.hours"] as Price), date } },
    },
  });
  const old = ["2026-06-01", "2026-05-31", "2026-05-30"].map(
    (date) => costOf([gateway], { ...region, prices: dated(date) }).old,
  );
  expect(old).toEqual([0, 0, 1]);
});

it("says what it assumes of use, and whether the settings say it", () => {
  const given = { natGatewayGigabytes: { other: 5, main: 300 } };
  const assumed = (usage = {}) =>
    costOf([gateway], { ...region, prices: shippedPrices, usage }).rows.flatMap(({ assumes }) => assumes);
  expect(assumed()).toEqual([{ key: "natGatewayGigabytes", value: 10, isDefault: true }]);
  expect(assumed(given)).toEqual([{ key: "natGatewayGigabytes", value: 300, isDefault: false }]);
  expect(assumed({ natGatewayGigabytes: { other: 5 } })[0]).toMatchObject({ value: 10, isDefault: true });
});

it("says how many tasks, instances and capacity units it takes, whether or not the settings say it", () => {
  const service = resource("aws:ecs/service:Service", "web", { launchType: "FARGATE", desiredCount: 3 });
  const task = resource(
    "aws:ecs/taskDefinition:TaskDefinition",
    "task",
    { cpu: "256", memory: "512" },
    { identifiers: { "arn:task": "arn" } },
  );
  const template = resource(
    "aws:ec2/launchTemplate:LaunchTemplate",
    "template",
    { instanceType: "t3.large" },
    { identifiers: { "lt-1": "id" } },
  );
  const group = resource("aws:autoscaling/group:Group", "hosts", {
    launchTemplate: { id: "lt-1" },
    desiredCapacity: 2,
  });
  const cluster = resource(
    "aws:rds/cluster:Cluster",
    "cluster",
    { engine: "aurora-mysql", serverlessv2ScalingConfiguration: { minCapacity: 0.5 } },
    { identifiers: { "the-cluster": "id" } },
  );
  const instance = resource("aws:rds/clusterInstance:ClusterInstance", "writer", {
    clusterIdentifier: "the-cluster",
    engine: "aurora-mysql",
    instanceClass: "db.serverless",
  });
  const web = { ...service, inputs: { ...service.inputs, taskDefinition: "arn:task" } };
  const assumed = (usage = {}) =>
    new Map(
      costOf([web, task, group, template, cluster, instance], { ...region, prices: shippedPrices, usage })
        .rows.flatMap(({ assumes }) => assumes)
        .map(({ key, value, isDefault }) => [key, [value, isDefault]]),
    );
  const keys = ["tasks", "instances", "auroraCapacityUnits"] as const;
  expect(keys.map((key) => assumed().get(key))).toEqual([
    [3, true],
    [2, true],
    [0.5, true],
  ]);
  const given = { tasks: 1, instances: 1, auroraCapacityUnits: 1 };
  expect(keys.map((key) => assumed(given).get(key))).toEqual(keys.map(() => [1, false]));
});

it("refuses assumptions that are none, with a name that is near", () => {
  const allowed = `Allowed: ${Object.keys(usageKeys).join(", ")}. docs/cost.md explains them.`;
  expect(
    readUsage({ natGatewayGigabyte: 5, keyRequests: -1, tasks: { web: "2" } }, "ballast:usage").faults,
  ).toEqual([
    `ballast:usage.natGatewayGigabyte is not an assumption about use. Did you mean natGatewayGigabytes? ${allowed}`,
    "ballast:usage.keyRequests is -1; expected: a number from 0 to 1000000000000, or an object of numbers keyed by resource name.",
    'ballast:usage.tasks["web"] is "2"; expected: a number from 0 to 1000000000000, or an object of numbers keyed by resource name.',
  ]);
  expect(readUsage([], "ballast:usage").faults).toEqual([
    "ballast:usage is []; expected: an object of numbers.",
  ]);
});

it("takes a project's own figures before those that come with Ballast, one by one", () => {
  const own: PriceFile = {
    region: "us-east-1",
    currency: "USD",
    sources: { contract: { name: "Our contract", url: "https://example.com" } },
    prices: { "natGateway.hours": { usd: "0.03", unit: "hour", source: "contract", date: today } },
  };
  const joined = joinedPrices(shippedPrices, { "us-east-1": own });
  const { rows } = costOf([gateway], { ...region, prices: joined });
  expect(rows.map(({ price }) => [price?.usd, price?.source])).toEqual([
    ["0.03", "Our contract"],
    [file.prices["natGateway.gigabytes"]?.usd, expect.stringContaining("Infracost")],
  ]);
});

it("lists what was not read, and what a template hides, with the reason", () => {
  const unread = resource("aws:sagemaker/model:Model", "model");
  const hidden = resource("aws:cloudformation/stack:Stack", "far", {
    templateUrl: "https://example.com/t.json",
  });
  const cost = costOf([unread, hidden], { ...region, prices: shippedPrices });
  expect(cost.unpriced.map(({ name, why }) => [name, why])).toEqual([
    ["model", "what AWS charges for aws:sagemaker/model:Model is unknown"],
    ["far", "the target of templateUrl is unknown"],
  ]);
  expect(cost.isComplete).toBe(false);
});
