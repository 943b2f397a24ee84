import { DescribeFileSystemsCommand } from "@aws-sdk/client-efs";
import { CreateDBClusterCommand, CreateDBInstanceCommand } from "@aws-sdk/client-rds";
import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { ListBackupVaultsCommand } from "@aws-sdk/client-backup";
import { restoreFileSystem } from "../../restore/apply/fileSystem.ts";
import { findStore } from "../../restore/find.ts";
import { account, backups, expectNoFaults, numberOf, pace, region, storeOf } from "../../restore/testing.ts";
import type { Store, StoreKind } from "../../restore/stores.ts";
import { answerBy, pagesOf, setBackupJobs, setWindowsBackups } from "../../testing/standIn.ts";
import { Stage } from "../../testing/stage.ts";
import { deleteSaved, saveStore } from "./save.ts";

const aws = backups();
const mark = "accept-0123456789ab";
const roleArn = `arn:aws:iam::${account}:role/service-role/AWSBackupDefaultServiceRole`;
const tags = { Project: "shop", Environment: "dev" };
let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});
afterEach(expectNoFaults);

/** Has the store stand in the emulated account. */
const standing: Record<StoreKind, () => Promise<Store>> = {
  ebs: async () => {
    await stage.volume("a", { Name: "shop-dev-data" });
    return storeOf("ebs", "data-volume", { Name: "shop-dev-data" });
  },
  efs: async () => {
    await stage.fileSystem(["a"], { Name: "shop-dev-files" });
    return storeOf("efs", "files-files", { Name: "shop-dev-files" });
  },
  fsx: async () => {
    await setWindowsBackups({
      FileSystems: [
        {
          FileSystemId: "fs-0123456789abcdef0",
          FileSystemType: "WINDOWS",
          StorageCapacity: 32,
          StorageType: "SSD",
          Lifecycle: "AVAILABLE",
          ResourceARN: `arn:aws:fsx:${region}:${account}:file-system/fs-0123456789abcdef0`,
          Tags: [{ Key: "Name", Value: "state" }],
        },
      ],
    });
    return storeOf("fsx", "state-files", { Name: "state" });
  },
  rds: async () => {
    const identifier = "shop-dev-database";
    await aws.rds.send(
      new CreateDBInstanceCommand({
        DBInstanceIdentifier: identifier,
        Engine: "sqlserver-ex",
        DBInstanceClass: "db.t3.small",
        AllocatedStorage: 20,
        MasterUsername: "admin",
        MasterUserPassword: "for-tests-1",
      }),
    );
    return storeOf("rds", "database-instance", {}, { identifier });
  },
  aurora: async () => {
    // The emulator invents a key for a cluster that has none, and knows nothing of it.
    const { KeyMetadata } = await aws.kms.send(new CreateKeyCommand({}));
    await aws.rds.send(
      new CreateDBClusterCommand({
        DBClusterIdentifier: "clair-database-1a2b3c4",
        Engine: "aurora-postgresql",
        MasterUsername: "clair",
        StorageEncrypted: true,
        KmsKeyId: KeyMetadata?.Arn,
        MasterUserPassword: "for-tests-1",
        Tags: [{ Key: "Environment", Value: "dev" }],
      }),
    );
    return storeOf("aurora", "clair-database", { Environment: "dev" });
  },
};

const creates: Record<StoreKind, string> = {
  ebs: "ec2:CreateSnapshot",
  efs: "backup:StartBackupJob",
  fsx: "fsx:CreateBackup",
  rds: "rds:CreateDBSnapshot",
  aurora: "rds:CreateDBClusterSnapshot",
};

it.each(Object.entries(standing))(
  "saves %s once, as a recovery point that ballast restore lists, and deletes no other (F.0.64)",
  async (name, stand) => {
    const kind = name as StoreKind;
    const store = await stand();
    const [found] = (await findStore(aws, store)).standing;
    if (found === undefined) throw new Error("nothing stands");
    const saving = { store, standing: found, mark, tags, roleArn };
    const id = await saveStore(aws, saving, pace);
    expect(await saveStore(aws, saving, pace)).toBe(id);
    expect(await numberOf(creates[kind])).toBe(1);
    const others = await saveStore(aws, { ...saving, mark: "accept-other" }, pace);
    const listed = async (): Promise<string[]> =>
      (await findStore(aws, store)).points
        .filter(({ id: one, unusable }) => unusable === undefined && one !== "" && !one.startsWith("rds:"))
        .map((point) => point.id);
    expect(await listed()).toEqual(expect.arrayContaining([id, others]));
    await deleteSaved(aws, { kinds: new Set([kind]), mark }, pace);
    expect(await listed()).toEqual([others]);
    // There is nothing left to delete.
    await deleteSaved(aws, { kinds: new Set([kind]), mark }, pace);
  },
);

it("says why AWS did not save a store, and starts another job when it is called again", async () => {
  const store = await standing.efs();
  const [found] = (await findStore(aws, store)).standing;
  if (found === undefined) throw new Error("nothing stands");
  const saving = { store, standing: found, mark, tags, roleArn };
  await setBackupJobs({ State: "FAILED", StatusMessage: "the role may not" });
  await expect(saveStore(aws, saving, pace)).rejects.toThrow(
    /^AWS Backup did not save fs-\w+: its job is FAILED: the role may not\.$/,
  );
  await setBackupJobs({});
  expect(await saveStore(aws, saving, pace)).toMatch(/:recovery-point:saved-2$/);
  await setBackupJobs({ Lifecycle: "FAILED" });
  const windows = await standing.fsx();
  const [share] = (await findStore(aws, windows)).standing;
  if (share === undefined) throw new Error("nothing stands");
  await expect(saveStore(aws, { ...saving, store: windows, standing: share }, pace)).rejects.toThrow(
    /^The backup backup-\w+ of fs-0123456789abcdef0 failed: /,
  );
});

it("deletes with the vault what AWS Backup has restored from it, and not the file system that stands", async () => {
  const store = await standing.efs();
  const [found] = (await findStore(aws, store)).standing;
  if (found === undefined) throw new Error("nothing stands");
  const id = await saveStore(aws, { store, standing: found, mark, tags, roleArn }, pace);
  const point = (await findStore(aws, store)).points.find((one) => one.id === id);
  if (point === undefined) throw new Error(`${id} is not listed`);
  const restored = await restoreFileSystem(aws, { name: store.name, point, roleArn }, pace);
  await pagesOf(100);
  const fileSystems = async (): Promise<(string | undefined)[]> =>
    ((await aws.efs.send(new DescribeFileSystemsCommand({}))).FileSystems ?? []).map(
      ({ FileSystemId }) => FileSystemId,
    );
  expect(await fileSystems()).toEqual(expect.arrayContaining([found.id, restored.id]));
  await deleteSaved(aws, { kinds: new Set(["efs"]), mark }, pace);
  expect(await fileSystems()).toEqual([found.id]);
  expect((await aws.backup.send(new ListBackupVaultsCommand({}))).BackupVaultList ?? []).toEqual([]);
});

it("fails where AWS refuses access to the vault that stands, and makes no call for one that does not", async () => {
  const store = await standing.efs();
  const [found] = (await findStore(aws, store)).standing;
  if (found === undefined) throw new Error("nothing stands");
  await deleteSaved(aws, { kinds: new Set(["efs"]), mark }, pace);
  expect(await numberOf("backup:ListRecoveryPointsByBackupVault")).toBe(0);
  await saveStore(aws, { store, standing: found, mark, tags, roleArn }, pace);
  await answerBy({
    operation: "ListRecoveryPointsByBackupVault",
    code: "AccessDeniedException",
    status: 403,
  });
  await expect(deleteSaved(aws, { kinds: new Set(["efs"]), mark }, pace)).rejects.toThrow(
    /AWS does not allow/,
  );
  const { BackupVaultList = [] } = await aws.backup.send(new ListBackupVaultsCommand({}));
  expect(BackupVaultList.map(({ BackupVaultName }) => BackupVaultName)).toEqual([mark]);
});
