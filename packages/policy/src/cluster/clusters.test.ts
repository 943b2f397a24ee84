import { stackOf } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import type { Resource } from "@ballast/model";
import { simulate } from "@ballast/placement";
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

it("runs as many tasks as a service may be scaled to, also by a schedule (F.0.43)", () => {
  const bounds = (type: string, name: string, inputs: Inputs) =>
    madeUp(type, name, { resourceId: "service/main/render-service", ...inputs });
  const scaled = (...more: Resource[]) =>
    clustersOf(stackOf([...stack, ...more]))[0]?.services.map(({ name, desiredCount }) => [
      name,
      desiredCount,
    ]);
  const target = bounds(aws.scalableTarget, "render", { minCapacity: 1, maxCapacity: 7 });
  const action = (maxCapacity: number) =>
    bounds(aws.scheduledAction, "day", {
      scalableTargetAction: { maxCapacity },
    });
  expect(scaled()?.[0]).toEqual(["render", 2]);
  expect(scaled(target)?.[0]).toEqual(["render", 7]);
  expect(scaled(target, action(9))?.[0]).toEqual(["render", 9]);
  expect(scaled(target, action(0))?.[0]).toEqual(["render", 7]);
  const other = { ...target, inputs: { ...target.inputs, resourceId: "service/other/render-service" } };
  expect(scaled(other)?.[0]).toEqual(["render", 2]);
});

it("reads a stack's container instances and what is to run on them", () => {
  const [cluster, ...others] = clustersOf(stackOf(stack));
  expect(others).toEqual([]);
  const gpu = {
    instanceType: "g4dn.xlarge",
    otherInstanceTypes: ["g4dn.2xlarge"],
    capacityProvider: "gpu-provider",
    attributes: { color: "green" },
    gpuSupport: true,
    group: "gpu",
  };
  expect(cluster?.instances).toEqual([
    { id: "gpu-a1", availabilityZone: "eu-central-1a", ...gpu },
    { id: "gpu-subnet-b1", availabilityZone: "subnet-b", hasAssumedZone: true, ...gpu },
    { id: "gpu-a2", availabilityZone: "eu-central-1a", ...gpu },
    {
      id: "windows-a1",
      group: "windows",
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

describe("what is not known of a stack's instances (F.0.34)", () => {
  const watch = "watch-service";
  const changedStack = (name: string, inputs: Inputs): Resource[] =>
    stack.map((one) => (one.name === name ? { ...one, inputs: { ...one.inputs, ...inputs } } : one));
  const cluster = (resources: Resource[]) => {
    const [found] = clustersOf(stackOf(resources));
    if (found === undefined) throw new Error("There is no cluster.");
    return found;
  };

  it("is said of the service alone that asks for it; the others are judged", () => {
    const asks = (expression: string) =>
      simulate(
        cluster(changedStack("render-service", { placementConstraints: [{ type: "memberOf", expression }] })),
      );
    for (const expression of [
      "attribute:ecs.ami-id == ami-0123456789abcdef0",
      "attribute:ecs.subnet-id != subnet-0123456789abcdef0",
      "attribute:ecs.vpc-id in [vpc-0123456789abcdef0]",
      "attribute:ecs.capability.docker-plugin.local exists",
      "attribute:com.amazonaws.ecs.capability.docker-plugin.rexray/ebs exists",
      "attribute:ecs.instance-type =~ (?=g4dn).*",
      "agentVersion > 1.50.0",
      "ec2InstanceId == i-0123456789abcdef0",
    ]) {
      const simulation = asks(expression);
      expect([expression, simulation.notSimulated.map(({ workload }) => workload)]).toEqual([
        expression,
        ["render"],
      ]);
      expect(simulation.unplaced).toEqual([]);
      expect(simulation.workloads.find(({ name }) => name === "watch")?.tasks.size).toBe(1);
    }
    // ECS attaches no trunk to instances of g4dn.
    expect(asks("attribute:ecs.awsvpc-trunk-id exists").unplaced).toHaveLength(1);
    // Known, whatever the rest is.
    expect(asks("attribute:ecs.ami-id exists and attribute:color == green").notSimulated).toEqual([]);
    expect(asks("attribute:ecs.ami-id == ami-1 and attribute:color == blue").unplaced).toHaveLength(1);
  });

  it("is the zone of another stack's subnet", () => {
    const placementConstraints = [
      { type: "memberOf", expression: "attribute:ecs.availability-zone == eu-central-1b" },
    ];
    const simulation = simulate(cluster(changedStack("render-service", { placementConstraints })));
    expect(simulation.notSimulated).toHaveLength(1);
  });

  it("is not the image, subnet and VPC that the plan names", () => {
    const image = { imageId: "ami-0123456789abcdef0", userData: attributes };
    const known = changedStack("gpu-template", image).map((one) =>
      one.name === "gpu-group"
        ? { ...one, inputs: { ...one.inputs, vpcZoneIdentifiers: ["subnet-0123456789abcdef0"] } }
        : one,
    );
    expect(cluster(known).instances[0]?.attributes).toEqual({
      color: "green",
      "ecs.ami-id": "ami-0123456789abcdef0",
      "ecs.subnet-id": "subnet-0123456789abcdef0",
    });
  });

  it.each([
    ["puts attributes itself", "aws ecs put-attributes --attributes name=color,value=blue"],
    [
      "names a value that only the machine has",
      'echo "ECS_INSTANCE_ATTRIBUTES={\\"color\\":\\"$(hostname)\\"}" >> /etc/ecs/ecs.config',
    ],
    ["writes what is not JSON", "echo ECS_INSTANCE_ATTRIBUTES=color >> /etc/ecs/ecs.config"],
  ])("is any custom attribute where a boot script %s", (_what, script) => {
    const userData = Buffer.from(script).toString("base64");
    const placementConstraints = [{ type: "memberOf", expression: "attribute:shape == round" }];
    const resources = changedStack("gpu-template", { imageId: gpuImage, userData }).map((one) =>
      one.name === "render-service" ? { ...one, inputs: { ...one.inputs, placementConstraints } } : one,
    );
    expect(simulate(cluster(resources)).notSimulated.map(({ workload }) => workload)).toEqual(["render"]);
    expect(simulate(cluster(changedStack("render-service", { placementConstraints }))).notSimulated).toEqual(
      [],
    );
  });

  it("is a group's type or size, and what has a place elsewhere keeps it", () => {
    for (const [name, inputs] of [
      ["gpu-group", { maxSize: undefined }],
      ["gpu-group", { mixedInstancesPolicy: undefined, launchTemplate: { id: "elsewhere" } }],
      ["gpu-provider", { autoScalingGroupProvider: { autoScalingGroupArn: "arn:aws:elsewhere" } }],
    ] as [string, Inputs][]) {
      const simulation = simulate(cluster(changedStack(name, inputs)));
      expect(simulation.notSimulated.map(({ workload }) => workload)).toEqual(["render"]);
      expect(simulation.unplaced).toEqual([]);
      expect(simulation.workloads.find(({ name }) => name === "watch")?.tasks.size).toBe(1);
    }
  });

  it.each([
    [
      "a query that ECS refuses",
      { placementConstraints: [{ type: "memberOf", expression: "color == blue" }] },
    ],
    [
      "a pattern that Java refuses",
      { placementConstraints: [{ type: "memberOf", expression: "attribute:a =~ [" }] },
    ],
    ["a count that is not known", { desiredCount: "many" }],
  ])("is a service with %s, by its name; the others are judged", (_what, inputs) => {
    const found = cluster(changedStack(watch, inputs));
    expect(found.unreadable?.map(({ name, group }) => [name, group])).toEqual([
      ["watch", `service:${watch}`],
    ]);
    const simulation = simulate(found);
    expect(simulation.workloads.map(({ name, tasks }) => [name, tasks.size])).toEqual([["render", 2]]);
  });

  it("is what stands beside tasks of a service that cannot be read", () => {
    const beside = [{ type: "memberOf", expression: `task:group == service:${watch}` }];
    const refused = [{ type: "memberOf", expression: "color == blue" }];
    const resources = changedStack("render-service", { placementConstraints: beside }).map((one) =>
      one.name === watch ? { ...one, inputs: { ...one.inputs, placementConstraints: refused } } : one,
    );
    const simulation = simulate(cluster(resources));
    expect(simulation.unplaced).toEqual([]);
    expect(simulation.notSimulated[0]?.reasons).toEqual([
      `tasks of the group service:${watch} are not simulated`,
    ]);
  });

  it("takes sizes as ECS does", () => {
    const sizes = (cpu: string, memory: string) =>
      cluster(changedStack("watch-task", { cpu, memory })).services.find(({ name }) => name === "watch")
        ?.task;
    expect(sizes(".5 vCPU", "2 GB")).toMatchObject({ cpu: 512, memoryMiB: 2048 });
    expect(cluster(changedStack("watch-task", { cpu: "much" })).unreadable).toEqual([
      { name: "watch", group: `service:${watch}`, reason: "cpu cannot be read" },
    ]);
  });

  it("does not come from two names that are equal", () => {
    const again = stack.flatMap((one) =>
      one.name === "render-service" ? [one, { ...one, name: "render", urn: `${one.urn}-again` }] : [one],
    );
    expect(simulate(cluster(again)).workloads.map(({ name }) => name)).toContain("render-2");
  });
});
