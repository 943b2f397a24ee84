import { randomUUID } from "node:crypto";
import { BackupClient, DescribeRestoreJobCommand } from "@aws-sdk/client-backup";
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { CreateSnapshotCommand, CreateVolumeCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateFileSystemCommand, EFSClient } from "@aws-sdk/client-efs";
import {
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  RDSClient,
  RestoreDBClusterFromSnapshotCommand,
  RestoreDBInstanceFromDBSnapshotCommand,
} from "@aws-sdk/client-rds";
import { drillPlan, runDrill, type DrillRun } from "../../testing/drill/runDrill.ts";

// The function's own text, with the real SDK, against an emulator of AWS.

const ec2 = new EC2Client({});
const efs = new EFSClient({});
const rds = new RDSClient({});
const backup = new BackupClient({});
const cloudWatch = new CloudWatchClient({});
const account = "123456789012";
const arn = (service: string, resource: string) =>
  ["arn", "aws", service, "eu-central-1", account, resource].join(":");
const key = arn("kms", "key/0");

async function tell(what: string, told: object): Promise<void> {
  const { ok } = await fetch(`${process.env["AWS_ENDPOINT_URL"]}/stand-in/${what}`, {
    method: "POST",
    body: JSON.stringify(told),
  });
  expect(ok).toBe(true);
}

interface Restored {
  kind: string;
  source: string;
  point: string;
  restored: string;
  size?: number;
  kmsKeyArn?: string;
}

/** A drill has restored this: what the function says, and what AWS Backup knows then. */
async function drilled({ kind, source, point, restored, size, kmsKeyArn }: Restored) {
  const RestoreJobId = randomUUID();
  const now = new Date().toISOString();
  await tell("drills", {
    RestoreJobId,
    SourceResourceArn: source,
    RecoveryPointArn: point,
    CreatedResourceArn: restored,
    CreatedBy: { RestoreTestingPlanArn: arn("backup", `restore-testing-plan:${drillPlan}-0`) },
    ...(size !== undefined && { BackupSizeInBytes: size }),
    CreationDate: now,
    CompletionDate: now,
    Status: "COMPLETED",
    ValidationStatus: "VALIDATING",
  });
  const run = await runDrill({
    settings: { kind, ...(kmsKeyArn !== undefined && { kmsKeyArn }) },
    sourceArn: source,
    restoreJobId: RestoreJobId,
    remainingMs: 4000,
  });
  const { ValidationStatus, ValidationStatusMessage } = await backup.send(
    new DescribeRestoreJobCommand({ RestoreJobId }),
  );
  return { run, status: ValidationStatus, words: ValidationStatusMessage };
}

const isAccepted = { run: { answer: { result: "SUCCESSFUL" } } as DrillRun, status: "SUCCESSFUL" };
const rejected = (words: string) => ({
  run: { error: expect.stringContaining(`failed its validation: ${words}`) as string },
  status: "FAILED",
  words,
});

describe("a volume (F.0.38)", () => {
  const volume = async (more: object = {}) => {
    const { VolumeId = "" } = await ec2.send(
      new CreateVolumeCommand({
        AvailabilityZone: "eu-central-1a",
        Size: 8,
        Encrypted: true,
        KmsKeyId: key,
        ...more,
      }),
    );
    return VolumeId;
  };
  const snapshotOf = async (VolumeId: string) => {
    const { SnapshotId = "" } = await ec2.send(new CreateSnapshotCommand({ VolumeId }));
    return SnapshotId;
  };
  // The emulator does not say how snapshots are encrypted: see handler.test.ts.
  const look = (source: string, snapshot: string, restored: string) =>
    drilled({
      kind: "EBS",
      source: arn("ec2", `volume/${source}`),
      point: ["arn", "aws", "ec2", "eu-central-1", "", `snapshot/${snapshot}`].join(":"),
      restored: arn("ec2", `volume/${restored}`),
    });

  it("is accepted from its snapshot, with its size", async () => {
    const source = await volume();
    const snapshot = await snapshotOf(source);
    const told = await look(source, snapshot, await volume({ SnapshotId: snapshot }));
    expect(told).toEqual({
      ...isAccepted,
      words: `it is available; snapshot ${snapshot}; size in GiB 8; key ${key} (not compared)`,
    });
  });

  it("is rejected from another snapshot, and too small", async () => {
    const source = await volume({ Size: 16 });
    const snapshot = await snapshotOf(source);
    const other = await snapshotOf(await volume());
    const told = await look(source, snapshot, await volume({ SnapshotId: other }));
    expect(told).toEqual(
      rejected(`snapshot is ${other}, and not ${snapshot}; size in GiB is 8, and not at least 16`),
    );
  });

  it("is rejected where it is gone", async () => {
    const source = await volume();
    const told = await look(source, await snapshotOf(source), "vol-0123456789abcdef0");
    expect(told).toEqual(rejected("it is missing, and not available"));
  });
});

describe("a file system (F.0.38)", () => {
  const files = async (more: object = {}) => {
    const { FileSystemArn = "" } = await efs.send(
      new CreateFileSystemCommand({ CreationToken: randomUUID(), Encrypted: true, KmsKeyId: key, ...more }),
    );
    return FileSystemArn;
  };
  const point = arn("backup", "recovery-point:0");

  it("is accepted with the key that the restore is told to use", async () => {
    const told = await drilled({
      kind: "EFS",
      source: await files(),
      point,
      restored: await files(),
      size: 6144,
      kmsKeyArn: key,
    });
    expect(told).toEqual({
      ...isAccepted,
      words: `it is available; AWS Backup restored 6144 bytes; key ${key}`,
    });
  });

  it("is rejected in clear text, and with another key", async () => {
    const source = await files();
    const clear = await drilled({
      kind: "EFS",
      source,
      point,
      restored: await files({ Encrypted: false, KmsKeyId: undefined }),
    });
    expect(clear).toEqual(rejected("it is not encrypted"));
    const other = await drilled({
      kind: "EFS",
      source,
      point,
      restored: await files(),
      kmsKeyArn: `${key}1`,
    });
    expect(other).toEqual(rejected(`key is ${key}, and not ${key}1`));
  });
});

describe("a database (F.0.38)", () => {
  it("is accepted as its snapshot says, and rejected smaller", async () => {
    const DBSnapshotIdentifier = `job-${randomUUID()}`;
    const common = { DBInstanceClass: "db.t3.medium", Engine: "mysql", MasterUsername: "root" };
    const create = (DBInstanceIdentifier: string, AllocatedStorage: number) =>
      rds.send(
        new CreateDBInstanceCommand({
          ...common,
          DBInstanceIdentifier,
          AllocatedStorage,
          EngineVersion: "8.0.40",
          MasterUserPassword: randomUUID(),
          StorageEncrypted: true,
          KmsKeyId: key,
        }),
      );
    await create("shop", 30);
    await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: "shop", DBSnapshotIdentifier }));
    await rds.send(
      new RestoreDBInstanceFromDBSnapshotCommand({ DBInstanceIdentifier: "restored", DBSnapshotIdentifier }),
    );
    await create("smaller", 20);
    const look = (restored: string) =>
      drilled({
        kind: "RDS",
        source: arn("rds", "db:shop"),
        point: arn("rds", `snapshot:${DBSnapshotIdentifier}`),
        restored: arn("rds", `db:${restored}`),
      });
    expect(await look("restored")).toMatchObject(isAccepted);
    expect(await look("smaller")).toEqual(rejected("storage in GiB is 20, and not at least 30"));
    expect(await look("gone")).toEqual(rejected("it is missing, and not available"));
  });

  it("is accepted as a cluster of the engine and key of its snapshot, and rejected in clear text", async () => {
    const DBClusterSnapshotIdentifier = `job-${randomUUID()}`;
    const create = (DBClusterIdentifier: string, more: object) =>
      rds.send(
        new CreateDBClusterCommand({
          DBClusterIdentifier,
          Engine: "aurora-postgresql",
          EngineVersion: "16.4",
          MasterUsername: "clair",
          MasterUserPassword: randomUUID(),
          ...more,
        }),
      );
    const encrypted = { StorageEncrypted: true, KmsKeyId: key };
    await create("scans", encrypted);
    await rds.send(
      new CreateDBClusterSnapshotCommand({ DBClusterIdentifier: "scans", DBClusterSnapshotIdentifier }),
    );
    await rds.send(
      new RestoreDBClusterFromSnapshotCommand({
        DBClusterIdentifier: "restored",
        SnapshotIdentifier: DBClusterSnapshotIdentifier,
        Engine: "aurora-postgresql",
      }),
    );
    await create("clear", { StorageEncrypted: false });
    const look = (restored: string) =>
      drilled({
        kind: "Aurora",
        source: arn("rds", "cluster:scans"),
        point: arn("rds", `cluster-snapshot:${DBClusterSnapshotIdentifier}`),
        restored: arn("rds", `cluster:${restored}`),
      });
    expect(await look("restored")).toMatchObject(isAccepted);
    expect(await look("clear")).toEqual(rejected("it is not encrypted"));
  });
});

it("accepts a Windows file system as its backup says, and rejects a smaller one (F.0.38)", async () => {
  const files = (FileSystemId: string, StorageCapacity: number, Lifecycle = "AVAILABLE") => ({
    FileSystemId,
    FileSystemType: "WINDOWS",
    Lifecycle,
    StorageCapacity,
    KmsKeyId: key,
    WindowsConfiguration: { ThroughputCapacity: 32 },
  });
  const own = files("fs-0123456789abcdef0", 64);
  await tell("windows-backups", {
    FileSystems: [files("fs-0123456789abcdef1", 64), files("fs-0123456789abcdef2", 32, "MISCONFIGURED")],
    Backups: [
      {
        BackupId: "backup-0123456789abcdef0",
        Lifecycle: "AVAILABLE",
        Type: "AWS_BACKUP",
        CreationTime: "2026-11-26T05:00:00Z",
        FileSystem: own,
      },
    ],
  });
  const look = (restored: string) =>
    drilled({
      kind: "FSx",
      source: arn("fsx", `file-system/${own.FileSystemId}`),
      point: arn("fsx", "backup/backup-0123456789abcdef0"),
      restored: arn("fsx", `file-system/${restored}`),
    });
  expect(await look("fs-0123456789abcdef1")).toEqual({
    ...isAccepted,
    words: `it is AVAILABLE; type WINDOWS; capacity in GiB 64; throughput in MB/s 32; key ${key} (not compared)`,
  });
  expect(await look("fs-0123456789abcdef2")).toEqual(rejected("it is MISCONFIGURED, and not AVAILABLE"));
});

describe("the days since the last success (F.0.38)", () => {
  const sourceArn = arn("ec2", "volume/vol-0");
  const metricOf = (plan: string) => ({
    MetricName: "DaysSinceRestoreTest",
    Dimensions: [{ Name: "RestoreTestingPlan", Value: plan }],
  });
  const hours = (count: number) => new Date(Date.now() - count * 3_600_000);
  const count = (plan: string) => runDrill({ settings: { kind: "EBS", plan }, sourceArn });
  async function published(plan: string): Promise<(number | undefined)[]> {
    const { Datapoints = [] } = await cloudWatch.send(
      new GetMetricStatisticsCommand({
        Namespace: "Ballast",
        ...metricOf(plan),
        StartTime: hours(1.5),
        EndTime: hours(-1.5),
        Period: 3600,
        Statistics: ["Minimum"],
      }),
    );
    return Datapoints.map(({ Minimum }) => Minimum);
  }

  it("begin with the first count", async () => {
    const plan = randomUUID();
    expect(await count(plan)).toEqual({ answer: { days: 0 } });
    expect(await published(plan)).toEqual([0]);
  });

  it("are counted on from the newest success, whatever was counted late", async () => {
    const plan = randomUUID();
    const values: [days: number, hoursAgo: number][] = [
      [0, 40 * 24],
      [39, 24.5],
      [0, 24],
      // It did not see the value before.
      [39.1, 23],
    ];
    for (const [Value, ago] of values)
      await cloudWatch.send(
        new PutMetricDataCommand({
          Namespace: "Ballast",
          MetricData: [{ ...metricOf(plan), Value, Timestamp: hours(ago) }],
        }),
      );
    const { answer } = await count(plan);
    expect(answer?.days).toBeGreaterThanOrEqual(1);
    // A value of CloudWatch is that of its hour.
    expect(answer?.days).toBeLessThan(1.1);
    expect(await published(plan)).toEqual([answer?.days]);
  });

  it("begin again with a success that somebody else looks into, and not where an event is waited for", async () => {
    const [RestoreJobId, now, plan] = [randomUUID(), new Date().toISOString(), randomUUID()];
    const told = { RestoreJobId, SourceResourceArn: sourceArn, CreationDate: now, Status: "COMPLETED" };
    await tell("drills", told);
    const run = (counts: boolean) =>
      runDrill({
        settings: { kind: "EBS", plan, validates: false, counts },
        sourceArn,
        restoreJobId: RestoreJobId,
      });
    expect(await run(false)).toEqual({ answer: { result: "SUCCESSFUL" } });
    expect(await published(plan)).toEqual([]);
    await run(true);
    expect(await published(plan)).toEqual([0]);
    const job = await backup.send(new DescribeRestoreJobCommand({ RestoreJobId }));
    expect(job.ValidationStatus).toBeUndefined();
  });
});
