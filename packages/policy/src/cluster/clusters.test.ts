import { stackOf } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import { clustersOf } from "../index.ts";
import { arnOf, madeUp, type Inputs } from "../testing/resources.ts";

const gpuImage = "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id";
const windowsImage =
  "resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-ECS_Optimized/image_id";

function capacity(name: string, template: Inputs, group: Inputs): Resource[] {
  return [
    madeUp(aws.launchTemplate, `${name}-template`, template),
    madeUp(aws.group, `${name}-group`, { vpcZoneIdentifiers: ["subnet-a", "subnet-b"], ...group }),
    madeUp(aws.capacityProvider, `${name}-provider`, {
      autoScalingGroupProvider: { autoScalingGroupArn: arnOf(`${name}-group`) },
    }),
  ];
}

function workload(name: string, definition: Inputs, service: Inputs): Resource[] {
  return [
    madeUp(aws.taskDefinition, `${name}-task`, {
      networkMode: "awsvpc",
      requiresCompatibilities: ["EC2"],
      ...definition,
    }),
    madeUp(aws.service, `${name}-service`, {
      cluster: arnOf("main"),
      taskDefinition: arnOf(`${name}-task`),
      ...service,
    }),
  ];
}

const attributes = Buffer.from(
  `echo 'ECS_INSTANCE_ATTRIBUTES={"color":"green"}' >> /etc/ecs/ecs.config`,
).toString("base64");
const platform = (operatingSystemFamily: string) => ({ operatingSystemFamily, cpuArchitecture: "X86_64" });
const memberOf = (family: string) => ({
  type: "memberOf",
  expression: `attribute:ecs.os-family == ${family}`,
});
const stack = [
  madeUp(aws.cluster, "main"),
  madeUp(aws.clusterCapacityProviders, "main", {
    clusterName: "main",
    capacityProviders: ["gpu-provider", "windows-provider", "FARGATE"],
  }),
  // Its zone is known; the other subnet belongs to another stack and stands for a zone of its own.
  madeUp(aws.subnet, "subnet-a", { availabilityZone: "eu-central-1a" }),
  ...capacity(
    "gpu",
    { imageId: gpuImage, userData: attributes },
    {
      maxSize: 3,
      mixedInstancesPolicy: {
        launchTemplate: {
          launchTemplateSpecification: { launchTemplateId: "gpu-template" },
          overrides: [{ instanceType: "g4dn.xlarge" }, { instanceType: "g4dn.2xlarge" }],
        },
      },
    },
  ),
  ...capacity(
    "windows",
    { imageId: windowsImage, instanceType: "m5.xlarge" },
    { maxSize: 1, launchTemplate: { id: "windows-template" } },
  ),
  ...workload(
    "render",
    {
      runtimePlatform: platform("LINUX"),
      containerDefinitions: JSON.stringify([
        { name: "main", cpu: 1024, memory: 2048, resourceRequirements: [{ type: "GPU", value: "1" }] },
        { name: "log", cpu: 128, memoryReservation: 64, memory: 128 },
      ]),
    },
    {
      desiredCount: 2,
      capacityProviderStrategies: [{ capacityProvider: "gpu-provider" }],
      placementConstraints: [{ type: "distinctInstance" }],
      orderedPlacementStrategies: [{ type: "binpack", field: "memory" }],
    },
  ),
  ...workload(
    "watch",
    {
      networkMode: "bridge",
      runtimePlatform: platform("WINDOWS_SERVER_2022_CORE"),
      cpu: "512",
      memory: "1024",
      containerDefinitions: JSON.stringify([
        { name: "main", portMappings: [{ containerPort: 80, hostPort: 8080 }, { containerPort: 81 }] },
      ]),
      placementConstraints: [memberOf("WINDOWS_SERVER_2022_CORE")],
    },
    {
      schedulingStrategy: "DAEMON",
      capacityProviderStrategies: [{ capacityProvider: "windows-provider" }],
      deploymentMinimumHealthyPercent: 0,
      deploymentMaximumPercent: 100,
    },
  ),
  ...workload("aside", { requiresCompatibilities: ["FARGATE"] }, {}),
];

it("reads a stack's container instances and what is to run on them", () => {
  const [cluster, ...others] = clustersOf(stackOf(stack));
  expect(others).toEqual([]);
  const gpu = {
    instanceType: "g4dn.xlarge",
    capacityProvider: "gpu-provider",
    attributes: { color: "green" },
    gpuSupport: true,
  };
  expect(cluster?.instances).toEqual([
    { id: "gpu-a1", availabilityZone: "eu-central-1a", ...gpu },
    { id: "gpu-subnet-b1", availabilityZone: "subnet-b", ...gpu },
    { id: "gpu-a2", availabilityZone: "eu-central-1a", ...gpu },
    {
      id: "windows-a1",
      availabilityZone: "eu-central-1a",
      instanceType: "m5.xlarge",
      capacityProvider: "windows-provider",
      attributes: { "ecs.os-family": "WINDOWS_SERVER_2022_CORE" },
      operatingSystem: "windows",
    },
  ]);
  expect(cluster?.services).toEqual([
    {
      name: "render",
      group: "service:render-service",
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
      capacityProviders: ["gpu-provider"],
      constraints: [{ type: "distinctInstance" }],
      strategies: [{ type: "binpack", field: "memory" }],
      minimumHealthyPercent: 100,
      maximumPercent: 200,
    },
    {
      name: "watch",
      group: "service:watch-service",
      task: {
        cpu: 512,
        memoryMiB: 1024,
        gpus: 0,
        networkMode: "bridge",
        hostPorts: [8080],
        requires: { "ecs.os-type": "windows", "ecs.cpu-architecture": "x86_64" },
        constraints: [memberOf("WINDOWS_SERVER_2022_CORE")],
      },
      desiredCount: 1,
      daemon: true,
      capacityProviders: ["windows-provider"],
      constraints: [],
      strategies: [],
      minimumHealthyPercent: 0,
      maximumPercent: 100,
    },
  ]);
  expect(Object.keys(cluster?.resources ?? {})).toEqual(["render", "watch"]);
});

it("leaves alone what runs on instances that the stack does not make", () => {
  const elsewhere = { capacityProviderStrategies: [{ capacityProvider: "theirs" }] };
  expect(clustersOf(stackOf([madeUp(aws.cluster, "main"), ...workload("web", {}, elsewhere)]))).toEqual([]);
});
