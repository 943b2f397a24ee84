import { resource } from "../../../model/src/testing/resource.ts";
import { costOf } from "./costOf.ts";
import { shippedPrices } from "./prices.ts";

const options = { region: "us-east-1", today: "2026-11-27", prices: shippedPrices };
const task = resource(
  "aws:ecs/taskDefinition:TaskDefinition",
  "task",
  { cpu: "1024", memory: "2048", networkMode: "awsvpc" },
  { identifiers: { "arn:task": "arn" } },
);
const cluster = resource(
  "aws:ecs/cluster:Cluster",
  "main",
  {},
  { identifiers: { "arn:cluster": "arn", main: "name" } },
);
const service = (inputs: Record<string, unknown>) =>
  resource("aws:ecs/service:Service", "web", {
    desiredCount: 2,
    taskDefinition: "arn:task",
    cluster: "arn:cluster",
    ...inputs,
  });
const providers = (...defaultCapacityProviderStrategies: Record<string, unknown>[]) =>
  resource("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "providers", {
    clusterName: "main",
    defaultCapacityProviderStrategies,
  });
const amountsOf = (resources: Parameters<typeof costOf>[0], dimension: string, usage = {}) =>
  costOf(resources, { ...options, usage })
    .rows.filter((row) => row.dimension === dimension)
    .map(({ amount }) => amount);

it("counts tasks that run on AWS Fargate by their cluster's default strategy", () => {
  const onFargate = providers({ capacityProvider: "FARGATE", weight: 1 });
  expect(amountsOf([task, cluster, onFargate, service({})], "fargate.vcpu")).toEqual([2 * 730]);
  const onHosts = providers({ capacityProvider: "hosts", weight: 1 });
  expect(costOf([task, cluster, onHosts, service({})], options)).toMatchObject({
    total: "0",
    isComplete: true,
  });
});

it("does not call tasks free whose cluster is of another stack", () => {
  const far = service({ cluster: "arn:far" });
  expect(costOf([task, far], options)).toMatchObject({
    isComplete: false,
    unpriced: [{ why: "its tasks, if they run on AWS Fargate: their cluster is not in this stack" }],
  });
  // Fargate takes no tasks without a network interface of their own.
  const bridged = { ...task, inputs: { ...task.inputs, networkMode: "bridge" } };
  expect(costOf([bridged, far], options).isComplete).toBe(true);
});

it("gives a strategy its base before the weights share the rest", () => {
  const strategies = [
    { capacityProvider: "FARGATE", base: 2, weight: 0 },
    { capacityProvider: "FARGATE_SPOT", weight: 1 },
  ];
  const web = service({ desiredCount: 5, capacityProviderStrategies: strategies });
  // Two on demand, three on Spot.
  expect(amountsOf([task, web], "fargate.vcpu", { spotPercent: 30 })).toEqual([(2 + 0.9) * 730]);
  expect(
    amountsOf([task, { ...web, inputs: { ...web.inputs, desiredCount: 1 } }], "fargate.vcpu", {
      spotPercent: 30,
    }),
  ).toEqual([730]);
});
