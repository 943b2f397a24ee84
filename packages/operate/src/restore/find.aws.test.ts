import {
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DeleteVolumeCommand,
  ModifySnapshotTierCommand,
} from "@aws-sdk/client-ec2";
import { CreateKeyCommand, DisableKeyCommand } from "@aws-sdk/client-kms";
import {
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DeleteDBInstanceCommand,
} from "@aws-sdk/client-rds";
import { answerBy, setRecoveryPoint, setRestoreWindow, setWindowsBackups } from "../testing/standIn.ts";
import { Stage } from "../testing/stage.ts";
import { findStore } from "./find.ts";
import type { FoundStore } from "./found.ts";
import { account, backups, expectNoFaults, region, storeOf } from "./testing.ts";

/* Lists come in pages of two, of which the first is empty; AWS's own models validate every request and reply (tools/aws-emulator). */
let stage: Stage;
const aws = backups();

beforeEach(async () => {
  stage = await Stage.open();
});

afterEach(expectNoFaults);

function stateOf({ points }: FoundStore): Record<string, string | undefined> {
  return Object.fromEntries(points.map(({ id, unusable }) => [id, unusable]));
}

describe("recovery points of an EBS volume (F.0.35)", () => {
  const tags = { Name: "shop-prod-data", "ballast:volume": "shop-prod-data" };
  const store = storeOf("ebs", "data-volume", tags);

  async function snapshot(volume: string, more: Record<string, string> = {}): Promise<string> {
    const { SnapshotId = "" } = await aws.ec2.send(
      new CreateSnapshotCommand({
        VolumeId: volume,
        TagSpecifications: [
          {
            ResourceType: "snapshot",
            Tags: Object.entries({ ...tags, ...more }).map(([Key, Value]) => ({ Key, Value })),
          },
        ],
      }),
    );
    return SnapshotId;
  }

  it("finds those of the volume and those with its tags, and nobody else's", async () => {
    const volume = await stage.volume("a", tags);
    const other = await stage.volume("a", { ...tags, "ballast:volume": "shop-prod-database" });
    const ids = [await snapshot(volume), await snapshot(volume), await stage.snapshot(volume)];
    await stage.snapshot(other);
    const found = await findStore(aws, store);
    const arn = `arn:aws:ec2:eu-central-1:123456789012:volume/${volume}`;
    expect(found.standing).toEqual([{ id: volume, arn, words: "eu-central-1a, 20 GiB gp3, available" }]);
    expect(Object.keys(stateOf(found)).sort()).toEqual([...ids].sort());
    expect(found.sizeGiB).toBe(20);
  });

  it("finds the snapshots of a volume that is gone, by the tags that they copied", async () => {
    const volume = await stage.volume("a", tags);
    const id = await snapshot(volume);
    await aws.ec2.send(new DeleteVolumeCommand({ VolumeId: volume }));
    const found = await findStore(aws, store);
    expect(found.standing).toEqual([]);
    expect(found.points).toEqual([expect.objectContaining({ id, of: volume, state: "completed" })]);
  });

  it("finds what patching and deployments saved, and says so", async () => {
    const [patch, before] = ["ballast:before-patch-of", "ballast:before-deployment-of"];
    const gone = await stage.volume("a", tags);
    const saved = await stage.snapshot(gone, { Name: tags.Name, [before]: "web" });
    await aws.ec2.send(new DeleteVolumeCommand({ VolumeId: gone }));
    const volume = await stage.volume("a", tags);
    // With the same name, and another volume's.
    const other = await stage.volume("a", { ...tags, "ballast:volume": "shop-prod-database" });
    await stage.snapshot(other, { Name: tags.Name, [before]: "web" });
    const points = {
      [saved]: "snapshot before a deployment",
      [await stage.snapshot(volume, { Name: tags.Name, [before]: "web" })]: "snapshot before a deployment",
      [await snapshot(volume, { [patch]: "group" })]: "snapshot before patching",
      [await stage.snapshot(volume)]: "snapshot",
    };
    const found = await findStore(aws, store);
    expect(Object.fromEntries(found.points.map(({ id, kind }) => [id, kind]))).toEqual(points);
    // Without a copy of the tags, the volume tells.
    expect(found.points.find(({ id }) => id === saved)).toMatchObject({ of: gone });
  });

  it("does not choose what is archived, nor what AWS Backup deletes", async () => {
    const volume = await stage.volume("a", tags);
    const [archived, expired, fine] = [
      await snapshot(volume),
      await snapshot(volume),
      await snapshot(volume),
    ];
    await aws.ec2.send(new ModifySnapshotTierCommand({ SnapshotId: archived, StorageTier: "archive" }));
    await setRecoveryPoint({
      RecoveryPointArn: `arn:aws:ec2:${region}::snapshot/${expired}`,
      ResourceArn: `arn:aws:ec2:${region}:${account}:volume/${volume}`,
      ResourceType: "EBS",
      BackupVaultName: "Default",
      CreationDate: "2026-11-01T03:00:00Z",
      Status: "EXPIRED",
    });
    const found = await findStore(aws, store);
    expect(stateOf(found)).toEqual({
      [archived ?? ""]:
        `it is archived. Restore it first: aws ec2 restore-snapshot-tier --snapshot-id ${archived} --permanent-restore`,
      [expired ?? ""]: "it is EXPIRED",
      [fine ?? ""]: undefined,
    });
  });

  it("says where tags do not tell volumes apart", async () => {
    await stage.volume("a", tags);
    await stage.volume("b", tags);
    const found = await findStore(aws, store);
    expect(found.standing).toHaveLength(2);
    expect(found.notes.join()).toContain("have the same tags, so which of them is data-volume is unknown");
  });

  it("looks for the volume where the stack is, and for its snapshots where the copies are", async () => {
    const ireland = backups("eu-west-1");
    const volume = await stage.volume("a", tags);
    await snapshot(volume);
    const { VolumeId: other = "" } = await ireland.ec2.send(
      new CreateVolumeCommand({ AvailabilityZone: "eu-west-1a", Size: 20 }),
    );
    const { SnapshotId: copy } = await ireland.ec2.send(
      new CreateSnapshotCommand({
        VolumeId: other,
        TagSpecifications: [
          { ResourceType: "snapshot", Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
        ],
      }),
    );
    const found = await findStore(aws, store, ireland);
    expect(found.standing.map(({ id }) => id)).toEqual([volume]);
    expect(found.points.map(({ id }) => id)).toEqual([copy]);
  });

  it("says which permission is missing", async () => {
    await answerBy({ operation: "DescribeSnapshots", code: "UnauthorizedOperation", status: 403 });
    await stage.volume("a", tags);
    await expect(findStore(aws, store)).rejects.toThrow("AWS does not allow ec2:DescribeSnapshots.");
  });
});

describe("recovery points of an EFS file system (F.0.35)", () => {
  const tags = { Name: "shop-prod-files", "ballast:managed": "pulumi" };
  const store = storeOf("efs", "files-files", tags);
  const arn = (id: string): string => `arn:aws:elasticfilesystem:${region}:${account}:file-system/${id}`;

  function add(id: string, of: string, Status: string, CreationDate: string, key?: string): Promise<void> {
    return setRecoveryPoint({
      RecoveryPointArn: `arn:aws:backup:${region}:${account}:recovery-point:${id}`,
      ResourceArn: arn(of),
      ResourceType: "EFS",
      ResourceName: "shop-prod-files",
      BackupVaultName: "aws/efs/automatic-backup-vault",
      CreationDate,
      Status,
      ...(key !== undefined && { EncryptionKeyArn: key }),
    });
  }

  it("lists what AWS Backup has of it, page by page, and of one that is gone", async () => {
    const id = await stage.fileSystem(["a"], tags);
    await stage.fileSystem(["a"], { ...tags, Name: "shop-dev-files" });
    const states = ["COMPLETED", "PARTIAL", "DELETING", "EXPIRED", "CREATING"];
    for (const [index, state] of states.entries())
      await add(`p${index}`, id, state, `2026-11-2${index}T05:00:00Z`);
    await add("old", "fs-00000000000000001", "COMPLETED", "2026-10-01T05:00:00Z");
    const found = await findStore(aws, store);
    expect(found.standing.map((one) => one.id)).toEqual([id]);
    expect(found.points.map((one) => [one.id.split(":").at(-1), one.unusable, one.of])).toEqual([
      ["p4", "it is CREATING", undefined],
      ["p3", "it is EXPIRED", undefined],
      ["p2", "it is DELETING", undefined],
      ["p1", "it is PARTIAL", undefined],
      ["p0", undefined, undefined],
      ["old", undefined, "fs-00000000000000001"],
    ]);
  });

  it("finds the restored file system that a stack has adopted, with the points of the one that it replaced", async () => {
    const old = await stage.fileSystem([], tags);
    const adopted = await stage.fileSystem(["a"], {
      Name: "files-restored",
      "ballast:restore-of": "files-files",
    });
    await add("old", old, "COMPLETED", "2026-11-20T05:00:00Z");
    await add("new", adopted, "COMPLETED", "2026-11-21T05:00:00Z");
    const found = await findStore(aws, { ...store, existing: { id: adopted } });
    expect(found.standing.map(({ id }) => id)).toEqual([adopted]);
    expect(found.points.map(({ id, of }) => [id.split(":").at(-1), of])).toEqual([
      ["new", undefined],
      ["old", old],
    ]);
  });

  it("does not choose what a disabled key encrypts", async () => {
    const id = await stage.fileSystem(["a"], tags);
    const { KeyMetadata: { Arn: disabled = "", KeyId } = {} } = await aws.kms.send(new CreateKeyCommand({}));
    const { KeyMetadata: { Arn: enabled = "" } = {} } = await aws.kms.send(new CreateKeyCommand({}));
    await aws.kms.send(new DisableKeyCommand({ KeyId }));
    const gone = `arn:aws:kms:${region}:${account}:key/00000000-0000-0000-0000-000000000000`;
    await add("disabled", id, "COMPLETED", "2026-11-23T05:00:00Z", disabled);
    await add("gone", id, "COMPLETED", "2026-11-22T05:00:00Z", gone);
    await add("enabled", id, "COMPLETED", "2026-11-21T05:00:00Z", enabled);
    const found = await findStore(aws, store);
    expect(found.points.map(({ unusable }) => unusable)).toEqual([
      `its key ${disabled} is Disabled`,
      `its key ${gone} is gone`,
      undefined,
    ]);
    expect(found.notes).toEqual([]);
  });

  it("says that it does not know a key that KMS does not show, and counts it as enabled", async () => {
    const id = await stage.fileSystem(["a"], tags);
    const key = `arn:aws:kms:${region}:999999999999:key/00000000-0000-0000-0000-000000000000`;
    await add("one", id, "COMPLETED", "2026-11-23T05:00:00Z", key);
    await answerBy({ operation: "DescribeKey", code: "AccessDeniedException", times: 9 });
    const found = await findStore(aws, store);
    expect(found.points[0]?.unusable).toBeUndefined();
    expect(found.notes).toEqual([expect.stringContaining(`Whether the key ${key} is enabled is unknown`)]);
  });
});

describe("recovery points of FSx for Windows (F.0.35)", () => {
  const tags = { Name: "state", Environment: "prod" };
  const store = storeOf("fsx", "state-files", tags);
  const tagList = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

  function fileSystem(FileSystemId: string, Tags?: object[]): object {
    return {
      FileSystemId,
      FileSystemType: "WINDOWS",
      StorageCapacity: 200,
      StorageType: "SSD",
      Lifecycle: "AVAILABLE",
      ResourceARN: `arn:aws:fsx:${region}:${account}:file-system/${FileSystemId}`,
      ...(Tags && { Tags }),
    };
  }

  function backup(BackupId: string, Type: string, Lifecycle: string, of: string, Tags?: object[]): object {
    return {
      BackupId,
      Type,
      Lifecycle,
      CreationTime: `2026-11-2${BackupId.at(-1)}T01:00:00Z`,
      FileSystem: fileSystem(of),
      ...(Tags && { Tags }),
    };
  }

  it("lists automatic and user backups of it, and those with its tags of one that is gone", async () => {
    const [own, other, gone] = ["fs-0aaaaaaaaaaaaaaaa", "fs-0bbbbbbbbbbbbbbbb", "fs-0cccccccccccccccc"];
    await setWindowsBackups({
      FileSystems: [
        fileSystem(other, [
          { Key: "Name", Value: "state" },
          { Key: "Environment", Value: "dev" },
        ]),
        fileSystem(own, tagList),
      ],
      Backups: [
        backup("backup-00000000000000001", "AUTOMATIC", "AVAILABLE", own),
        backup("backup-00000000000000002", "USER_INITIATED", "AVAILABLE", own),
        backup("backup-00000000000000003", "AUTOMATIC", "CREATING", own),
        backup("backup-00000000000000004", "AUTOMATIC", "AVAILABLE", other),
        backup("backup-00000000000000005", "USER_INITIATED", "AVAILABLE", gone, tagList),
      ],
    });
    const found = await findStore(aws, store);
    expect(found.standing).toEqual([expect.objectContaining({ id: own, words: "200 GiB SSD, AVAILABLE" })]);
    expect(found.points.map(({ id, kind, unusable, of }) => [id.at(-1), kind, unusable, of])).toEqual([
      ["5", "user backup", undefined, gone],
      ["3", "automatic backup", "it is CREATING", undefined],
      ["2", "user backup", undefined, undefined],
      ["1", "automatic backup", undefined, undefined],
    ]);
  });
});

describe("recovery points of two file systems with the same tags (F.0.35)", () => {
  it("says of which each is", async () => {
    const Tags = [{ Key: "Name", Value: "state" }];
    const ids = ["fs-0aaaaaaaaaaaaaaaa", "fs-0bbbbbbbbbbbbbbbb"];
    const FileSystems = ids.map((FileSystemId) => ({
      FileSystemId,
      FileSystemType: "WINDOWS",
      StorageCapacity: 200,
      StorageType: "SSD",
      Lifecycle: "AVAILABLE",
      Tags,
    }));
    await setWindowsBackups({
      FileSystems,
      Backups: FileSystems.map((FileSystem, index) => ({
        BackupId: `backup-0000000000000000${index}`,
        Type: "AUTOMATIC",
        Lifecycle: "AVAILABLE",
        CreationTime: `2026-11-2${index}T01:00:00Z`,
        FileSystem,
      })),
    });
    const { points } = await findStore(aws, storeOf("fsx", "state-files", { Name: "state" }));
    expect(points.map(({ of, isAutomatic }) => [of, isAutomatic])).toEqual([
      [ids[1], true],
      [ids[0], true],
    ]);
  });
});

describe("recovery points of databases (F.0.35)", () => {
  const identifier = "shop-prod-database";
  const store = storeOf("rds", "database-instance", {}, { identifier });

  async function server(name: string): Promise<void> {
    await aws.rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: name,
        Engine: "sqlserver-se",
        DBInstanceClass: "db.m5.large",
        AllocatedStorage: 100,
        MasterUsername: "admin",
        MasterUserPassword: "for-tests-1",
      }),
    );
  }

  it("lists snapshots of a server, and between which moments any one can be restored", async () => {
    await server(identifier);
    await server("shop-prod-database-2");
    await aws.rds.send(
      new CreateDBSnapshotCommand({ DBInstanceIdentifier: identifier, DBSnapshotIdentifier: "by-hand" }),
    );
    await aws.rds.send(
      new CreateDBSnapshotCommand({
        DBInstanceIdentifier: "shop-prod-database-2",
        DBSnapshotIdentifier: "others",
      }),
    );
    await setRestoreWindow({
      DBInstanceIdentifier: identifier,
      EarliestTime: "2026-11-01T01:00:00Z",
      LatestTime: "2026-11-27T02:55:00Z",
    });
    const found = await findStore(aws, store);
    expect(found.standing.map(({ id }) => id)).toEqual([identifier]);
    expect(found.points.map(({ id }) => id)).toEqual(expect.arrayContaining(["by-hand"]));
    expect(found.points.map(({ id }) => id)).not.toContain("others");
    expect(found.range?.earliest).toEqual(new Date("2026-11-01T01:00:00Z"));
    expect(found.database).toMatchObject({ engine: "sqlserver-se", instanceClass: "db.m5.large" });
  });

  it("knows the range that RDS keeps of a server that is gone", async () => {
    await server(identifier);
    await aws.rds.send(
      new DeleteDBInstanceCommand({ DBInstanceIdentifier: identifier, FinalDBSnapshotIdentifier: "final" }),
    );
    const window = { EarliestTime: "2026-11-01T01:00:00Z", LatestTime: "2026-11-20T02:55:00Z" };
    await setRestoreWindow({ DBInstanceIdentifier: identifier, ...window });
    const found = await findStore(aws, store);
    expect(found.standing).toEqual([]);
    expect(found.range).toEqual({
      earliest: new Date(window.EarliestTime),
      latest: new Date(window.LatestTime),
    });
    expect(found.points.map(({ id }) => id)).toContain("final");
  });

  it("finds an Aurora cluster by the name that Pulumi gave it and by its tags", async () => {
    const tags = { Environment: "prod" };
    const cluster = async (DBClusterIdentifier: string, Environment: string): Promise<void> => {
      await aws.rds.send(
        new CreateDBClusterCommand({
          DBClusterIdentifier,
          Engine: "aurora-postgresql",
          MasterUsername: "clair",
          MasterUserPassword: "for-tests-1",
          Tags: [{ Key: "Environment", Value: Environment }],
        }),
      );
    };
    await cluster("clair-database-1a2b3c4", "prod");
    await cluster("clair-database-5d6e7f8", "dev");
    await cluster("clair-database-other", "prod");
    await aws.rds.send(
      new CreateDBClusterSnapshotCommand({
        DBClusterIdentifier: "clair-database-1a2b3c4",
        DBClusterSnapshotIdentifier: "by-hand",
      }),
    );
    // Without tags of the provider, the name alone tells clusters apart from those of other names.
    const untagged = await findStore(aws, storeOf("aurora", "clair-database", {}));
    expect(untagged.standing.map(({ id }) => id).sort()).toEqual([
      "clair-database-1a2b3c4",
      "clair-database-5d6e7f8",
    ]);
    const found = await findStore(aws, storeOf("aurora", "clair-database", tags));
    expect(found.standing.map(({ id }) => id)).toEqual(["clair-database-1a2b3c4"]);
    expect(found.points.map(({ id }) => id)).toContain("by-hand");
    expect(found.range).toBeDefined();
  });
});
