import { join } from "node:path";
import * as aws from "@pulumi/aws";
import { itIsAComponent, record } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { NatGateways, Network, type NetworkArgs } from "./index.ts";

const publicAddresses = {
  reason:
    "awsx enables public IPs on public subnets and cannot turn that off; only load balancers and NAT gateways run there",
};
const always = {
  "vpc-public-addresses": { "main-vpc-public-1": publicAddresses, "main-vpc-public-2": publicAddresses },
};

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const typical: NetworkArgs = {
  site,
  cidrBlock: "10.0.0.0/16",
  availabilityZones: ["eu-central-1a", "eu-central-1b"],
  isolatedSubnets: true,
  interfaceEndpoints: ["ecr.api"],
};
const build = (args: Partial<NetworkArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new Network("main", { ...typical, ...args }, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "identity.txt"),
  grown: () => build({ availabilityZones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"] }),
  added: [
    "main-vpc > aws:ec2/subnet:Subnet main-vpc-isolated-3",
    "main-vpc > aws:ec2/subnet:Subnet main-vpc-private-3",
    "main-vpc > aws:ec2/subnet:Subnet main-vpc-public-3",
    "main-vpc-isolated-3 > aws:ec2/routeTable:RouteTable main-vpc-isolated-3",
    "main-vpc-isolated-3 > aws:ec2/routeTableAssociation:RouteTableAssociation main-vpc-isolated-3",
    "main-vpc-private-3 > aws:ec2/route:Route main-vpc-private-3",
    "main-vpc-private-3 > aws:ec2/routeTable:RouteTable main-vpc-private-3",
    "main-vpc-private-3 > aws:ec2/routeTableAssociation:RouteTableAssociation main-vpc-private-3",
    "main-vpc-public-3 > aws:ec2/eip:Eip main-vpc-3",
    "main-vpc-public-3 > aws:ec2/natGateway:NatGateway main-vpc-3",
    "main-vpc-public-3 > aws:ec2/route:Route main-vpc-public-3",
    "main-vpc-public-3 > aws:ec2/routeTable:RouteTable main-vpc-public-3",
    "main-vpc-public-3 > aws:ec2/routeTableAssociation:RouteTableAssociation main-vpc-public-3",
  ],
  refusals: {
    "a zone named twice": {
      build: () => build({ availabilityZones: ["eu-central-1a", "eu-central-1a"] }),
      paths: ["availabilityZones[1]"],
    },
    "fewer than two zones": {
      build: () => build({ availabilityZones: ["eu-central-1a"] }),
      paths: ["availabilityZones"],
    },
    "a block that is too small": { build: () => build({ cidrBlock: "10.0.0.0/24" }), paths: ["cidrBlock"] },
    "a block that is not canonical": {
      build: () => build({ cidrBlock: "10.0.0.1/16" }),
      paths: ["cidrBlock"],
    },
    "a block that overlaps a connected range": {
      build: () => build({ connectedRanges: { office: "10.0.0.0/8" } }),
      paths: ["cidrBlock"],
    },
    "several faults at once": {
      build: () =>
        build({
          cidrBlock: "10.0.0.0/30",
          availabilityZones: ["eu-central-1"],
          natGateways: "one" as NatGateways,
          interfaceEndpoints: ["logs", "logs", "S3!"],
          flowLogs: { enabled: false },
          logRetentionDays: 31,
          retention: "keep" as "retain",
        }),
      paths: [
        "availabilityZones",
        "availabilityZones[0]",
        "cidrBlock",
        "interfaceEndpoints[1]",
        "interfaceEndpoints[2]",
        "flowLogs",
        "logRetentionDays",
        "retention",
        "natGateways",
      ],
    },
  },
});

describe("closed by default", () => {
  it("admits and emits nothing by its default group, and HTTPS from inside to its endpoints (F.0.14)", async () => {
    const recording = await record(build);
    const vpcId = recording.the("aws:ec2/vpc:Vpc").id;
    const group = recording.the("aws:ec2/securityGroup:SecurityGroup");
    expect(recording.the("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").inputs).toEqual({
      vpcId,
      ingress: [],
      egress: [],
    });
    expect(recording.ofType("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")).toEqual({});
    expect(recording.the("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").inputs).toEqual({
      securityGroupId: group.id,
      description: "HTTPS from the addresses of this VPC",
      cidrIpv4: "10.0.0.0/16",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
  });

  it("keeps flow logs for a time, by a role that can write there and nowhere else (F.0.4, F.0.19)", async () => {
    const recording = await record(build);
    const logs = recording.the("aws:cloudwatch/logGroup:LogGroup");
    expect(logs).toMatchObject({ inputs: { retentionInDays: 90 }, protect: true, retainOnDelete: true });
    expect(recording.the("aws:ec2/flowLog:FlowLog").inputs).toMatchObject({
      trafficType: "ALL",
      logDestination: logs.state["arn"],
    });
    expect(JSON.parse(recording.the("aws:iam/rolePolicy:RolePolicy").inputs["policy"] as string)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
          Resource: [`${logs.state["arn"] as string}:*`],
        },
      ],
    });
    expect(JSON.parse(recording.the("aws:iam/role:Role").inputs["assumeRolePolicy"] as string)).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "vpc-flow-logs.amazonaws.com" },
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": "arn:aws:ec2:eu-central-1:123456789012:vpc-flow-log/*" },
          },
        },
      ],
    });
  });

  it("switches flow logs off for a reason, which its waivers repeat", async () => {
    const reason = "another team records this VPC";
    const recording = await record(() => build({ flowLogs: { enabled: false, reason } }));
    expect(recording.ofType("aws:ec2/flowLog:FlowLog")).toEqual({});
    expect(recording.the("ballast-network:index:Network").outputs?.["waivers"]).toEqual({
      ...always,
      "vpc-flow-logs": { "main-vpc": { reason } },
    });
  });

  it("lets flow logs go with a stack whose data may be discarded", async () => {
    const recording = await record(() => build({ retention: "discard" }));
    expect(recording.the("aws:cloudwatch/logGroup:LogGroup")).toMatchObject({
      protect: false,
      retainOnDelete: false,
    });
  });
});

describe("the ways out", () => {
  async function natsBySubnet(natGateways: NatGateways): Promise<Record<string, string>> {
    const recording = await record(() => build({ natGateways }));
    const nats = Object.values(recording.ofType("aws:ec2/natGateway:NatGateway"));
    const routes = Object.entries(recording.ofType("aws:ec2/route:Route"));
    return Object.fromEntries(
      routes.flatMap(([name, route]) => {
        const nat = nats.find(({ id }) => id === route.inputs["natGatewayId"]);
        return nat ? [[name, nat.name]] : [];
      }),
    );
  }

  it("lead through a gateway of the own zone", async () => {
    expect(await natsBySubnet(NatGateways.OnePerZone)).toEqual({
      "main-vpc-private-1": "main-vpc-1",
      "main-vpc-private-2": "main-vpc-2",
    });
  });

  it("lead through the one gateway there is", async () => {
    expect(await natsBySubnet(NatGateways.Single)).toEqual({
      "main-vpc-private-1": "main-vpc-1",
      "main-vpc-private-2": "main-vpc-1",
    });
  });

  it("do not exist without gateways, and never for isolated subnets", async () => {
    expect(await natsBySubnet(NatGateways.None)).toEqual({});
    const routes = Object.keys((await record(build)).ofType("aws:ec2/route:Route"));
    expect(routes.filter((name) => name.includes("isolated"))).toEqual([]);
  });

  it("lead to S3 without NAT, from every subnet", async () => {
    const recording = await record(build);
    const gateway = recording.the("aws:ec2/vpcEndpoint:VpcEndpoint", "main-s3");
    expect(gateway.inputs).toMatchObject({
      vpcEndpointType: "Gateway",
      serviceName: "com.amazonaws.eu-central-1.s3",
    });
    const tables = Object.values(recording.ofType("aws:ec2/routeTable:RouteTable")).map(({ id }) => id);
    expect([...(gateway.inputs["routeTableIds"] as string[])].sort()).toEqual(tables.sort());
  });
});

it("switches a tier on without moving the others", async () => {
  const subnets = async (isolatedSubnets: boolean) =>
    Object.values((await record(() => build({ isolatedSubnets }))).ofType("aws:ec2/subnet:Subnet")).map(
      ({ name, inputs }) =>
        `${name} ${inputs["availabilityZone"] as string} ${inputs["cidrBlock"] as string}`,
    );
  const before = await subnets(false);
  const after = await subnets(true);
  expect(before).toHaveLength(4);
  expect(before.filter((subnet) => !after.includes(subnet))).toEqual([]);
});

it("hands its subnets out by zone", async () => {
  const recording = await record(build);
  const id = (name: string) => recording.the("aws:ec2/subnet:Subnet", `main-vpc-${name}`).id;
  expect(recording.the("ballast-network:index:Network").outputs).toEqual({
    vpcId: recording.the("aws:ec2/vpc:Vpc").id,
    publicSubnetIds: { a: id("public-1"), b: id("public-2") },
    privateSubnetIds: { a: id("private-1"), b: id("private-2") },
    isolatedSubnetIds: { a: id("isolated-1"), b: id("isolated-2") },
    availabilityZones: ["eu-central-1a", "eu-central-1b"],
    zoneNames: { a: "eu-central-1a", b: "eu-central-1b" },
    waivers: always,
  });
});

it("lets whoever uses a private subnet wait for its way out", async () => {
  const recording = await record(() => {
    const { privateSubnetIds } = build();
    return new aws.ec2.NetworkInterface("probe", { subnetId: privateSubnetIds["a"] ?? "" });
  });
  expect(recording.the("aws:ec2/networkInterface:NetworkInterface").dependsOn).toContain(
    recording.the("awsx:ec2:Vpc").urn,
  );
});
