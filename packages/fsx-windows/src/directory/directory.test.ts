import { join } from "node:path";
import { itIsAComponent, record, type Recording } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { Directory, type DirectoryArgs } from "../index.ts";
import { joinSecretArn, kmsKeyArn, plain, site, subnetIds } from "../testing.ts";
import { directoryPorts } from "./ports.ts";

const made: DirectoryArgs = {
  site,
  vpcId: "vpc-0main",
  domainName: "corp.example.com",
  managed: { subnetIds },
  clients: { hosts: { securityGroupId: "sg-0hosts" } },
};
const existing: DirectoryArgs = {
  ...made,
  managed: undefined,
  existing: { directoryId: "d-0123456789", dnsIps: ["10.0.0.10", "10.0.1.10"] },
};
const selfManaged: DirectoryArgs = {
  ...made,
  managed: undefined,
  selfManaged: { dnsIps: ["10.0.0.10"], joinSecretArn, kmsKeyArn },
};
const build = (args: DirectoryArgs = made, opts?: pulumi.ComponentResourceOptions) =>
  new Directory("domain", args, opts);

const egress = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const stack = "aws:cloudformation/stack:Stack";
const templateOf = (recording: Recording<unknown>): unknown =>
  JSON.parse(recording.the(stack).inputs["templateBody"] as string);

itIsAComponent({
  build: (opts) => build({ ...made, resolverSubnetIds: subnetIds }, opts),
  identity: join(__dirname, "directory.identity.txt"),
  grown: () =>
    build({
      ...made,
      resolverSubnetIds: subnetIds,
      clients: { ...made.clients, tools: { securityGroupId: "sg-0tools" } },
    }),
  added: Object.keys(directoryPorts)
    .map((key) => `domain > ${egress} domain-from-tools-${key}`)
    .sort(),
  refusals: {
    "no source of a domain, and two": {
      build: () => build({ ...made, managed: undefined }),
      paths: ["managed"],
    },
    "two sources of a domain": {
      build: () => build({ ...made, existing: existing.existing }),
      paths: ["managed"],
    },
    "a directory that there cannot be": {
      build: () =>
        build({
          ...made,
          domainName: "corp",
          shortName: "the corporation here",
          managed: { subnetIds: { a: "subnet-0a" }, edition: "small" as "standard" },
          retention: "keep" as "retain",
          resolverSubnetIds: { a: "subnet-0a" },
          clients: { vpn: { cidrBlock: "10.8.0.0/16" } },
        }),
      paths: [
        "domainName",
        "shortName",
        "managed.subnetIds",
        "resolverSubnetIds",
        "clients.vpn",
        "managed.edition",
        "retention",
      ],
    },
    "a directory that is none, at addresses that are none": {
      build: () => build({ ...existing, existing: { directoryId: "corp", dnsIps: ["10.0.0", "10.0.0.1"] } }),
      paths: ["existing.directoryId", "existing.dnsIps[0]"],
    },
    "a domain whose account is not a secret (F.7.1)": {
      build: () => build({ ...selfManaged, selfManaged: { dnsIps: [], joinSecretArn: "join" } }),
      paths: ["selfManaged.dnsIps", "selfManaged.joinSecretArn"],
    },
    "more controllers than a group has room for": {
      build: () => build({ ...existing, controllerCidrBlocks: ["10.1.0.0/16", "10.2.0.1/16"] }),
      paths: ["controllerCidrBlocks[1]", "controllerCidrBlocks"],
    },
  },
});

describe("a directory made here", () => {
  it("has a password that AWS makes up, and that no state holds (F.7.1)", async () => {
    const recording = await record(() => build());
    expect(templateOf(recording)).toEqual({
      Resources: {
        Admin: {
          Type: "AWS::SecretsManager::Secret",
          DeletionPolicy: "Retain",
          UpdateReplacePolicy: "Retain",
          Properties: {
            Description: "Administrator of the domain corp.example.com",
            GenerateSecretString: {
              SecretStringTemplate: '{"username":"Admin"}',
              GenerateStringKey: "password",
              PasswordLength: 32,
              ExcludePunctuation: true,
            },
          },
        },
        Directory: {
          Type: "AWS::DirectoryService::MicrosoftAD",
          DeletionPolicy: "Retain",
          UpdateReplacePolicy: "Retain",
          Properties: {
            Name: "corp.example.com",
            ShortName: "CORP",
            Edition: "Standard",
            Password: { "Fn::Sub": "{{resolve:secretsmanager:${Admin}:SecretString:password}}" },
            VpcSettings: { VpcId: "vpc-0main", SubnetIds: ["subnet-0a", "subnet-0b"] },
          },
        },
      },
      Outputs: {
        DirectoryId: { Value: { Ref: "Directory" } },
        DnsIpAddresses: { Value: { "Fn::Join": [",", { "Fn::GetAtt": ["Directory", "DnsIpAddresses"] }] } },
        AdminSecretArn: { Value: { Ref: "Admin" } },
      },
    });
    expect(recording.the(stack)).toMatchObject({ protect: true, retainOnDelete: true });
  });

  it("goes with a throw-away stack, its secret too", async () => {
    const recording = await record(() => build({ ...made, retention: "discard" }));
    expect(recording.the(stack)).toMatchObject({ protect: false, retainOnDelete: false });
    const { Resources } = templateOf(recording) as { Resources: Record<string, { DeletionPolicy: string }> };
    expect(Object.values(Resources).map(({ DeletionPolicy }) => DeletionPolicy)).toEqual([
      "Delete",
      "Delete",
    ]);
  });

  it("is what the parts and the shape say", async () => {
    const { result, ...recording } = await record(() => {
      const { directoryId, dnsIps, adminSecretArn, shortName } = build();
      return plain({ directoryId, dnsIps, adminSecretArn, shortName });
    });
    expect(recording).toBeDefined();
    expect(result).toEqual({
      directoryId: expect.stringMatching(/^d-[0-9a-f]{10}$/) as string,
      dnsIps: ["10.0.0.10", "10.0.1.10"],
      adminSecretArn: expect.stringContaining(":secretsmanager:") as string,
      shortName: "CORP",
    });
  });
});

describe("closed by default", () => {
  it("lets members reach the controllers on the ports of Active Directory, and nothing in (F.7.2)", async () => {
    const recording = await record(() => build());
    const rules = Object.values(recording.ofType(egress)).map(({ inputs }) => [
      inputs["ipProtocol"],
      inputs["fromPort"],
      inputs["toPort"],
      inputs["securityGroupId"],
    ]);
    const all = (protocol: string, ports: [number, number?][]) =>
      ports.map(([from, to = from]) => [protocol, from, to, "sg-0hosts"]);
    const tcp: [number, number?][] = [
      [53],
      [88],
      [135],
      [389],
      [445],
      [464],
      [636],
      [3268, 3269],
      [5985],
      [9389],
      [49_152, 65_535],
    ];
    expect(rules.sort()).toEqual(
      [...all("tcp", tcp), ...all("udp", [[53], [88], [123], [389], [464]])].sort(),
    );
    const list = recording.the("aws:ec2/managedPrefixList:ManagedPrefixList");
    for (const { inputs } of Object.values(recording.ofType(egress))) {
      expect(inputs["prefixListId"]).toBe(list.id);
      expect(inputs["cidrIpv4"]).toBeUndefined();
    }
    expect(list.inputs).toMatchObject({
      maxEntries: 2,
      entries: [{ cidr: "10.0.0.10/32" }, { cidr: "10.0.1.10/32" }],
    });
    expect(recording.ofType("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")).toEqual({});
  });

  it("lets an instance make a computer in this directory and in no other (F.7.7)", async () => {
    const { result } = await record(() => plain(build(existing).instancePart.statements));
    expect(result).toEqual([
      {
        actions: ["ds:CreateComputer"],
        resources: ["arn:aws:ds:eu-central-1:123456789012:directory/d-0123456789"],
      },
      { actions: ["ds:DescribeDirectories"], resources: ["*"] },
    ]);
  });

  it("lets an instance read the joining account of a self-managed domain, and its key through Secrets Manager", async () => {
    const { result } = await record(() => plain(build(selfManaged).instancePart.statements));
    expect(result).toEqual([
      { actions: ["secretsmanager:GetSecretValue"], resources: [joinSecretArn] },
      {
        actions: ["kms:Decrypt"],
        resources: [kmsKeyArn],
        conditions: { StringEquals: { "kms:ViaService": ["secretsmanager.eu-central-1.amazonaws.com"] } },
      },
    ]);
  });
});

it("leaves the VPC's DHCP options alone, and forwards the domain's names only where that is wanted (F.7.8)", async () => {
  const plainly = await record(() => build(existing));
  expect(plainly.ofType("aws:route53/resolverEndpoint:ResolverEndpoint")).toEqual({});
  const forwarding = await record(() => build({ ...existing, resolverSubnetIds: subnetIds }));
  expect(forwarding.the("aws:route53/resolverRule:ResolverRule").inputs).toMatchObject({
    ruleType: "FORWARD",
    domainName: "corp.example.com",
    targetIps: [{ ip: "10.0.0.10" }, { ip: "10.0.1.10" }],
  });
  expect(forwarding.resources.filter(({ type }) => /dhcp/i.test(type)).map(({ name }) => name)).toEqual([]);
  const rules = Object.keys(forwarding.ofType(egress)).filter((name) => name.includes("resolver"));
  expect(rules.sort()).toEqual(["domain-resolver-tcp53", "domain-resolver-udp53"]);
});

it("makes nothing of a domain that exists but the list of its controllers", async () => {
  const recording = await record(() => build({ ...selfManaged, clients: {} }));
  expect(recording.identity()).toEqual([
    "ballast-fsx-windows:index:Directory domain",
    "domain > aws:ec2/managedPrefixList:ManagedPrefixList domain-controllers",
  ]);
});
