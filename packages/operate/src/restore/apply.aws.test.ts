import { CreateSnapshotCommand, DescribeSnapshotsCommand } from "@aws-sdk/client-ec2";
import { DeleteFileSystemCommand, DescribeFileSystemsCommand } from "@aws-sdk/client-efs";
import {
  AddTagsToResourceCommand,
  CreateDBClusterCommand,
  CreateDBInstanceCommand,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
} from "@aws-sdk/client-rds";
import { EmulatedAccount } from "../testing/account.ts";
import {
  answerBy,
  calls,
  pagesOf,
  setDrill,
  setRecoveryPoint,
  setRestoreJobs,
  setRestoreWindow,
} from "../testing/standIn.ts";
import { Stage } from "../testing/stage.ts";
import { restoreMoment, unfinished } from "./apply/database.ts";
import { copyName } from "./names.ts";
import { restoreFileSystem } from "./apply/fileSystem.ts";
import { copySnapshot } from "./apply/snapshotCopy.ts";
import { findStore } from "./find.ts";
import type { RecoveryPoint } from "./points.ts";
import { account, backups, expectNoFaults, numberOf, pace, region, storeOf } from "./testing.ts";

let stage: Stage;
const aws = backups();

beforeEach(async () => {
  stage = await Stage.open();
});

afterEach(expectNoFaults);

describe("restoring a file system beside the one that stands (F.0.35)", () => {
  const tags = { Name: "shop-prod-files" };
  const store = storeOf("efs", "files-files", tags);
  const roleArn = `arn:aws:iam::${account}:role/service-role/AWSBackupDefaultServiceRole`;
  const id = `arn:aws:backup:${region}:${account}:recovery-point:p1`;
  const restore = { name: "files-files", point: { id, vault: "vault" } as RecoveryPoint, roleArn };
  let old: string;

  beforeEach(async () => {
    old = await stage.fileSystem(["a"], tags);
    await setRecoveryPoint({
      RecoveryPointArn: id,
      ResourceArn: `arn:aws:elasticfilesystem:${region}:${account}:file-system/${old}`,
      ResourceType: "EFS",
      ResourceName: "shop-prod-files",
      BackupVaultName: "vault",
      CreationDate: "2026-11-26T05:00:00Z",
      Status: "COMPLETED",
      RestoreMetadata: { "file-system-id": old, Encrypted: "false", PerformanceMode: "generalPurpose" },
    });
  });

  async function fileSystems(): Promise<string[]> {
    await pagesOf(100);
    const { FileSystems = [] } = await aws.efs.send(new DescribeFileSystemsCommand({}));
    return FileSystems.map(({ FileSystemId = "" }) => FileSystemId).sort();
  }

  it("creates a new one, tagged as restored, and the store's own stays the only one of its name", async () => {
    const created = await restoreFileSystem(aws, restore, pace);
    expect(created).toMatchObject({ isContinued: false });
    expect(await fileSystems()).toEqual([old, created.id].sort());
    const found = await findStore(aws, store);
    expect(found.standing.map((one) => one.id)).toEqual([old]);
  });

  it("follows the same job when it is called again, during it and after it", async () => {
    await setRestoreJobs({ polls: 1000 });
    const controller = new AbortController();
    const interrupted = restoreFileSystem(aws, restore, {
      ...pace,
      signal: controller.signal,
      say: () => controller.abort(),
    });
    await expect(interrupted).rejects.toThrow(
      /^Interrupted: restore job job-1: RUNNING[^]*It does not start a second one\.$/,
    );
    await answerBy({
      operation: "DescribeRestoreJob",
      reply: { Status: "COMPLETED", CreatedResourceArn: `…/${old}` },
    });
    expect(await restoreFileSystem(aws, restore, pace)).toMatchObject({ isContinued: true });
    expect(await numberOf("backup:StartRestoreJob")).toBe(1);
  });

  it("creates nothing again while the restored one is there, and does once that is deleted", async () => {
    const first = await restoreFileSystem(aws, restore, pace);
    const again = await restoreFileSystem(aws, restore, pace);
    expect(again).toMatchObject({ id: first.id, isContinued: true });
    await aws.efs.send(new DeleteFileSystemCommand({ FileSystemId: first.id }));
    const other = await restoreFileSystem(aws, restore, pace);
    expect(other.isContinued).toBe(false);
    expect(await fileSystems()).toEqual([old, other.id].sort());
  });

  it.each([
    ["a restore drill", {}],
    ["somebody else", { CreatedBy: {} }],
  ])("leaves alone what %s restored from the same point, and restores by itself", async (_who, by) => {
    const other = await stage.fileSystem([], {});
    await setDrill({
      SourceResourceArn: `arn:aws:elasticfilesystem:${region}:${account}:file-system/${old}`,
      RecoveryPointArn: id,
      CreatedResourceArn: `arn:aws:elasticfilesystem:${region}:${account}:file-system/${other}`,
      CompletionDate: "2026-11-27T05:00:00Z",
      Status: "COMPLETED",
      ...by,
    });
    const created = await restoreFileSystem(aws, restore, pace);
    expect([created.isContinued, created.id === other]).toEqual([false, false]);
    expect(await numberOf("backup:StartRestoreJob")).toBe(1);
    // The other's job does not change the token of ours.
    expect(await restoreFileSystem(aws, restore, pace)).toMatchObject({ id: created.id, isContinued: true });
  });

  it("does not give a file system that is mounted, and may have been written to, as the restore", async () => {
    const first = await restoreFileSystem(aws, restore, pace);
    await stage.mount(first.id, ["a"]);
    const other = await restoreFileSystem(aws, restore, pace);
    expect([other.isContinued, other.id === first.id]).toEqual([false, false]);
  });

  it("starts one job even if AWS does not list it yet", async () => {
    await setRestoreJobs({ polls: 0 });
    const first = await restoreFileSystem(aws, restore, pace);
    await answerBy({ operation: "ListRestoreJobsByProtectedResource", reply: { RestoreJobs: [] } });
    expect(await restoreFileSystem(aws, restore, pace)).toMatchObject({ id: first.id });
  });

  it("looks again where AWS throttles or fails", async () => {
    for (const operation of ["DescribeRestoreJob", "ListRestoreJobsByProtectedResource"])
      await answerBy({ operation, code: "ThrottlingException", times: 7 });
    await answerBy({
      operation: "DescribeRestoreJob",
      code: "ServiceUnavailableException",
      status: 503,
      after: 1,
    });
    expect(await fileSystems()).toEqual([old]);
    await restoreFileSystem(aws, restore, { ...pace, timeoutSeconds: 60 });
    expect(await fileSystems()).toHaveLength(2);
  });

  it("says why a job failed, and starts another one next time", async () => {
    await setRestoreJobs({ polls: 0, Status: "FAILED", StatusMessage: "The role cannot be assumed" });
    await expect(restoreFileSystem(aws, restore, pace)).rejects.toThrow(
      "The job job-1 of AWS Backup failed: The role cannot be assumed.",
    );
    await setRestoreJobs({});
    expect(await restoreFileSystem(aws, restore, pace)).toMatchObject({ isContinued: false });
    expect(await numberOf("backup:StartRestoreJob")).toBe(2);
  });
});

describe("restoring a moment of a database beside the one that stands (F.0.35)", () => {
  const source = "shop-prod-database";
  const time = new Date("2026-11-27T02:30:00Z");
  const copyId = "shop-prod-database-at-20261127t023000z";
  const restore = {
    kind: "rds" as const,
    source,
    time,
    facts: { identifier: source, engine: "sqlserver-se", securityGroups: [] },
  };

  beforeEach(() => server(source));

  async function server(DBInstanceIdentifier: string): Promise<void> {
    await aws.rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier,
        Engine: "sqlserver-se",
        DBInstanceClass: "db.m5.large",
        AllocatedStorage: 100,
        MasterUsername: "admin",
        MasterUserPassword: "for-tests-1",
      }),
    );
  }

  async function servers(): Promise<string[]> {
    await pagesOf(100);
    const { DBInstances = [] } = await aws.rds.send(new DescribeDBInstancesCommand({}));
    return DBInstances.map(({ DBInstanceIdentifier = "" }) => DBInstanceIdentifier).sort();
  }

  it("restores a copy and creates a snapshot of it, for the stack's settings", async () => {
    expect(await restoreMoment(aws, restore, pace)).toMatchObject({
      snapshotId: copyId,
      copyId,
      isCopyThere: true,
    });
    expect(await servers()).toEqual([source, copyId]);
    const { DBSnapshots = [] } = await aws.rds.send(
      new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: copyId }),
    );
    expect(DBSnapshots[0]?.TagList).toEqual(
      expect.arrayContaining([{ Key: "ballast:restore-time", Value: "2026-11-27T02:30:00.000Z" }]),
    );
  });

  it("does nothing twice when it is called again", async () => {
    await restoreMoment(aws, restore, pace);
    await restoreMoment(aws, restore, pace);
    expect(await numberOf("rds:RestoreDBInstanceToPointInTime")).toBe(1);
    expect(await numberOf("rds:CreateDBSnapshot")).toBe(1);
    expect(await unfinished(aws, "rds", source)).toBeUndefined();
  });

  it("goes on where it was cut off, also without being told the moment", async () => {
    await answerBy({ operation: "CreateDBSnapshot", code: "AccessDenied", status: 403 });
    await expect(restoreMoment(aws, restore, pace)).rejects.toThrow(
      /^AWS does not allow rds:CreateDBSnapshot\.[^]*shop-prod-database is unchanged\.[^]*is billed by the hour[^]*continue\.$/,
    );
    expect(await unfinished(aws, "rds", source)).toEqual(time);
    await restoreMoment(aws, restore, pace);
    expect(await numberOf("rds:RestoreDBInstanceToPointInTime")).toBe(1);
  });

  it("restores a moment of a server of which RDS keeps only the automated backups", async () => {
    await aws.rds.send(
      new DeleteDBInstanceCommand({ DBInstanceIdentifier: source, SkipFinalSnapshot: true }),
    );
    const window = { EarliestTime: "2026-11-01T01:00:00Z", LatestTime: "2026-11-27T02:55:00Z" };
    await setRestoreWindow({ DBInstanceIdentifier: source, DbiResourceId: "db-KEPT", ...window });
    const { standing, database: facts } = await findStore(
      aws,
      storeOf("rds", "database-instance", {}, { identifier: source }),
    );
    expect([standing, facts]).toEqual([
      [],
      expect.objectContaining({ identifier: source, resourceId: "db-KEPT" }),
    ]);
    if (facts === undefined) return;
    const restored = await restoreMoment(aws, { ...restore, isGone: true, facts }, pace);
    expect(restored.snapshotId).toBe(copyId);
    expect(await servers()).toEqual([copyId]);
  });

  it("gives a copy of Aurora the capacity of the cluster", async () => {
    await aws.rds.send(
      new CreateDBClusterCommand({
        DBClusterIdentifier: source,
        Engine: "aurora-postgresql",
        MasterUsername: "clair",
        MasterUserPassword: "for-tests-1",
        ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 8 },
      }),
    );
    const { database: facts } = await findStore(
      aws,
      storeOf("aurora", "database", {}, { clusterIdentifier: source }),
    );
    if (facts === undefined) throw new Error("the cluster was not found");
    const sent: object[] = [];
    aws.rds.middlewareStack.add(
      (next, context) => (one) => {
        if (context["commandName"] === "RestoreDBClusterToPointInTimeCommand") sent.push(one.input);
        return next(one);
      },
      { step: "initialize", name: "sent" },
    );
    await restoreMoment(aws, { kind: "aurora", source, time, facts }, pace);
    expect(sent).toEqual([
      expect.objectContaining({ ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 8 } }),
    ]);
  });

  it("looks again where RDS throttles", async () => {
    await answerBy({ operation: "DescribeDBInstances", code: "Throttling", times: 7 });
    await restoreMoment(aws, restore, { ...pace, timeoutSeconds: 60 });
    expect(await servers()).toEqual([source, copyId]);
  });

  it("touches nothing that somebody else gave the same name", async () => {
    await server(copyId);
    await expect(restoreMoment(aws, restore, pace)).rejects.toThrow(
      `${copyId} already exists, and this command did not create it. Choose another time with --at.`,
    );
    expect((await calls()).calls.filter((call) => /^rds:(Restore|Delete|Modify)/.test(call))).toEqual([]);
  });

  it("takes no copy for the store itself", async () => {
    const tags = { Environment: "prod" };
    const { DBInstances = [] } = await aws.rds.send(
      new DescribeDBInstancesCommand({ DBInstanceIdentifier: source }),
    );
    const named = DBInstances[0]?.DBInstanceArn ?? "";
    await aws.rds.send(
      new AddTagsToResourceCommand({ ResourceName: named, Tags: [{ Key: "Environment", Value: "prod" }] }),
    );
    await restoreMoment(aws, restore, pace);
    const found = await findStore(aws, storeOf("rds", "database-instance", tags));
    expect(found.standing.map(({ id }) => id)).toEqual([source]);
  });

  it("names copies within RDS's limits", () => {
    const long = copyName(`${"a".repeat(40)}-${"b".repeat(30)}`, time);
    expect(long).toMatch(/^[a-z](-?[a-z0-9])*$/);
    expect(long.length).toBeLessThanOrEqual(63);
    expect(copyName(`${"a".repeat(41)}--${"b".repeat(20)}`, time)).toMatch(/^[a-z](-?[a-z0-9])*$/);
  });
});

describe("copying a snapshot from another region (F.0.35)", () => {
  it("copies it once, however often it is called", async () => {
    const ireland = backups("eu-west-1");
    const other = new (class extends EmulatedAccount {
      constructor() {
        super({ ...stage.aws, ec2: ireland.ec2, region: "eu-west-1" });
      }
    })();
    const volume = await other.volume("a", { Name: "shop-prod-data" });
    const { SnapshotId: snapshotId = "" } = await ireland.ec2.send(
      new CreateSnapshotCommand({ VolumeId: volume }),
    );
    const copy = { from: "eu-west-1", snapshotId, name: "data-volume" };
    const first = await copySnapshot(aws, copy, pace);
    expect(first.isContinued).toBe(false);
    expect(await copySnapshot(aws, copy, pace)).toMatchObject({ id: first.id, isContinued: true });
    expect(await numberOf("ec2:CopySnapshot")).toBe(1);
    const { Snapshots = [] } = await aws.ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [first.id] }));
    expect(Snapshots[0]?.State).toBe("completed");
  });
});
