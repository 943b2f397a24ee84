import { stackOf } from "@ballast/analysis";
import { entryOf } from "@ballast/contracts";
import {
  Cluster,
  LaunchType,
  MachineImage,
  Platform,
  Scheduling,
  Service,
  TaskDefinition,
} from "@ballast/ecs";
import { record } from "@ballast/testing";
import { Elastigroup } from "@ballast/cloudstor-spot";
import { simulate, type ClusterSpec } from "@ballast/placement";
import { check, clustersOf, rules } from "@ballast/policy";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const subnetIds = { a: "subnet-0a", b: "subnet-0b" };
const capacity = { site, subnetIds, securityGroupIds: { own: "sg-0own" }, maximumSize: 3 };

function program(): void {
  const cluster = new Cluster("main", {
    capacities: {
      gpu: {
        ...capacity,
        instanceTypes: ["g4dn.xlarge", "g4dn.2xlarge"],
        machineImage: MachineImage.AmazonLinux2023Gpu,
        attributes: { color: "green" },
      },
      windows: {
        ...capacity,
        instanceTypes: ["m5.xlarge"],
        machineImage: MachineImage.WindowsServer2022Core,
        maximumSize: 1,
      },
    },
  });
  const common = { site, clusterArn: cluster.clusterArn, subnetIds, securityGroupIds: { own: "sg-0own" } };
  const image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:1.0.0";
  const on = (key: string) => ({
    [key]: { capacityProviderName: entryOf(cluster.capacityProviderNames, key, "capacityProviderNames") },
  });
  new Service("render", {
    ...common,
    serviceName: "render",
    taskDefinition: new TaskDefinition("render", {
      site,
      launchType: LaunchType.Ec2,
      containers: {
        main: { image, cpu: 1024, memoryMiB: 2048, gpus: 1 },
        log: { image, cpu: 128, memoryReservationMiB: 64, memoryMiB: 128 },
      },
    }),
    desiredCount: 2,
    capacity: on("gpu"),
    placementConstraints: [{ type: "distinctInstance" }],
    placementStrategies: [{ type: "binpack", field: "memory" }],
  });
  new Service("watch", {
    ...common,
    serviceName: "watch",
    scheduling: Scheduling.Daemon,
    taskDefinition: new TaskDefinition("watch", {
      site,
      launchType: LaunchType.Ec2,
      platform: Platform.Windows2022Core,
      cpu: 512,
      memoryMiB: 1024,
      containers: { main: { image } },
    }),
    capacity: on("windows"),
  });
  new Service("aside", {
    ...common,
    taskDefinition: new TaskDefinition("aside", { site, containers: { main: { image } } }),
  });
}

it("reads a stack's container instances and what is to run on them", async () => {
  const { resources } = await record(program);
  const [cluster, ...others] = clustersOf(stackOf(resources));
  expect(others).toEqual([]);
  const named = (key: string): unknown => expect.stringMatching(new RegExp(`^main-${key}-provider-`));
  const gpu = {
    instanceType: "g4dn.xlarge",
    otherInstanceTypes: ["g4dn.2xlarge"],
    capacityProvider: named("gpu"),
    group: "main-gpu",
    attributes: { color: "green" },
    gpuSupport: true,
  };
  expect(cluster?.instances).toEqual([
    { id: "main-gpu-a1", availabilityZone: "eu-central-1a", ...gpu },
    { id: "main-gpu-b1", availabilityZone: "eu-central-1b", ...gpu },
    { id: "main-gpu-a2", availabilityZone: "eu-central-1a", ...gpu },
    {
      id: "main-windows-a1",
      availabilityZone: "eu-central-1a",
      instanceType: "m5.xlarge",
      capacityProvider: named("windows"),
      group: "main-windows",
      attributes: { "ecs.os-family": "WINDOWS_SERVER_2022_CORE" },
      operatingSystem: "windows",
    },
  ]);
  expect(cluster?.services).toEqual([
    {
      name: "render",
      group: "service:render",
      task: {
        cpu: 1152,
        memoryMiB: 2112,
        gpus: 1,
        networkMode: "awsvpc",
        hostPorts: [],
        requires: { "ecs.os-type": "linux", "ecs.cpu-architecture": "x86_64" },
        constraints: [],
      },
      desiredCount: 2,
      daemon: false,
      capacityProviders: [named("gpu")],
      constraints: [{ type: "distinctInstance" }],
      strategies: [{ type: "binpack", field: "memory" }],
      minimumHealthyPercent: 100,
      maximumPercent: 200,
    },
    {
      name: "watch",
      group: "service:watch",
      task: {
        cpu: 512,
        memoryMiB: 1024,
        gpus: 0,
        networkMode: "awsvpc",
        hostPorts: [],
        requires: { "ecs.os-type": "windows", "ecs.cpu-architecture": "x86_64" },
        constraints: [
          { type: "memberOf", expression: "attribute:ecs.os-family == WINDOWS_SERVER_2022_CORE" },
        ],
      },
      desiredCount: 1,
      daemon: true,
      capacityProviders: [named("windows")],
      constraints: [],
      strategies: [],
      minimumHealthyPercent: 0,
      maximumPercent: 100,
    },
  ]);
  expect(Object.keys(cluster?.resources ?? {})).toEqual(["render", "watch"]);
});

it("leaves alone what runs on instances that the stack does not make", async () => {
  const { resources } = await record(() => {
    const task = new TaskDefinition("web", {
      site,
      launchType: LaunchType.Ec2,
      cpu: 256,
      memoryMiB: 512,
      containers: { main: { image: "registry.example.com/web:1" } },
    });
    const cluster = new Cluster("main");
    new Service("web", {
      site,
      clusterArn: cluster.clusterArn,
      taskDefinition: task,
      subnetIds,
      securityGroupIds: { own: "sg-0own" },
      capacity: { theirs: { capacityProviderName: "theirs" } },
    });
  });
  expect(clustersOf(stackOf(resources))).toEqual([]);
});

it.each([
  [undefined, ["hosts-patched", "pinned-image-age"]],
  [{ enabled: false, reason: "rolled in Spot's console each month" }, ["pinned-image-age"]],
])("finds an Elastigroup that nobody rolls, and its old image (%j, F.0.32, F.0.33)", async (patch, rules) => {
  const { resources } = await record(
    () =>
      new Elastigroup("own", {
        ...capacity,
        clusterName: "main",
        spotAccountId: "act-1234abcd",
        tokenSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:spot/token-AbCdEf",
        instanceTypes: ["m5.large", "m5a.large"],
        pinnedImage: { id: ["ami", "0123456789abcdef0"].join("-"), released: "2026-09-01" },
        ...(patch && { patch }),
      }),
  );
  const found = check(Object.values(resources), {}, { today: "2026-11-27" })
    .filter(({ reason }) => reason === undefined)
    .map(({ rule }) => rule);
  expect(found.filter((rule) => ["hosts-patched", "pinned-image-age"].includes(rule))).toEqual(rules);
});

describe("a service on Elastigroup's instances, which are behind no capacity provider (002)", () => {
  const plan = async (desiredCount: number) => {
    const recording = await record(() => {
      const cluster = new Cluster("main");
      const group = new Elastigroup("own", {
        ...capacity,
        clusterName: cluster.clusterName,
        spotAccountId: "act-1234abcd",
        tokenSecretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:spot/token-AbCdEf",
        instanceTypes: ["m5.large", "m5a.large"],
      });
      const task = new TaskDefinition("web", {
        site,
        launchType: LaunchType.Ec2,
        containers: {
          web: {
            image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/app:1.0.0",
            cpu: 1024,
            memoryMiB: 512,
          },
        },
        parts: { instances: group.taskPart },
      });
      new Service("web", {
        site,
        clusterArn: cluster.clusterArn,
        subnetIds,
        securityGroupIds: { own: "sg-0own" },
        taskDefinition: task,
        selfManagedInstances: true,
        desiredCount,
      });
    });
    return stackOf(Object.values(recording.resources));
  };

  it("is simulated on as many as there may be, in their zones", async () => {
    const [cluster] = clustersOf(await plan(6));
    expect(
      cluster?.instances.map(({ id, instanceType, attributes }) => [id, instanceType, attributes]),
    ).toEqual(
      ["elastigroup-own-a1", "elastigroup-own-b1", "elastigroup-own-a2"].map((id) => [
        id,
        "m5.large",
        { "ballast.elastigroup": "test-dev-own" },
      ]),
    );
    expect(simulate(cluster as ClusterSpec).unplaced).toEqual([]);
  });

  it("waits where there is no room for it, which the rule finds", async () => {
    const stack = await plan(7);
    const rule = rules.find(({ id }) => id === "ecs-placeable");
    const cluster = stack.ofType("aws:ecs/cluster:Cluster")[0];
    if (rule === undefined || cluster === undefined) throw new Error("There is neither rule nor cluster.");
    const messages = [...rule.check(cluster, stack, "2026-11-26")].map((one) =>
      typeof one === "string" ? one : one.message,
    );
    expect(messages).toEqual([expect.stringMatching(/^cannot be placed in any order: web: 1 task waits/)]);
  });
});
