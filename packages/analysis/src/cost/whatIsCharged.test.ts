import { resource } from "../../../model/src/testing/resource.ts";
import { costOf } from "./costOf.ts";
import { shippedPrices } from "./prices.ts";
import { totalText } from "./stackCost.ts";
import type { UsageSettings } from "./usageSettings.ts";

const costed = (resources: Parameters<typeof costOf>[0], usage: UsageSettings = {}) =>
  costOf(resources, { region: "us-east-1", today: "2026-11-27", prices: shippedPrices, usage });
const amounts = (...resources: Parameters<typeof costOf>[0]) =>
  Object.fromEntries(costed(resources).rows.map(({ dimension, amount }) => [dimension, amount]));

it.each([
  ["spotinst:aws/elastigroup:Elastigroup", "spotinst"],
  ["awscc:ec2/natGateway:NatGateway", "awscc"],
  ["gcp:compute/instance:Instance", "gcp"],
  ["kubernetes:core/v1:Service", "kubernetes"],
  ["pulumi-nodejs:dynamic:Resource", "pulumi-nodejs"],
])("lists %s as not counted, because only AWS's provider is known (F.0.42)", (type, provider) => {
  const { unpriced, free, isComplete } = costed([resource(type, "one")]);
  expect(unpriced.map(({ why }) => why)).toEqual([
    `its charges: Ballast does not know what resources of the provider ${provider} cost`,
  ]);
  expect([free, isComplete]).toEqual([[], false]);
});

it("lists what generates values as free, and neither providers nor references to stacks", () => {
  const { unpriced, free, isComplete } = costed([
    resource("random:index/randomPassword:RandomPassword", "password"),
    resource("docker-build:index:Image", "image"),
    resource("pulumi:providers:aws", "aws"),
    resource("pulumi:pulumi:StackReference", "network"),
  ]);
  expect([unpriced, isComplete]).toEqual([[], true]);
  expect(free.map(({ name, page }) => [name, page])).toEqual([
    ["password", "https://www.pulumi.com/registry/packages/random/"],
    ["image", "https://www.pulumi.com/registry/packages/docker-build/"],
  ]);
});

it("does not take a capacity provider for free that launches instances", () => {
  const provider = (inputs: Record<string, unknown>) =>
    costed([resource("aws:ecs/capacityProvider:CapacityProvider", "one", inputs)]);
  expect(provider({ managedInstancesProvider: { infrastructureRoleArn: "arn" } })).toMatchObject({
    isComplete: false,
    free: [],
  });
  expect(provider({ autoScalingGroupProvider: { autoScalingGroupArn: "arn" } })).toMatchObject({
    isComplete: true,
    unpriced: [],
  });
});

const template = resource(
  "aws:ec2/launchTemplate:LaunchTemplate",
  "template",
  {
    imageId: "ami-amazon-linux",
    instanceType: "m5.large",
    blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: 30, volumeType: "gp3" } }],
  },
  { identifiers: { "lt-1": "id" } },
);
const group = (sizes: Record<string, unknown>, distribution: Record<string, unknown> = {}) =>
  resource("aws:autoscaling/group:Group", "weighted", {
    ...sizes,
    mixedInstancesPolicy: {
      instancesDistribution: distribution,
      launchTemplate: {
        launchTemplateSpecification: { launchTemplateId: "lt-1" },
        overrides: [
          { instanceType: "m5.2xlarge", weightedCapacity: "4" },
          { instanceType: "m5.large", weightedCapacity: "1" },
        ],
      },
    },
  });

it("divides the size of a weighted group by the weight of its first type, and rounds up", () => {
  const of = (desired: number) =>
    amounts(template, group({ minSize: 0, maxSize: 20, desiredCapacity: desired }));
  expect(of(8)).toEqual({ "ec2.linux/m5.2xlarge": 2 * 730, "ebs/gp3": 60 });
  expect(of(9)["ec2.linux/m5.2xlarge"]).toBe(3 * 730);
  const spot = costed(
    [
      template,
      group({ minSize: 8, maxSize: 8 }, { onDemandBaseCapacity: 4, onDemandPercentageAboveBaseCapacity: 0 }),
    ],
    { spotPercent: 50 },
  );
  // One of two instances is the base.
  expect(spot.rows[0]?.amount).toBe(1.5 * 730);
});

it("counts a number of instances from the settings as instances, whatever their weight", () => {
  const sized = group({ minSize: 8, maxSize: 8 });
  expect(costed([template, sized], { instances: 3 }).rows[0]?.amount).toBe(3 * 730);
});

it("counts each zone of a regional NAT gateway, under its own name in the price list", () => {
  const gateway = (inputs: Record<string, unknown>) =>
    resource("aws:ec2/natGateway:NatGateway", "nat", { availabilityMode: "regional", ...inputs });
  const zones = [{ availabilityZone: "us-east-1a" }, { availabilityZone: "us-east-1b" }];
  expect(amounts(gateway({ availabilityZoneAddresses: zones }))).toEqual({
    "natGateway.regionalHours": 2 * 730,
    "natGateway.regionalGigabytes": 10,
  });
  expect(costed([gateway({})]).unpriced.map(({ why }) => why)).toEqual([
    "the regional NAT gateway: AWS chooses its zones, each of which is charged",
  ]);
});

it("does not take a parameter for free that AWS may move to the advanced tier", () => {
  const parameter = (tier: string) =>
    costed([resource("aws:ssm/parameter:Parameter", "one", { type: "String", tier })]);
  expect(parameter("Intelligent-Tiering").isComplete).toBe(false);
  expect(parameter("Standard").isComplete).toBe(true);
});

it("lists the names in the settings to whose resources the setting does not apply", () => {
  const resources = [resource("aws:ec2/natGateway:NatGateway", "nat"), resource("aws:kms/key:Key", "key")];
  const usage = { natGatewayGigabytes: { nat: 0, key: 5, nta: 1 }, keyRequests: { key: 0 }, bucketReads: 7 };
  expect(costed(resources, usage).unused).toEqual([
    { key: "natGatewayGigabytes", name: "key" },
    { key: "natGatewayGigabytes", name: "nta" },
  ]);
});

it.each(["constructor", "__proto__", "toString"])("has no prices of a region named %s", (region) => {
  const resources = [resource("aws:ec2/natGateway:NatGateway", "nat", { region })];
  expect(costed(resources)).toMatchObject({ total: "0", isComplete: false });
});

it("counts a quantity of zero as no dollars, also where its price is missing", () => {
  const repository = resource("aws:codecommit/repository:Repository", "sources");
  const cost = costed([repository]);
  expect(cost.rows.map(({ amount, price, monthly }) => [amount, price, monthly])).toEqual([
    [0, undefined, "0"],
  ]);
  expect([cost.isComplete, cost.total]).toEqual([true, "0"]);
  expect(costed([repository], { codeCommitUsers: 3 }).isComplete).toBe(false);
});

it("shows no part of a cent as the least that a stack costs", () => {
  expect(["0", "0.004", "0.005"].map((total) => totalText({ total, isComplete: false }))).toEqual([
    "unknown",
    "unknown",
    "at least $0.01",
  ]);
  expect(totalText({ total: "0.004", isComplete: true })).toBe("< $0.01");
});

const stackOf = (Resources: Record<string, { Type: string; Properties?: object }>) =>
  resource("aws:cloudformation/stack:Stack", "inner", { templateBody: JSON.stringify({ Resources }) });

it("resolves references within a template as those of a program", () => {
  const group = {
    Template: {
      Type: "AWS::EC2::LaunchTemplate",
      Properties: { LaunchTemplateData: { InstanceType: "m5.large", ImageId: "ami-amazon-linux" } },
    },
    Group: {
      Type: "AWS::AutoScaling::AutoScalingGroup",
      Properties: {
        MinSize: "2",
        MaxSize: "2",
        LaunchTemplate: {
          LaunchTemplateId: { Ref: "Template" },
          Version: { "Fn::GetAtt": "Template.LatestVersionNumber" },
        },
      },
    },
    Evening: {
      Type: "AWS::AutoScaling::ScheduledAction",
      Properties: {
        AutoScalingGroupName: { Ref: "Group" },
        Recurrence: "0 0 * * *",
        MinSize: 0,
        DesiredCapacity: 0,
      },
    },
    Noon: {
      Type: "AWS::AutoScaling::ScheduledAction",
      Properties: {
        AutoScalingGroupName: { Ref: "Group" },
        Recurrence: "0 12 * * *",
        MinSize: 2,
        DesiredCapacity: 2,
      },
    },
  };
  expect(amounts(stackOf(group))).toEqual({ "ec2.linux/m5.large": 730 });
  const service = {
    Task: {
      Type: "AWS::ECS::TaskDefinition",
      Properties: { Cpu: "512", Memory: "2048", NetworkMode: "awsvpc", RequiresCompatibilities: ["FARGATE"] },
    },
    Service: {
      Type: "AWS::ECS::Service",
      Properties: { LaunchType: "FARGATE", DesiredCount: 3, TaskDefinition: { Ref: "Task" } },
    },
  };
  expect(amounts(stackOf(service))).toEqual({
    "fargate.vcpu": 3 * 0.5 * 730,
    "fargate.memory": 3 * 2 * 730,
  });
});

it("counts gateways, addresses and endpoints of a template, and takes routes for free", () => {
  const network = {
    Nat: { Type: "AWS::EC2::NatGateway", Properties: { SubnetId: "subnet-1" } },
    Address: { Type: "AWS::EC2::EIP" },
    Endpoint: {
      Type: "AWS::EC2::VPCEndpoint",
      Properties: { VpcEndpointType: "Interface", SubnetIds: ["subnet-1", "subnet-2"] },
    },
    Routes: { Type: "AWS::EC2::RouteTable" },
    Attachment: { Type: "AWS::EC2::VPCGatewayAttachment" },
  };
  const cost = costed([stackOf(network)]);
  expect(Object.fromEntries(cost.rows.map(({ dimension, amount }) => [dimension, amount]))).toMatchObject({
    "natGateway.hours": 730,
    "publicIpv4.hours": 730,
    "endpoint.hours": 1460,
  });
  expect([cost.unpriced, cost.free.map(({ name }) => name)]).toEqual([
    [],
    ["inner", "inner (Routes)", "inner (Attachment)"],
  ]);
});

it("counts a resource of the native provider as that of the other", () => {
  expect(amounts(resource("aws-native:ec2:NatGateway", "nat", { subnetId: "subnet-1" }))).toEqual(
    amounts(resource("aws:ec2/natGateway:NatGateway", "nat", { subnetId: "subnet-1" })),
  );
  expect(costed([resource("aws-native:sagemaker:Model", "model")]).unpriced.map(({ why }) => why)).toEqual([
    "what AWS charges for aws-native:sagemaker:Model is unknown",
  ]);
});
