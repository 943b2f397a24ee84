import { resource } from "../../../model/src/testing/resource.ts";
import { costOf } from "./costOf.ts";
import { shippedPrices } from "./prices.ts";

const options = { region: "us-east-1", today: "2026-11-27", prices: shippedPrices };
const costed = (...resources: Parameters<typeof costOf>[0]) => costOf(resources, options);
const amounts = (...resources: Parameters<typeof costOf>[0]) =>
  Object.fromEntries(costed(...resources).rows.map(({ dimension, amount }) => [dimension, amount]));
const whys = (...resources: Parameters<typeof costOf>[0]) =>
  costed(...resources).unpriced.map(({ why }) => why);

const root = { rootBlockDevice: { volumeSize: 8 } };
const instance = (inputs: Record<string, unknown>) =>
  resource("aws:ec2/instance:Instance", "host", { instanceType: "t3.large", ...root, ...inputs });

it("says that it takes an image for Linux of which it knows the id alone", () => {
  const how = (ami: string) => costed(instance({ ami })).rows.map((row) => `${row.dimension} ${row.how}`)[0];
  expect(["ami-0123456789abcdef0", "al2023-ami-minimal-linux", "Windows_Server-2022"].map(how)).toEqual([
    "ec2.linux/t3.large 730 hours; assumed to be Linux",
    "ec2.linux/t3.large 730 hours",
    "ec2.windows/t3.large 730 hours",
  ]);
});

it("does not take the price of shared hardware for an instance on its own", () => {
  expect(whys(instance({ tenancy: "default" }))).toEqual([]);
  expect(whys(instance({ tenancy: "dedicated" }))).toEqual([
    "the instance: prices of the tenancy dedicated are unknown to Ballast",
  ]);
});

const group = (inputs: Record<string, unknown>, launch: Record<string, unknown>) => [
  resource("aws:autoscaling/group:Group", "group", {
    launchTemplate: { id: "lt-1" },
    desiredCapacity: 3,
    ...inputs,
  }),
  resource(
    "aws:ec2/launchTemplate:LaunchTemplate",
    "template",
    { instanceType: "t3.large", blockDeviceMappings: [{ ebs: { volumeSize: 8 } }], ...launch },
    { identifiers: { "lt-1": "id" } },
  ),
];

it("counts public IPv4 addresses of instances and of tasks on Fargate", () => {
  expect(amounts(instance({ associatePublicIpAddress: true }))).toMatchObject({ "publicIpv4.hours": 730 });
  expect(amounts(instance({}))).not.toHaveProperty("publicIpv4.hours");
  const networkInterfaces = [{ associatePublicIpAddress: "true" }];
  expect(amounts(...group({}, { networkInterfaces }))).toMatchObject({ "publicIpv4.hours": 3 * 730 });
  const service = resource("aws:ecs/service:Service", "web", {
    desiredCount: 2,
    launchType: "FARGATE",
    networkConfiguration: { assignPublicIp: true },
  });
  expect(amounts(service)).toMatchObject({ "publicIpv4.hours": 2 * 730 });
});

it("counts public IPv4 addresses that a subnet gives to instances", () => {
  const subnets = [true, false].map((mapPublicIpOnLaunch) =>
    resource(
      "aws:ec2/subnet:Subnet",
      `subnet-${mapPublicIpOnLaunch}`,
      { mapPublicIpOnLaunch },
      { identifiers: { [`subnet-${mapPublicIpOnLaunch}`]: "id" } },
    ),
  );
  const hours = (...resources: Parameters<typeof costOf>[0]) =>
    amounts(...subnets, ...resources)["publicIpv4.hours"];
  expect(hours(instance({ subnetId: "subnet-true" }))).toBe(730);
  expect(hours(instance({ subnetId: "subnet-false" }))).toBeUndefined();
  expect(hours(instance({ subnetId: "subnet-true", associatePublicIpAddress: false }))).toBeUndefined();
  const zones = { vpcZoneIdentifiers: ["subnet-true", "subnet-false"], desiredCapacity: 4 };
  expect(hours(...group(zones, {}))).toBe(2 * 730);
  expect(
    hours(...group(zones, { networkInterfaces: [{ associatePublicIpAddress: "false" }] })),
  ).toBeUndefined();
});

it("says what it leaves out of a group, a secret and a database", () => {
  expect(whys(...group({ warmPool: { minSize: 1 } }, { placement: { tenancy: "host" } }))).toEqual([
    "its instances: prices of the tenancy host are unknown to Ballast",
    "its warm pool: the instances in it",
  ]);
  const secret = resource("aws:secretsmanager/secret:Secret", "key", { replicas: [{ region: "eu-west-1" }] });
  expect(whys(secret)).toEqual(["its replicas, at the prices of their regions"]);
  const database = resource("aws:rds/instance:Instance", "database", {
    engine: "mysql",
    instanceClass: "db.t3.micro",
    allocatedStorage: 20,
    dedicatedLogVolume: true,
  });
  expect(whys(database)).toEqual(["its dedicated log volume, whose prices Ballast does not know"]);
  const cluster = resource("aws:rds/cluster:Cluster", "cluster", {
    engine: "aurora-mysql",
    engineMode: "serverless",
  });
  expect(whys(cluster)).toEqual(["the capacity of Aurora Serverless v1, whose prices Ballast does not know"]);
});

it("does not call automatic backups of a file system free", () => {
  const policy = (status: string) =>
    costed(resource("aws:efs/backupPolicy:BackupPolicy", "backups", { backupPolicy: { status } }));
  expect(policy("ENABLED")).toMatchObject({ isComplete: false, rows: [{ dimension: "backup.efs" }] });
  expect(policy("DISABLED")).toMatchObject({ isComplete: true, rows: [] });
});

it("keeps apart what has another price: one zone, IOPS beyond 32,000, and the class of logs", () => {
  const files = resource("aws:efs/fileSystem:FileSystem", "files", {
    availabilityZoneName: "us-east-1a",
    lifecyclePolicies: [{ transitionToIa: "AFTER_7_DAYS" }],
  });
  const { rows } = costOf([files], { ...options, usage: { fileSystemInfrequentGigabytes: 5 } });
  expect(rows.map(({ dimension }) => dimension)).toEqual(["efs.oneZone", "efs.oneZoneInfrequent"]);
  const volume = (iops: number) =>
    amounts(resource("aws:ebs/volume:Volume", "fast", { size: 100, type: "io2", iops }));
  expect(volume(32_000)).toEqual({ "ebs/io2": 100, "ebsIops/io2": 32_000 });
  expect(volume(100_000)).toEqual({
    "ebs/io2": 100,
    "ebsIops/io2": 32_000,
    "ebsIopsBeyond/io2/32000": 32_000,
    "ebsIopsBeyond/io2/64000": 36_000,
  });
  const logs = (logGroupClass: string) =>
    costed(resource("aws:cloudwatch/logGroup:LogGroup", "logs", { logGroupClass }));
  expect(logs("STANDARD").isComplete).toBe(true);
  expect(logs("INFREQUENT_ACCESS")).toMatchObject({ total: "0", isComplete: false });
  expect(logs("DELIVERY").unpriced).toHaveLength(1);
});
