import { needsFor, resource } from "../testing.ts";
import { groupsOf } from "./groups.ts";
import { addedUp, familyOf, quotasOf } from "./quotas.ts";
import type { NeedyResource } from "./resource.ts";

describe("groups of instances", () => {
  const template = resource("aws:ec2/launchTemplate:LaunchTemplate", {
    imageId: "resolve:ssm:/team/image",
    instanceType: "m5.large",
    blockDeviceMappings: [{ ebs: { volumeSize: 30, volumeType: "gp3" } }, { ebs: { volumeSize: "8" } }],
  });
  const policy = (base: number, share: number, types: string[] = []): object => ({
    instancesDistribution: { onDemandBaseCapacity: base, onDemandPercentageAboveBaseCapacity: share },
    launchTemplate: { overrides: types.map((instanceType) => ({ instanceType })) },
  });
  const group = (maxSize: number, mixedInstancesPolicy?: object): NeedyResource =>
    resource(
      "aws:autoscaling/group:Group",
      { maxSize, mixedInstancesPolicy },
      { name: "main", dependsOn: [template] },
    );
  const quotas = (...resources: NeedyResource[]): Record<string, number> =>
    Object.fromEntries(quotasOf(resources, groupsOf(resources, [])).map(({ quota, need }) => [quota, need]));

  it("take their template's type and image, and their disks count as often as there are instances", () => {
    const resources = [template, group(4)];
    expect(quotas(...resources)).toEqual({ standardOnDemand: 8, ebsGp3: 120, ebsGp2: 32 });
    expect(needsFor(resources)).toMatchObject({
      imageParameters: ["/team/image"],
      instanceTypes: [{ type: "m5.large", zones: [] }],
    });
  });

  it.each([
    [0, 0, { standardSpot: 40 }],
    [2, 50, { standardOnDemand: 24, standardSpot: 16 }],
    [9, 0, { standardOnDemand: 36, standardSpot: 4 }],
    [20, 50, { standardOnDemand: 40 }],
    [0, 100, { standardOnDemand: 40 }],
  ])("share what they buy: base %p, above it %p %%", (base, share, expected) => {
    // Ten of four vCPUs at the most: the larger of the types.
    const {
      ebsGp2: _two,
      ebsGp3: _three,
      ...vCpus
    } = quotas(template, group(10, policy(base, share, ["m5.large", "m5.xlarge"])));
    expect(vCpus).toEqual(expected);
  });

  it("stand in the zones that the plan's clusters know", () => {
    const own = group(1);
    const provider = resource(
      "aws:ecs/capacityProvider:CapacityProvider",
      {},
      { name: "main-provider", dependsOn: [own] },
    );
    const instances = (capacityProvider: string, ...zones: string[]) =>
      zones.map((availabilityZone, index) => ({
        id: `${capacityProvider}${index}`,
        instanceType: "m5.large",
        availabilityZone,
        capacityProvider,
      }));
    const clusters = [
      {
        name: "main",
        services: [],
        instances: [
          ...instances("main-provider-1a2b3c4", "eu-central-1b", "eu-central-1a", "subnet-0a"),
          ...instances("main-provider-other-1a2b3c4", "eu-central-1c"),
        ],
      },
    ];
    expect(needsFor([template, own, provider], { clusters }).instanceTypes).toEqual([
      { type: "m5.large", zones: ["eu-central-1a", "eu-central-1b"] },
    ]);
    expect(needsFor([template, own], { clusters }).instanceTypes).toEqual([{ type: "m5.large", zones: [] }]);
  });

  it.each([
    ["t3a.small", "standard"],
    ["im4gn.large", "standard"],
    ["g4dn.xlarge", "graphics"],
    ["vt1.3xlarge", "graphics"],
    ["p5.48xlarge", undefined],
    ["trn1.2xlarge", undefined],
    ["x2idn.16xlarge", undefined],
    ["inf2.xlarge", undefined],
    ["hpc7a.12xlarge", undefined],
    ["u-6tb1.metal", undefined],
  ])("%s counts as %s", (type, family) => {
    expect(familyOf(type)).toBe(family);
  });
});

describe("quotas", () => {
  const quotas = (...resources: NeedyResource[]) => quotasOf(resources, []);

  it("count what there is of a type", () => {
    expect(
      quotas(
        resource("aws:ec2/vpc:Vpc"),
        resource("aws:ec2/eip:Eip", {}, { name: "a" }),
        resource("aws:ec2/eip:Eip", {}, { name: "b" }),
        resource("aws:rds/cluster:Cluster"),
        resource("aws:rds/clusterInstance:ClusterInstance"),
        resource("aws:rds/instance:Instance"),
        resource("aws:efs/fileSystem:FileSystem"),
        resource("aws:fsx/windowsFileSystem:WindowsFileSystem", {
          storageType: "HDD",
          storageCapacity: 2000,
          throughputCapacity: 64,
        }),
        resource("aws:ebs/volume:Volume", { size: 500, type: "st1" }),
        resource("aws:ebs/volume:Volume", { size: 10, type: "io2" }),
      ),
    ).toEqual([
      { quota: "vpcs", need: 1 },
      { quota: "elasticIps", need: 2 },
      { quota: "ebsSt1", need: 500 },
      { quota: "efsFileSystems", need: 1 },
      { quota: "fsxFileSystems", need: 1 },
      { quota: "fsxHddStorage", need: 2000 },
      { quota: "fsxThroughput", need: 64 },
      { quota: "dbInstances", need: 2 },
      { quota: "dbClusters", need: 1 },
    ]);
  });

  it("count NAT gateways by the zones of their subnets", () => {
    const subnet = resource("aws:ec2/subnet:Subnet", { availabilityZone: "eu-central-1b" });
    const gateway = (name: string, ...dependsOn: NeedyResource[]) =>
      resource("aws:ec2/natGateway:NatGateway", {}, { name, dependsOn });
    expect(quotas(subnet, gateway("a", subnet), gateway("b", subnet), gateway("c"))).toEqual([
      { quota: "natGateways", need: 2, zone: "eu-central-1b" },
      { quota: "natGateways", need: 1 },
    ]);
  });

  it("count the rules of the fullest group in one direction, a prefix list as all that it may hold", () => {
    const list = resource("aws:ec2/managedPrefixList:ManagedPrefixList", { maxEntries: 5 });
    const rule = (direction: string, securityGroupId: string, dependsOn: NeedyResource[] = []) =>
      resource(
        `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
        { securityGroupId, ...(dependsOn.length > 0 && { prefixListId: "pl-1" }) },
        { dependsOn },
      );
    const rules = [
      rule("Egress", "sg-a"),
      rule("Egress", "sg-a", [list]),
      rule("Ingress", "sg-a"),
      rule("Egress", "sg-b"),
    ];
    expect(quotas(list, ...rules)).toEqual([{ quota: "securityGroupRules", need: 6 }]);
  });

  it("count the tasks that services ask of Fargate", () => {
    const definition = resource("aws:ecs/taskDefinition:TaskDefinition", { cpu: "512" });
    const service = (desiredCount: number, more: object) =>
      resource("aws:ecs/service:Service", { desiredCount, ...more }, { dependsOn: [definition] });
    const spot = {
      capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT" }, { capacityProvider: "FARGATE" }],
    };
    expect(
      quotas(definition, service(4, { launchType: "FARGATE" }), service(2, spot), service(9, {})),
    ).toEqual([
      { quota: "fargateOnDemand", need: 3 },
      { quota: "fargateSpot", need: 1 },
    ]);
  });

  it("count the tasks to which a service may be scaled", () => {
    const definition = resource("aws:ecs/taskDefinition:TaskDefinition", { cpu: "512" });
    const service = resource(
      "aws:ecs/service:Service",
      { desiredCount: 1, launchType: "FARGATE" },
      { dependsOn: [definition] },
    );
    const bounds = resource(
      "aws:appautoscaling/target:Target",
      { maxCapacity: 10 },
      { dependsOn: [service] },
    );
    expect(quotas(definition, service, bounds)).toEqual([{ quota: "fargateOnDemand", need: 5 }]);
  });

  it("add up for stacks that stand together, but for rules, which are of one group each", () => {
    expect(
      addedUp([
        { quota: "vpcs", need: 1 },
        { quota: "natGateways", need: 1, zone: "a" },
        { quota: "vpcs", need: 2 },
        { quota: "natGateways", need: 1, zone: "b" },
        { quota: "securityGroupRules", need: 30 },
        { quota: "securityGroupRules", need: 20 },
      ]),
    ).toEqual([
      { quota: "vpcs", need: 3 },
      { quota: "natGateways", need: 1, zone: "a" },
      { quota: "natGateways", need: 1, zone: "b" },
      { quota: "securityGroupRules", need: 30 },
    ]);
  });
});
