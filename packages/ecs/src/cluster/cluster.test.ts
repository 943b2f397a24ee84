import { join } from "node:path";
import { itIsAComponent, record } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { Cluster, LaunchType, Platform, Scheduling, Service, type ClusterArgs } from "../index.ts";
import { capacity, securityGroupIds, site, subnetIds } from "../testing.ts";

const typical: ClusterArgs = { capacities: { general: capacity } };
const build = (args: Partial<ClusterArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new Cluster("main", { ...typical, ...args }, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "identity.txt"),
  grown: () => build({ executeCommand: true }),
  added: ["main > aws:cloudwatch/logGroup:LogGroup main-sessions"],
  refusals: {
    "nothing to run on": { build: () => build({ capacities: {}, fargate: false }), paths: ["capacities"] },
    "a capacity with the name of Fargate's provider, or with no word for one": {
      build: () => build({ capacities: { fargate: capacity, "GPU pool": capacity } }),
      paths: ["capacities", "capacities.fargate"],
    },
    "a default that no task could follow (F.5.2)": {
      build: () =>
        build({ defaultCapacity: { spare: {}, general: { base: 1 }, fargate: { base: 1, weight: 1001 } } }),
      paths: [
        "defaultCapacity.spare",
        "defaultCapacity",
        "defaultCapacity",
        "defaultCapacity.fargate.weight",
      ],
    },
    "a default without a weight, or without Fargate where there is none": {
      build: () => build({ fargate: false, defaultCapacity: { fargateSpot: { weight: 0 } } }),
      paths: ["defaultCapacity.fargateSpot", "defaultCapacity"],
    },
    "insights that are off without a reason": {
      build: () => build({ containerInsights: { enabled: false }, logRetentionDays: 2 }),
      paths: ["containerInsights", "logRetentionDays"],
    },
    "a retention that there is not, as another language could give": {
      build: () => build({ retention: "delete" as "discard" }),
      paths: ["retention"],
    },
  },
});

describe("closed by default", () => {
  it("has enhanced Container Insights and no ECS Exec (F.0.16)", async () => {
    const recording = await record(build);
    expect(recording.the("aws:ecs/cluster:Cluster").inputs).toEqual({
      settings: [{ name: "containerInsights", value: "enhanced" }],
    });
  });

  it("keeps a record of ECS Exec sessions where they are allowed (F.0.16)", async () => {
    const recording = await record(() => build({ executeCommand: true }));
    const sessions = recording.the("aws:cloudwatch/logGroup:LogGroup");
    expect(sessions).toMatchObject({ inputs: { retentionInDays: 90 }, protect: true, retainOnDelete: true });
    expect(recording.the("aws:ecs/cluster:Cluster").inputs["configuration"]).toEqual({
      executeCommandConfiguration: {
        logging: "OVERRIDE",
        logConfiguration: { cloudWatchLogGroupName: sessions.state["name"] },
      },
    });
  });

  it("says why insights are off", async () => {
    const recording = await record(() =>
      build({ containerInsights: { enabled: false, reason: "another agent measures" } }),
    );
    expect(recording.the("ballast-ecs:index:Cluster").outputs?.["waivers"]).toEqual({
      "ecs-container-insights": { "main-cluster": { reason: "another agent measures" } },
    });
  });
});

describe("its capacity providers", () => {
  it("are one list with one owner, known once the cluster can use them (F.0.11)", async () => {
    const recording = await record(build);
    const association = recording.the("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders");
    const provider = recording.the("aws:ecs/capacityProvider:CapacityProvider");
    expect(association.inputs).toEqual({
      clusterName: recording.the("aws:ecs/cluster:Cluster").state["name"],
      capacityProviders: [provider.state["name"], "FARGATE", "FARGATE_SPOT"],
    });
    expect(recording.the("ballast-ecs:index:Cluster").outputs?.["capacityProviderNames"]).toEqual({
      general: provider.state["name"],
      fargate: "FARGATE",
      fargateSpot: "FARGATE_SPOT",
    });
  });

  it("are the capacities alone where Fargate is not offered", async () => {
    const recording = await record(() => build({ fargate: false }));
    const provider = recording.the("aws:ecs/capacityProvider:CapacityProvider").state["name"];
    expect(
      recording.the("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").inputs["capacityProviders"],
    ).toEqual([provider]);
  });

  it("have no default, so that nothing runs where nobody said; or the one that is named (F.5.2)", async () => {
    const strategies = async (args: Partial<ClusterArgs>) => {
      const recording = await record(() => build(args));
      const provider = recording.the("aws:ecs/capacityProvider:CapacityProvider").state["name"];
      const { inputs } = recording.the("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders");
      return { provider, strategies: inputs["defaultCapacityProviderStrategies"] };
    };
    expect((await strategies({})).strategies).toBeUndefined();
    const { provider, strategies: named } = await strategies({ defaultCapacity: { general: { base: 1 } } });
    expect(named).toEqual([{ capacityProvider: provider, weight: 1, base: 1 }]);
    expect(
      (await strategies({ defaultCapacity: { fargateSpot: { weight: 3 }, fargate: {} } })).strategies,
    ).toEqual([
      { capacityProvider: "FARGATE_SPOT", weight: 3, base: 0 },
      { capacityProvider: "FARGATE", weight: 1, base: 0 },
    ]);
  });

  it("keep their instances in this cluster (F.0.8)", async () => {
    const recording = await record(build);
    const userData = recording.the("aws:ec2/launchTemplate:LaunchTemplate").inputs["userData"] as string;
    const name = recording.the("aws:ecs/cluster:Cluster").state["name"] as string;
    expect(Buffer.from(userData, "base64").toString()).toContain(`\nECS_CLUSTER=${name}\n`);
  });
});

it("lets nobody run on it before it has its capacity, nor after (F.0.11)", async () => {
  const recording = await record(() => {
    const cluster = build({ capacities: { general: capacity } });
    new Service("watch", {
      site,
      clusterArn: cluster.clusterArn,
      taskDefinition: {
        arn: "arn:aws:ecs:eu-central-1:123456789012:task-definition/watch:1",
        launchType: LaunchType.Ec2,
        platform: Platform.LinuxX86,
        containerPorts: {},
      },
      subnetIds,
      securityGroupIds,
      scheduling: Scheduling.Daemon,
    });
  });
  expect(recording.the("aws:ecs/service:Service").dependsOn).toContain(
    recording.the("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").urn,
  );
});
