import fc from "fast-check";
import { resourceType, typesWhere } from "./catalogue.ts";
import type { Fields } from "./described.ts";
import { refusal } from "./sameness.ts";

type Case = [type: string, path: string, before: Fields, refused: Fields, accepted: Fields];

const size = (property: string, more: Fields = {}, least = 1.1): [Fields, Fields, Fields] => [
  { ...more, [property]: 1000 },
  { ...more, [property]: 999 },
  { ...more, [property]: 1000 * least },
];
const nested = (value: number): Fields => ({
  brokerNodeGroupInfo: { storageInfo: { ebsStorageInfo: { volumeSize: value } } },
});
const status = (value: string): Fields => ({ versioningConfiguration: { status: value } });
const version = (value: string, more: Fields = {}): Fields => ({ ...more, engineVersion: value });
const gp3 = { type: "gp3", size: 100 };
const fileSystem = "aws:fsx/windowsFileSystem:WindowsFileSystem";
const server = { engine: "sqlserver-se" };
const kept = (retainRule: object) => ({ policyDetails: { schedules: [{ name: "daily", retainRule }] } });
const major = { allowMajorVersionUpgrade: true };

const cases: Case[] = [
  ["aws:docdb/cluster:Cluster", "engineVersion", version("4.0.0"), version("5.0.0"), version("5.0.0", major)],
  ["aws:ebs/volume:Volume", "size", ...size("size", gp3)],
  ["aws:ebs/volume:Volume", "iops", gp3, { ...gp3, iops: 60_000 }, { ...gp3, iops: 50_000 }],
  ["aws:ebs/volume:Volume", "throughput", gp3, { ...gp3, throughput: 1000 }, { ...gp3, throughput: 750 }],
  ["aws:ebs/volume:Volume", "type", gp3, { size: 100, type: "st1" }, { size: 125, type: "st1" }],
  [
    "aws:ec2/instance:Instance",
    "rootBlockDevice.volumeSize",
    { rootBlockDevice: { volumeSize: 20 } },
    { rootBlockDevice: { volumeSize: 10 } },
    { rootBlockDevice: { volumeSize: 30 } },
  ],
  [
    "aws:efs/fileSystem:FileSystem",
    "throughputMode",
    { throughputMode: "bursting", performanceMode: "maxIO" },
    { throughputMode: "elastic", performanceMode: "maxIO" },
    { throughputMode: "provisioned", performanceMode: "maxIO" },
  ],
  [
    "aws:fsx/ontapFileSystem:OntapFileSystem",
    "storageCapacity",
    ...size("storageCapacity", { deploymentType: "MULTI_AZ_1" }),
  ],
  [
    "aws:fsx/ontapFileSystem:OntapFileSystem",
    "storageCapacity",
    { storageCapacity: 2000, deploymentType: "MULTI_AZ_1" },
    { storageCapacity: 2100, deploymentType: "MULTI_AZ_1" },
    { storageCapacity: 1000, deploymentType: "SINGLE_AZ_2" },
  ],
  ["aws:fsx/openZfsFileSystem:OpenZfsFileSystem", "storageCapacity", ...size("storageCapacity")],
  [fileSystem, "storageCapacity", ...size("storageCapacity")],
  [
    fileSystem,
    "storageCapacity",
    { storageCapacity: 100 },
    { storageCapacity: 109 },
    { storageCapacity: 110 },
  ],
  ["aws:kinesis/stream:Stream", "shardCount", { shardCount: 4 }, { shardCount: 9 }, { shardCount: 8 }],
  ["aws:kinesis/stream:Stream", "shardCount", { shardCount: 4 }, { shardCount: 1 }, { shardCount: 2 }],
  [
    "aws:kms/key:Key",
    "enableKeyRotation",
    {},
    { enableKeyRotation: true, customerMasterKeySpec: "RSA_2048" },
    { enableKeyRotation: true },
  ],
  ["aws:memorydb/cluster:Cluster", "engineVersion", version("7.1"), version("6.2"), version("7.2")],
  ["aws:mq/broker:Broker", "engineVersion", version("5.18"), version("5.17.6"), version("5.19")],
  [
    "aws:msk/cluster:Cluster",
    "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize",
    nested(100),
    nested(99),
    nested(101),
  ],
  [
    "aws:neptune/cluster:Cluster",
    "engineVersion",
    version("1.2.1.0"),
    version("1.3.0.0"),
    version("1.3.0.0", major),
  ],
  [
    "aws:neptune/cluster:Cluster",
    "engineVersion",
    version("1.2.1.0"),
    version("1.1.1.0"),
    version("1.2.1.1"),
  ],
  [
    "aws:dlm/lifecyclePolicy:LifecyclePolicy",
    "policyDetails",
    kept({ count: 7 }),
    kept({ interval: 7, intervalUnit: "DAYS" }),
    kept({ count: 14 }),
  ],
  ["aws:rds/cluster:Cluster", "allocatedStorage", ...size("allocatedStorage")],
  ["aws:rds/cluster:Cluster", "backtrackWindow", {}, { backtrackWindow: 60 }, { backtrackWindow: 0 }],
  ["aws:rds/instance:Instance", "allocatedStorage", ...size("allocatedStorage")],
  [
    "aws:rds/instance:Instance",
    "maxAllocatedStorage",
    { allocatedStorage: 100, maxAllocatedStorage: 500 },
    { allocatedStorage: 100, maxAllocatedStorage: 50 },
    { allocatedStorage: 100 },
  ],
  [
    "aws:redshift/cluster:Cluster",
    "availabilityZone",
    { availabilityZone: "a" },
    { availabilityZone: "b" },
    { availabilityZone: "b", availabilityZoneRelocationEnabled: true },
  ],
  [
    "aws:s3/bucketVersioning:BucketVersioning",
    "versioningConfiguration.status",
    status("Enabled"),
    status("Disabled"),
    status("Suspended"),
  ],
  [
    "aws:workspaces/workspace:Workspace",
    "workspaceProperties.rootVolumeSizeGib",
    { workspaceProperties: { rootVolumeSizeGib: 80 } },
    { workspaceProperties: { rootVolumeSizeGib: 79 } },
    { workspaceProperties: { rootVolumeSizeGib: 100 } },
  ],
  [
    "aws:workspaces/workspace:Workspace",
    "workspaceProperties.userVolumeSizeGib",
    { workspaceProperties: { userVolumeSizeGib: 50 } },
    { workspaceProperties: { userVolumeSizeGib: 10 } },
    { workspaceProperties: { userVolumeSizeGib: 100 } },
  ],
  ["AWS::EC2::Volume", "Size", ...size("Size", { VolumeType: "gp3" })],
  [
    "AWS::EC2::Volume",
    "VolumeType",
    { Size: 10 },
    { Size: 10, VolumeType: "st1" },
    { Size: 10, VolumeType: "gp3" },
  ],
  [
    "AWS::EC2::Volume",
    "Iops",
    { Size: 10, VolumeType: "io1" },
    { Size: 10, VolumeType: "io1", Iops: 600 },
    { Size: 10, VolumeType: "io1", Iops: 500 },
  ],
  [
    "AWS::EC2::Volume",
    "Throughput",
    { Size: 10, VolumeType: "gp3" },
    { Size: 10, VolumeType: "gp3", Throughput: 1000 },
    { Size: 10, VolumeType: "gp3", Throughput: 250 },
  ],
  ["AWS::FSx::FileSystem", "StorageCapacity", ...size("StorageCapacity", { FileSystemType: "WINDOWS" })],
  ["AWS::Kinesis::Stream", "ShardCount", { ShardCount: 4 }, { ShardCount: 9 }, { ShardCount: 8 }],
  [
    "AWS::RDS::DBCluster",
    "EngineVersion",
    { EngineVersion: "16.4" },
    { EngineVersion: "15.8" },
    { EngineVersion: "17.2" },
  ],
  ["AWS::RDS::DBInstance", "AllocatedStorage", ...size("AllocatedStorage")],
  [
    "AWS::RDS::DBInstance",
    "EngineVersion",
    { Engine: "postgres", EngineVersion: "16.4" },
    { Engine: "postgres", EngineVersion: "17.2" },
    { Engine: "postgres", EngineVersion: "17.2", AllowMajorVersionUpgrade: "true" },
  ],
  ...[
    ["sqlserver-se", "16.00.4135.4.v1", "15.00.4385.2.v1", "16.00.4165.4.v1"],
    ["sqlserver-se", "15.00", "16.00", "15.00.4385.2.v1"],
    ["postgres", "16.4", "16.3", "16.6"],
    ["postgres", "16.4", "17.2", "16"],
    ["postgres", "9.6.24", "10.1", "9.6.25"],
    ["mysql", "8.0.39", "8.4.3", "8.0.40"],
    ["mysql", "8.0.39", "8.0.36", "8.0"],
    ["mariadb", "10.11.9", "11.4.3", "10.11.10"],
    [
      "oracle-ee",
      "19.0.0.0.ru-2024-07.rur-2024-07.r1",
      "21.0.0.0.ru-2024-07.rur-2024-07.r1",
      "19.0.0.0.ru-2024-10.rur-2024-10.r1",
    ],
    ["db2-se", "11.5.9.0", "12.1.0.0", "11.5.9.1"],
  ].map(([engine = "", before = "", refused = "", accepted = ""]): Case => [
    "aws:rds/instance:Instance",
    "engineVersion",
    version(before, { engine }),
    version(refused, { engine }),
    version(accepted, { engine }),
  ]),
  ...[
    ["aurora-postgresql", "15.8", "14.13", "15.10"],
    ["aurora-postgresql", "15.8", "16.4", "15.10"],
    ["aurora-mysql", "5.7.mysql_aurora.2.11.6", "8.0.mysql_aurora.3.08.0", "5.7.mysql_aurora.2.12.4"],
    ["aurora-mysql", "8.0.mysql_aurora.3.08.0", "8.0.mysql_aurora.3.04.3", "8.0.mysql_aurora.3.10.0"],
  ].map(([engine = "", before = "", refused = "", accepted = ""]): Case => [
    "aws:rds/cluster:Cluster",
    "engineVersion",
    version(before, { engine }),
    version(refused, { engine }),
    version(accepted, { engine }),
  ]),
];

it.each(["AvailabilityZone", "Encrypted", "KmsKeyId", "SnapshotId"])(
  "refuses any change of %s of a template's volume",
  (property) => {
    const sides = { before: { [property]: "a" }, after: { [property]: "b" } };
    expect(refusal("AWS::EC2::Volume", property, sides)).toContain("cannot change it");
  },
);

it.each(cases)("%s %s: refuses %j → %j, and takes %j", (type, path, before, refused, accepted) => {
  expect(refusal(type, path, { before, after: refused })).toMatch(/^[^.].*[^.]$/);
  expect(refusal(type, path, { before, after: accepted })).toBeUndefined();
});

it("has such a case for each property of the column", () => {
  const known = new Set(cases.map(([type, path]) => `${type} ${path}`));
  const all = typesWhere(({ refuses }) => refuses !== undefined).flatMap((type) =>
    Object.keys(resourceType(type)?.refuses ?? {}).map((path) => `${type} ${path}`),
  );
  expect(all.length).toBeGreaterThan(30);
  expect(all.filter((one) => !known.has(one))).toEqual([
    "AWS::EC2::Volume AvailabilityZone",
    "AWS::EC2::Volume Encrypted",
    "AWS::EC2::Volume KmsKeyId",
    "AWS::EC2::Volume SnapshotId",
  ]);
});

it("takes a major upgrade of every engine with allowMajorVersionUpgrade, and a way back of none", () => {
  const numbers = fc.tuple(fc.integer({ min: 10, max: 40 }), fc.nat(9), fc.nat(99));
  fc.assert(
    fc.property(
      numbers,
      numbers,
      fc.boolean(),
      fc.constantFrom("postgres", "mysql", "sqlserver-se"),
      (old, now, allow, engine) => {
        const sides = {
          before: version(old.join("."), { engine }),
          after: version(now.join("."), { engine, ...(allow && major) }),
        };
        const at = old.findIndex((one, index) => one !== now[index]);
        const isBack = at !== -1 && (now[at] ?? 0) < (old[at] ?? 0);
        const isMajor = at !== -1 && at < (engine === "mysql" ? 2 : 1);
        const isRefused = isBack || (isMajor && !allow);
        expect(refusal("aws:rds/instance:Instance", "engineVersion", sides) !== undefined).toBe(isRefused);
      },
    ),
    { numRuns: 2000 },
  );
});

it("says why, with the values", () => {
  const sides = { before: version("16.00", server), after: version("15.00", server) };
  expect(refusal("aws:rds/instance:Instance", "engineVersion", sides)).toBe(
    "the engine cannot be downgraded (16.00 to 15.00)",
  );
  const magnetic = { before: { size: 1, type: "standard" }, after: { size: 2, type: "standard" } };
  expect(refusal("aws:ebs/volume:Volume", "size", magnetic)).toBe("a magnetic volume cannot be modified");
});
