import { Elastigroup } from "@ballast/cloudstor-spot";
import { GitHubDelivery } from "@ballast/delivery";
import { Ec2Capacity, Service } from "@ballast/ecs";
import { Directory, FsxWindows } from "@ballast/fsx-windows";
import { SqlServer } from "@ballast/invento-windows";
import { RexrayEbs } from "@ballast/rexray-ebs";
import { RexrayEfs } from "@ballast/rexray-efs";
import { record, recordRefusal } from "@ballast/testing";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { withValue } from "./secretFields.ts";

// A program that laterIds.test.ts runs, in a process of its own: an output that fails rejects promises that nobody awaits.

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
const secretArn = arn("secretsmanager", "secret:team/db-AbCdEf");
const subnetIds = { a: "subnet-0a", b: "subnet-0b" };
const place = { site, vpcId: "vpc-0", subnetIds, clients: { tasks: { securityGroupId: "sg-0" } } };
const volume = {
  site,
  availabilityZone: "eu-central-1a",
  containerPath: "/data",
  sizeGiB: 20,
};
const domain = { site, vpcId: "vpc-0", domainName: "corp.example.com" };
const directory = { domainName: "corp.example.com", dnsIps: ["10.0.0.10"], prefixListId: "pl-0" };
const files = {
  ...place,
  directory: { ...directory, directoryId: "d-0123456789" },
  storageGiB: 32,
  throughputMBps: 32,
  folder: "app-state",
  containerPath: "C:\\state",
};
const repository = { owner: "me", name: "web", ownerId: "1234567", id: "7654321" };
const snapshot = "snap-0123456789abcdef0";
const notIds = ["hunter2", "", undefined, null, 7, ["snap-0123456789abcdef0"]];
const notLists = [
  "10.0.0.10",
  undefined,
  [],
  ["10.0.0.10", "hunter2"],
  ["10.0.0.1", 7],
  Array(4).fill("10.0.0.1"),
];

type Component = new (name: string, args: never) => unknown;
type Case = [Class: Component, args: object, path: string, good: unknown, wrong: unknown[]];

const existing = { directoryId: "d-0123456789", dnsIps: ["10.0.0.10"] };
const cases: Case[] = [
  [RexrayEbs, volume, "snapshotId", snapshot, notIds],
  [RexrayEfs, { ...place, containerPath: "/srv" }, "fileSystemId", "fs-0123456789abcdef0", notIds],
  [
    Service,
    {
      site,
      clusterArn: arn("ecs", "cluster/main"),
      taskDefinition: {
        arn: arn("ecs", "task-definition/web:1"),
        launchType: "fargate",
        platform: "linuxX86",
        containerPorts: {},
        managedVolumes: ["scratch"],
      },
      subnetIds,
      securityGroupIds: { tasks: "sg-0" },
      managedVolume: { volume: "scratch" },
    },
    "managedVolume.snapshotId",
    snapshot,
    notIds,
  ],
  [FsxWindows, { ...files, login: { secretArn } }, "backupId", "backup-0123456789abcdef0", notIds],
  [
    FsxWindows,
    { ...files, mode: "globalMapping", mapping: { userName: "CORP\\app" } },
    "mapping.passwordParameterName",
    "/app/password",
    ["a name", "", undefined, 7],
  ],
  [Directory, { ...domain, existing }, "existing.directoryId", "d-9876543210", notIds],
  [Directory, { ...domain, existing }, "existing.dnsIps", ["10.0.0.11", "10.0.0.12"], notLists],
  [
    Directory,
    { ...domain, selfManaged: { joinSecretArn: secretArn } },
    "selfManaged.dnsIps",
    ["10.0.0.11", "10.0.0.12"],
    [...notLists, ["10.0.0.1", "10.0.0.2", "10.0.0.3"]],
  ],
  [
    SqlServer,
    {
      ...place,
      edition: "standard",
      engineVersion: "16.00",
      instanceClass: "db.m5.large",
      allocatedStorageGiB: 100,
    },
    "snapshotIdentifier",
    "rds:prod-shop-2027-01-31-02-05",
    ["a name", "", undefined, 7, "arn:aws:rds:eu-central-1:123456789012:db:shop"],
  ],
  ...["ownerId", "id"].map((key): Case => [
    GitHubDelivery,
    {
      site,
      repository,
      environment: "dev",
      stateBucketArn: "arn:aws:s3:::states",
      stateKeyArn: arn("kms", "key/0"),
    },
    `repository.${key}`,
    "987",
    ["*", "1:environment:prod", "0", "", undefined, 987],
  ]),
  [
    Elastigroup,
    {
      site,
      clusterName: "main",
      tokenSecretArn: secretArn,
      subnetIds,
      securityGroupIds: { instances: "sg-0" },
      instanceTypes: ["m5.large", "m5a.large"],
      maximumSize: 4,
    },
    "spotAccountId",
    "act-1234abcd",
    ["act-", "hunter2", "", undefined, 7],
  ],
];

const instances = {
  site,
  clusterName: "main",
  subnetIds,
  securityGroupIds: { instances: "sg-0" },
  instanceTypes: ["m5.large"],
  maximumSize: 4,
  pinnedImage: { id: "ami-0123456789abcdef0", released: "2026-11-18" },
};
cases.push([Ec2Capacity, instances, "pinnedImage.id", "ami-0fedcba9876543210", notIds]);

type Recorded = Awaited<ReturnType<typeof record>>;
/** What is registered, and what the component outputs. */
const all = ({ resources, result }: Recorded): string =>
  JSON.stringify([
    resources.filter(({ name }) => name !== "later").map(({ type, name, inputs }) => [type, name, inputs]),
    result,
  ]);
const names = ({ resources }: Recorded): string =>
  JSON.stringify(
    resources.map(({ type, name }) => `${type} ${name}`).filter((name) => !name.endsWith(" later")),
  );
/** An output of another resource, which a preview does not know. */
const later = (value: unknown): pulumi.Output<unknown> =>
  new aws.ec2.Eip("later").allocationId.apply(() => value);

/** What became of an output as the value of one argument. */
export interface LaterId {
  path: string;
  /** What is registered and output is that of the literal value, which is found in it. */
  same: boolean;
  /** A preview that does not know the value registers the same resources, and knows the value nowhere. */
  previewed: boolean;
  /** What was wrong and went through, or was refused without the path, or shown. */
  accepted: unknown[];
}

async function outcomeOf([Class, args, path, good, wrong]: Case): Promise<LaterId> {
  const build = async (value: unknown): Promise<unknown> => {
    const component = new Class("thing", withValue(args, path.split("."), value) as never);
    const own = Object.entries(component as object).filter(([key]) => !key.startsWith("__"));
    return (pulumi.output(Object.fromEntries(own)) as unknown as { promise(): Promise<unknown> }).promise();
  };
  const literal = await record(() => build(good));
  const output = await record(() => build(later(good)));
  const known = await record(() => build(good), { preview: true });
  const preview = await record(() => build(later(good)), { preview: true });
  const text = JSON.stringify([good].flat()[0]).slice(1, -1).replace(/^\//, "");
  const accepted: unknown[] = [];
  for (const value of wrong) {
    const { error } = await recordRefusal(async () => {
      void build(later(value)).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }).catch((reason: unknown) => ({ error: reason as Error }));
    if (!error.message.includes(`${path}: `) || error.message.includes("hunter2"))
      accepted.push({ value, message: error.message });
  }
  return {
    path: `${Class.name}.${path}`,
    same: all(output) === all(literal) && all(literal).includes(text),
    previewed: names(preview) === names(known) && !all(preview).includes(text),
    accepted,
  };
}

const outcomes: LaterId[] = [];
for (const one of cases) outcomes.push(await outcomeOf(one));
process.stdout.write(JSON.stringify(outcomes));
