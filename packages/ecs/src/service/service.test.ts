import { entryOf } from "@ballast/contracts";
import { join } from "node:path";
import { itIsAComponent, record, recordRefusal } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import {
  Cluster,
  LaunchType,
  NetworkMode,
  Scheduling,
  Service,
  TaskDefinitionOwner,
  type ServiceArgs,
  type TaskDefinitionShape,
} from "../index.ts";
import { capacity, documentIn, webService, webTask } from "../testing.ts";

const onFargate: TaskDefinitionShape = {
  ...webTask(),
  containerPorts: { web: [80], log: [] },
};
const onInstances: TaskDefinitionShape = { ...onFargate, launchType: LaunchType.Ec2 };
const general = { general: { capacityProviderName: "main-general" } };
const typical: ServiceArgs = { ...webService, taskDefinition: onFargate };
const build = (args: Partial<ServiceArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new Service("web", { ...typical, ...args }, opts);
const serviceInputs = async (args: Partial<ServiceArgs>) =>
  (await record(() => build(args))).the("aws:ecs/service:Service").inputs;

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "identity.txt"),
  grown: () =>
    build({
      taskDefinition: { ...onFargate, managedVolumes: ["scratch"] },
      managedVolume: { volume: "scratch", sizeGiB: 10 },
    }),
  added: [
    "web > aws:iam/role:Role web-volumes",
    "web > aws:iam/rolePolicyAttachment:RolePolicyAttachment web-volumes",
  ],
  refusals: {
    "addresses, groups or a load balancer for tasks behind their instance": {
      build: () =>
        build({
          taskDefinition: { ...onInstances, networkMode: NetworkMode.Bridge },
          capacity: general,
          loadBalancers: { http: { targetGroupArn: "arn", containerName: "web", containerPort: 80 } },
        }),
      paths: ["securityGroupIds", "subnetIds", "loadBalancers"],
    },
    "a name that ECS would refuse": {
      build: () => build({ serviceName: "web shop" }),
      paths: ["serviceName"],
    },
    "a query that ECS would refuse (F.1.6)": {
      build: () =>
        build({
          taskDefinition: onInstances,
          capacity: general,
          placementConstraints: [{ type: "memberOf", expression: "color == blue" }],
        }),
      paths: ["placementConstraints[0].expression"],
    },
    "words that there are not, as another language could give": {
      build: () => build({ scheduling: "DAEMON" as "daemon", retention: "delete" as "discard" }),
      paths: ["scheduling", "retention"],
    },
    "a container or a port that the task does not have (F.0.20)": {
      build: () =>
        build({
          loadBalancers: {
            name: { targetGroupArn: "arn", containerName: "app", containerPort: 80 },
            port: { targetGroupArn: "arn", containerName: "web", containerPort: 8080 },
            none: { targetGroupArn: "arn", containerName: "log", containerPort: 80 },
          },
        }),
      paths: [
        "loadBalancers.name.containerName",
        "loadBalancers.port.containerPort",
        "loadBalancers.none.containerPort",
      ],
    },
    "placement on Fargate": {
      build: () =>
        build({
          placementConstraints: [{ type: "distinctInstance" }],
          placementStrategies: [{ type: "spread", field: "instanceId" }],
        }),
      paths: ["placementConstraints", "placementStrategies"],
    },
    "instances of others for tasks that have none, or that nothing keeps to them": {
      build: () => build({ selfManagedInstances: true }),
      paths: ["selfManagedInstances"],
    },
    "instances of others without a constraint that only they satisfy": {
      build: () =>
        build({
          taskDefinition: onInstances,
          selfManagedInstances: true,
          placementConstraints: [{ type: "distinctInstance" }],
        }),
      paths: ["selfManagedInstances"],
    },
    "instances of others beside a capacity provider": {
      build: () => build({ taskDefinition: onInstances, selfManagedInstances: true, capacity: general }),
      paths: ["selfManagedInstances"],
    },
    "instances of others for a daemon": {
      build: () =>
        build({ taskDefinition: onInstances, selfManagedInstances: true, scheduling: Scheduling.Daemon }),
      paths: ["selfManagedInstances"],
    },
    "container instances without a capacity provider": {
      build: () => build({ taskDefinition: onInstances }),
      paths: ["capacity"],
    },
    "public addresses on container instances, or without a reason": {
      build: () => build({ taskDefinition: onInstances, capacity: general, privateOnly: { enabled: false } }),
      paths: ["privateOnly", "privateOnly"],
    },
    "a daemon with a count, or on Fargate": {
      build: () => build({ scheduling: Scheduling.Daemon, desiredCount: 3 }),
      paths: ["desiredCount", "scheduling"],
    },
    "percentages by which nothing could ever be replaced": {
      build: () => build({ minimumHealthyPercent: 100, maximumPercent: 100 }),
      paths: ["minimumHealthyPercent"],
    },
    "percentages that leave nothing to do for this many tasks (F.0.39)": {
      build: () => build({ desiredCount: 1, minimumHealthyPercent: 50, maximumPercent: 150 }),
      paths: ["minimumHealthyPercent"],
    },
    "numbers out of bounds": {
      build: () =>
        build({ desiredCount: -1, minimumHealthyPercent: 101, maximumPercent: 99, steadyStateMinutes: 0 }),
      paths: ["desiredCount", "minimumHealthyPercent", "maximumPercent", "steadyStateMinutes"],
    },
    "more groups or subnets than ECS takes (F.0.13)": {
      build: () =>
        build({
          securityGroupIds: Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((key) => [key, "sg"])),
          subnetIds: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`s${index}`, "subnet"])),
        }),
      paths: ["securityGroupIds", "subnetIds"],
    },
    "zone rebalancing where ECS cannot do it (F.0.12)": {
      build: () => build({ maximumPercent: 100, minimumHealthyPercent: 0, zoneRebalancing: true }),
      paths: ["zoneRebalancing"],
    },
    "shares that contradict one another": {
      build: () =>
        build({
          capacity: {
            one: { capacityProviderName: "a", base: 1, weight: 1001 },
            two: { capacityProviderName: "b", base: 1 },
          },
        }),
      paths: ["capacity", "capacity.one.weight"],
    },
    "a volume that the task does not have, and a grace without checks": {
      build: () => build({ managedVolume: { volume: "scratch" }, healthCheckGraceSeconds: 10 }),
      paths: ["healthCheckGraceSeconds", "managedVolume.volume", "managedVolume.sizeGiB"],
    },
    "a part that asks for a subnet that is not there": {
      build: () => build({ parts: { disk: { subnetKeys: ["c"], desiredCount: 1 } }, desiredCount: 2 }),
      paths: ["desiredCount", "subnetIds"],
    },
  },
});

it("says of each combination that ECS would refuse what to do instead, and registers nothing (F.0.21)", async () => {
  const { error, registered } = await recordRefusal(() =>
    build({
      taskDefinition: { ...onInstances, networkMode: NetworkMode.Bridge },
      capacity: general,
      loadBalancers: { http: { targetGroupArn: "arn", containerName: "web", containerPort: 80 } },
    }),
  );
  expect(error.message.split("\n")).toEqual([
    'Service "web" is refused, and nothing of it was registered. 3 errors:',
    '  securityGroupIds: are for tasks with their own IP addresses, which network mode "bridge" does not provide; give {}, or use "awsvpc".',
    '  subnetIds: are for tasks with their own IP addresses, which network mode "bridge" does not provide; give {}, or use "awsvpc".',
    '  loadBalancers: send to tasks with their own IP addresses, which network mode "bridge" does not provide; use "awsvpc".',
  ]);
  expect(registered).toEqual([]);
});

describe("closed by default", () => {
  it("runs on Fargate in private subnets, and goes back when a deployment fails (F.0.12, F.0.13)", async () => {
    const recording = await record(build);
    const service = recording.the("aws:ecs/service:Service");
    expect(service.inputs).toEqual({
      cluster: typical.clusterArn,
      taskDefinition: onFargate.arn,
      desiredCount: 1,
      schedulingStrategy: "REPLICA",
      launchType: "FARGATE",
      platformVersion: "LATEST",
      networkConfiguration: {
        subnets: ["subnet-0a", "subnet-0b"],
        securityGroups: ["sg-0tasks"],
        assignPublicIp: false,
      },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: "ENABLED",
      placementConstraints: [],
      orderedPlacementStrategies: [],
      enableExecuteCommand: false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: true,
      forceDelete: false,
    });
    expect(service).toMatchObject({
      ignoreChanges: [],
      customTimeouts: { create: "20m", update: "20m", delete: "20m" },
    });
  });

  it("says why a protection is off (F.0.12, F.0.13, F.6.6)", async () => {
    const recording = await record(() =>
      build({
        circuitBreaker: { enabled: false, reason: "deployments are watched" },
        privateOnly: { enabled: false, reason: "there is no NAT" },
      }),
    );
    expect(recording.the("aws:ecs/service:Service").inputs).toMatchObject({
      deploymentCircuitBreaker: { enable: false, rollback: false },
      networkConfiguration: { assignPublicIp: true },
    });
    expect(recording.the("ballast-ecs:index:Service").outputs?.["waivers"]).toEqual({
      "ecs-circuit-breaker": { "web-service": { reason: "deployments are watched" } },
      "ecs-public-address": { "web-service": { reason: "there is no NAT" } },
    });
  });
});

it("does not have ECS move its tasks out of a zone that it names, and says so where it is asked to (F.1.11)", async () => {
  const inZone = (expression: string): Partial<ServiceArgs> => ({
    taskDefinition: onInstances,
    capacity: general,
    placementConstraints: [{ type: "memberOf", expression }],
  });
  const rebalancing = async (args: Partial<ServiceArgs>) =>
    (await serviceInputs(args))["availabilityZoneRebalancing"];
  expect(await rebalancing(inZone("attribute:ecs.instance-type == t3.large"))).toBe("ENABLED");
  for (const expression of [
    "attribute:ecs.availability-zone == eu-central-1a",
    "not(attribute:ecs.availability-zone in [eu-central-1a, eu-central-1b])",
    "attribute:ecs.instance-type == t3.large and attribute:ecs.availability-zone != eu-central-1c",
  ]) {
    expect(await rebalancing(inZone(expression))).toBe("DISABLED");
    const { paths } = await recordRefusal(() => build({ ...inZone(expression), zoneRebalancing: true }));
    expect(paths).toEqual(["zoneRebalancing"]);
  }
});

it("runs on container instances that joined without a capacity provider (F.5.11)", async () => {
  const placementConstraints = [{ type: "memberOf", expression: "attribute:kind == own" }];
  const inputs = await serviceInputs({
    taskDefinition: { ...onInstances, placementConstraints },
    selfManagedInstances: true,
    desiredCount: 3,
  });
  expect(inputs).toMatchObject({ launchType: "EC2", desiredCount: 3, schedulingStrategy: "REPLICA" });
  expect(inputs["capacityProviderStrategies"]).toBeUndefined();
  expect(
    await serviceInputs({ taskDefinition: onInstances, selfManagedInstances: true, placementConstraints }),
  ).toMatchObject({ placementConstraints });
});

describe("on capacity providers", () => {
  it("names no launch type, and waits until the cluster has them (F.0.11)", async () => {
    const recording = await record(() => {
      const cluster = new Cluster("main", { capacities: { general: capacity } });
      return build({
        clusterArn: cluster.clusterArn,
        taskDefinition: onInstances,
        capacity: {
          general: {
            capacityProviderName: entryOf(cluster.capacityProviderNames, "general", "capacityProviderNames"),
            base: 1,
          },
        },
      });
    });
    const service = recording.the("aws:ecs/service:Service");
    const provider = recording.the("aws:ecs/capacityProvider:CapacityProvider");
    expect(service.inputs["launchType"]).toBeUndefined();
    expect(service.inputs["platformVersion"]).toBeUndefined();
    expect(service.inputs["forceNewDeployment"]).toBe(true);
    expect(service.inputs["capacityProviderStrategies"]).toEqual([
      { capacityProvider: provider.state["name"], weight: 1, base: 1 },
    ]);
    expect(service.dependsOn).toContain(
      recording.the("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").urn,
    );
  });

  it("of Fargate is still Fargate", async () => {
    const inputs = await serviceInputs({ capacity: { spot: { capacityProviderName: "FARGATE_SPOT" } } });
    expect(inputs).toMatchObject({ platformVersion: "LATEST" });
    expect(inputs["launchType"]).toBeUndefined();
  });

  it("has neither addresses nor groups for tasks behind their instance", async () => {
    const inputs = await serviceInputs({
      taskDefinition: { ...onInstances, networkMode: NetworkMode.Bridge },
      capacity: general,
      subnetIds: {},
      securityGroupIds: {},
    });
    expect(inputs["networkConfiguration"]).toBeUndefined();
  });

  it("has the name that other services are placed by, and so is deleted before it is replaced (F.1.9)", async () => {
    const recording = await record(() => build({ serviceName: "cache" }));
    const service = recording.the("aws:ecs/service:Service");
    expect(service.inputs["name"]).toBe("cache");
    expect(service.deleteBeforeReplace).toBe(true);
  });

  it("runs a daemon on every instance of the cluster where no capacity is named (F.1.8)", async () => {
    const inputs = await serviceInputs({ taskDefinition: onInstances, scheduling: Scheduling.Daemon });
    expect(inputs).toMatchObject({ schedulingStrategy: "DAEMON", launchType: "EC2" });
    expect(inputs["capacityProviderStrategies"]).toBeUndefined();
  });

  it("runs a daemon once per instance", async () => {
    const inputs = await serviceInputs({
      taskDefinition: onInstances,
      capacity: general,
      scheduling: Scheduling.Daemon,
    });
    expect(inputs).toMatchObject({
      schedulingStrategy: "DAEMON",
      deploymentMinimumHealthyPercent: 0,
      deploymentMaximumPercent: 100,
      availabilityZoneRebalancing: "DISABLED",
    });
    expect(inputs["desiredCount"]).toBeUndefined();
  });
});

it("waits for the checks of its load balancer (F.4.10)", async () => {
  const target = { targetGroupArn: "arn:tg", containerName: "web", containerPort: 80 };
  expect(await serviceInputs({ loadBalancers: { http: target } })).toMatchObject({
    loadBalancers: [target],
    healthCheckGracePeriodSeconds: 60,
  });
  expect(
    await serviceInputs({ loadBalancers: { http: target }, healthCheckGraceSeconds: 600 }),
  ).toMatchObject({
    healthCheckGracePeriodSeconds: 600,
  });
});

it("leaves the task definition to the pipeline that owns it (F.2.18)", async () => {
  const recording = await record(() =>
    build({ taskDefinition: { ...onFargate, owner: TaskDefinitionOwner.Pipeline } }),
  );
  expect(recording.the("aws:ecs/service:Service").ignoreChanges).toEqual(["taskDefinition"]);
});

it("lets a throw-away stack end running tasks", async () => {
  expect(await serviceInputs({ retention: "discard" })).toMatchObject({ forceDelete: true });
});

it("has ECS make a volume for each task, by a role that may do only that (F.4.8)", async () => {
  const recording = await record(() =>
    build({
      taskDefinition: { ...onFargate, managedVolumes: ["scratch"] },
      managedVolume: { volume: "scratch", sizeGiB: 20, fileSystemType: "ext4" },
    }),
  );
  const role = recording.the("aws:iam/role:Role");
  const service = recording.the("aws:ecs/service:Service");
  expect(service.inputs["volumeConfiguration"]).toEqual({
    name: "scratch",
    managedEbsVolume: {
      roleArn: role.state["arn"],
      encrypted: true,
      sizeInGb: 20,
      volumeType: "gp3",
      fileSystemType: "ext4",
    },
  });
  expect(documentIn(role.inputs, "assumeRolePolicy").Statement[0]?.["Principal"]).toEqual({
    Service: "ecs.amazonaws.com",
  });
  const attachment = recording.the("aws:iam/rolePolicyAttachment:RolePolicyAttachment");
  expect(attachment.inputs["policyArn"]).toBe(
    "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForVolumes",
  );
  expect(service.dependsOn).toContain(attachment.urn);
});
