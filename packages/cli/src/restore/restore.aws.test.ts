import { CreateSnapshotCommand, DeleteVolumeCommand } from "@aws-sdk/client-ec2";
import {
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DeleteDBInstanceCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import {
  always,
  answerBy,
  calls,
  setRecoveryPoint,
  setRestoreJobs,
  setRestoreWindow,
} from "../../../operate/src/testing/standIn.ts";
import { Stage } from "../../../operate/src/testing/stage.ts";
import { ballast } from "../testing.ts";

// Stacks are planned, also with the settings that may adopt a restored store.
jest.setTimeout(180_000);

/* Against moto and what it lacks (tools/aws-emulator): the committed stacks, by their plans. */
let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

afterEach(async () => {
  expect((await calls()).faults).toEqual([]);
});

async function changes(): Promise<string[]> {
  const { calls: all } = await calls();
  return all.filter((call) => /:(Restore|Start|Copy|Delete|Modify|Update)/.test(call));
}

describe("ballast restore of an EBS volume (F.0.35)", () => {
  const name = "rexray-ebs-prod-mysql";
  const tags = { Name: name, "ballast:managed": "pulumi", "ballast:volume": name };

  it("lists the stores of a stack with their newest recovery point, and what it does not restore", async () => {
    const volume = await stage.volume("a", tags);
    const snapshot = await stage.snapshot(volume);
    const listed = await ballast(["restore", "rexray-ebs-prod"]);
    expect(listed.stdout).toContain(`${volume} (eu-central-1a, 20 GiB gp3, available)`);
    expect(listed.stdout).toMatch(/less than a minute|\d+ min/);
    expect(listed.stdout).toContain(
      "Not restored by this command: root-password (AWS::SecretsManager::Secret)",
    );
    expect(listed.status).toBe(0);
    const json = await ballast(["restore", "rexray-ebs-prod", "--format", "json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      stack: "rexray-ebs-prod",
      stores: [{ store: "mysql-volume", kind: "ebs", newest: { id: snapshot }, recoveryPoints: 1 }],
    });
  });

  it("says what is lost, which settings adopt the snapshot, and the steps; and changes nothing", async () => {
    const volume = await stage.volume("a", tags);
    const [older, newer] = [await stage.snapshot(volume), await stage.snapshot(volume)];
    const told = await ballast(["restore", "rexray-ebs-prod", "--store", "mysql", "--zone", "eu-central-1b"]);
    expect(told.stdout).toContain(older);
    expect(told.stdout).toMatch(
      new RegExp(
        `Restores: (${older}|${newer}) of [^]*Lost: (?:less than a minute|\\d+ min) of writes[^]*Cost: Unknown, because this command has no prices[^]*` +
          "config:\n  ballast:settings:\n    volume:\n      snapshotId: snap-\\w+\n    availabilityZone: eu-central-1b\n[^]*" +
          `aws ec2 create-tags --region eu-central-1 --resources ${volume} [^]*` +
          "npx pulumi state unprotect 'urn:pulumi:rexray-ebs-prod::ballast::[^']+' -s rexray-ebs-prod --yes\n[^]*" +
          "npx pulumi up -s rexray-ebs-prod\n[^]*MYSQL_ROOT_PASSWORD",
      ),
    );
    expect([told.status, await changes()]).toEqual([0, []]);
  });

  it("restores what is gone: snapshots with the volume's tags outlive it", async () => {
    const volume = await stage.volume("a", tags);
    const { SnapshotId } = await stage.aws.ec2.send(
      new CreateSnapshotCommand({
        VolumeId: volume,
        // As Data Lifecycle Manager copies them.
        TagSpecifications: [
          { ResourceType: "snapshot", Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
        ],
      }),
    );
    await stage.aws.ec2.send(new DeleteVolumeCommand({ VolumeId: volume }));
    const told = await ballast(["restore", "rexray-ebs-prod", "--store", "mysql"]);
    expect(told.stdout).toContain("no existing resource was found");
    expect(told.stdout).toContain(`Restores: ${SnapshotId} of`);
    expect(told.stdout).toContain("Lost: All data written after");
    // Only where the state still has it; no step of its own runs it.
    expect(told.stdout).toContain("If Pulumi's state still has it");
    expect(told.stdout).not.toMatch(/^ +npx pulumi state unprotect/m);
    expect(told.status).toBe(0);
  });

  it.each<[string[], number, string]>([
    [["--at", "2026-01-01T00:00:00Z"], 2, "--at, --point, --zone, --apply and --role require --store <name>"],
    [["--store", "mysql", "--at", "yesterday"], 2, "Give a time such as 2026-11-27T03:00:00Z"],
    [["--store", "mysql", "--at", "2999-01-01T00:00:00Z"], 2, "It is in the future"],
    [
      ["--store", "mysql", "--at", "2026-01-01T00:00:00Z", "--point", "snap-1"],
      2,
      "--at and --point both choose the recovery point",
    ],
    [["--store", "mysql", "--yes"], 2, "--yes requires --apply"],
    [
      ["--store", "mysql", "--at", "2006-01-01T00:00:00+01:00"],
      1,
      "has no recovery point at or before 2005-12-31T23:00:00.000Z. The earliest",
    ],
    [
      ["--store", "mongo"],
      1,
      "rexray-ebs-prod has no store with the name mongo. Its stores are mysql-volume (EBS volume).",
    ],
    [
      ["--store", "mysql", "--zone", "eu-west-1a"],
      1,
      "--zone is eu-west-1a, but the stack is in eu-central-1.",
    ],
    [["--store", "mysql", "--role", "arn:aws:iam::123456789012:role/x"], 1, "--role applies to EFS only"],
  ])("answers %j with status %d", async (args, status, message) => {
    await stage.snapshot(await stage.volume("a", tags));
    const told = await ballast(["restore", "rexray-ebs-prod", ...args]);
    expect([told.status, told.stderr]).toEqual([status, expect.stringContaining(message)]);
    expect(await changes()).toEqual([]);
  });
});

describe("ballast restore of a copy in another region (F.0.35)", () => {
  const ireland = new RDSClient({ region: "eu-west-1" });
  const identifier = "invento-windows-dev-database";

  beforeEach(async () => {
    for (const rds of [new RDSClient({}), ireland])
      await rds.send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: identifier,
          Engine: "sqlserver-ex",
          DBInstanceClass: "db.t3.large",
          AllocatedStorage: 100,
          MasterUsername: "admin",
          MasterUserPassword: "for-tests-1",
        }),
      );
    await ireland.send(
      new CreateDBSnapshotCommand({ DBInstanceIdentifier: identifier, DBSnapshotIdentifier: "copied" }),
    );
    await ireland.send(
      new DeleteDBInstanceCommand({ DBInstanceIdentifier: identifier, SkipFinalSnapshot: true }),
    );
  });

  /** What the test itself did. */
  const prepared = ["rds:DeleteDBInstance"];
  const args = ["restore", "invento-windows-dev", "--store", "database", "--region", "eu-west-1"];

  it("sees what stands at home, and copies the snapshot there before anything is deployed", async () => {
    const told = await ballast(args);
    expect(told.stdout).toContain(`an RDS database in eu-central-1: ${identifier} (`);
    expect(told.stdout).toMatch(
      /aws rds copy-db-snapshot --region eu-central-1 --source-region eu-west-1 --source-db-snapshot-identifier arn:aws:rds:eu-west-1:\d+:snapshot:copied /,
    );
    // Neither a setting that names what exists only there, nor a deployment.
    expect(told.stdout).not.toMatch(/snapshotIdentifier|pulumi up|pulumi state/);
    expect([told.status, await changes()]).toEqual([0, prepared]);
  });

  it("refuses to restore it there by --apply", async () => {
    const told = await ballast([...args, "--apply", "--yes"]);
    expect([told.status, told.stderr]).toEqual([
      1,
      expect.stringContaining("can be restored only in the region of its recovery points, eu-west-1"),
    ]);
    expect(await changes()).toEqual(prepared);
  });

  it("restores the point that is named, with what stands saved first, since the stack discards it", async () => {
    const rds = new RDSClient({});
    for (const DBSnapshotIdentifier of ["home-one", "home-two"])
      await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: identifier, DBSnapshotIdentifier }));
    const told = await ballast([...args.slice(0, 4), "--point", "home-one"]);
    expect(told.stdout).toMatch(
      /Restores: home-one of[^]*snapshotIdentifier: home-one[^]*Save the current data[^]*aws rds create-db-snapshot [^]*npx pulumi up/,
    );
    const wrong = await ballast([...args.slice(0, 4), "--point", "copied"]);
    expect([wrong.status, wrong.stderr]).toEqual([
      1,
      expect.stringContaining("database-instance has no recovery point copied"),
    ]);
  });
});

describe("ballast restore where AWS does not answer for one store (F.0.35)", () => {
  it("lists the others, and says which is unknown", async () => {
    await answerBy({
      operation: "DescribeFileSystems",
      code: "AccessDeniedException",
      status: 403,
      times: always,
    });
    const told = await ballast(["restore", "cloudstor-spot-prod"]);
    expect(told.stdout).toMatch(/data-downloads-volume[^]*data-media-files[^\n]*unknown/);
    expect(told.stdout).toContain(
      "data-media-files: AWS does not allow elasticfilesystem:DescribeFileSystems.",
    );
    expect(told.status).toBe(0);
  });
});

describe("ballast restore --apply (F.0.35)", () => {
  const role = "arn:aws:iam::123456789012:role/service-role/AWSBackupDefaultServiceRole";

  it("restores a file system into a new one, asks before, and goes on when it was killed", async () => {
    const old = await stage.fileSystem(["a"], { Name: "rexray-efs-prod-files", "ballast:managed": "pulumi" });
    await setRecoveryPoint({
      RecoveryPointArn: "arn:aws:backup:eu-central-1:123456789012:recovery-point:p1",
      ResourceArn: `arn:aws:elasticfilesystem:eu-central-1:123456789012:file-system/${old}`,
      ResourceType: "EFS",
      BackupVaultName: "aws/efs/automatic-backup-vault",
      CreationDate: "2026-11-20T05:00:00Z",
      Status: "COMPLETED",
      RestoreMetadata: { "file-system-id": old, Encrypted: "true", KmsKeyId: "alias/aws/elasticfilesystem" },
    });
    const args = ["restore", "rexray-efs-prod", "--store", "files-files", "--apply"];
    const refused = await ballast(args, { input: "no\n" });
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining(`as ${role}`)]);
    expect(await changes()).toEqual([]);
    await setRestoreJobs({ polls: 1000 });
    const killed = await ballast([...args, "--yes", "--timeout", "0.01"]);
    expect([killed.status, killed.stderr]).toEqual([
      1,
      expect.stringContaining("It does not start a second one"),
    ]);
    const cut = await ballast([...args, "--yes", "--timeout", "0.01"]);
    expect(cut.status).toBe(1);
    expect(await changes()).toEqual(["backup:StartRestoreJob"]);
  });

  it("restores a moment of SQL Server into a copy and a snapshot, and says which setting adopts it", async () => {
    const rds = new RDSClient({});
    const identifier = "invento-windows-prod-database";
    await rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: identifier,
        Engine: "sqlserver-se",
        DBInstanceClass: "db.m5.large",
        AllocatedStorage: 100,
        MasterUsername: "admin",
        MasterUserPassword: "for-tests-1",
      }),
    );
    await setRestoreWindow({
      DBInstanceIdentifier: identifier,
      EarliestTime: "2006-11-01T01:00:00Z",
      LatestTime: "2026-11-27T02:55:00Z",
    });
    const at = "2026-11-01T04:00:00+01:00";
    const told = await ballast(
      ["restore", "invento-windows-prod", "--store", "database", "--at", at, "--apply", "--format", "json"],
      { input: `${identifier}-at-20261101t030000z\n` },
    );
    expect([told.status, told.stderr]).toEqual([0, expect.stringContaining("is billed by the hour")]);
    expect(JSON.parse(told.stdout)).toMatchObject({
      chosen: { time: "2026-11-01T03:00:00.000Z" },
      created: `${identifier}-at-20261101t030000z`,
      settings: [{ path: ["database", "snapshotIdentifier"], value: `${identifier}-at-20261101t030000z` }],
    });
    expect(await changes()).toEqual(["rds:RestoreDBInstanceToPointInTime"]);
  });
});
