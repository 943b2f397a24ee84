/**
 * What the function sees of a restored resource, kind by kind: what AWS says of it, beside what AWS says of the recovery point, which is how
 * the store was then. A store may have been changed since, so it is not compared with, but where the recovery point says nothing.
 */
export const looks = `
/** @param {string | undefined} arn */
const idOf = (arn = "") => arn.split(/[:/]/).at(-1) ?? "";
/** Of what RDS names: it may contain colons. @param {string | undefined} arn */
const nameOf = (arn = "") => arn.split(":").slice(6).join(":");

/**
 * The restored resource, once AWS calls it usable.
 *
 * @template T @param {() => Promise<T | undefined>} look @param {(one: T) => string | undefined} stateOf
 * @param {string} usable @param {() => boolean} hasTime @returns {Promise<{ found?: T, state: Fact }>}
 */
async function usableOnce(look, stateOf, usable, hasTime) {
  for (;;) {
    const found = await unlessMissing(look);
    const state = found === undefined ? "missing" : (stateOf(found) ?? "unknown");
    if (found !== undefined && state === usable) return { found, state: { is: "it is " + usable } };
    if (!hasTime()) return { state: { is: "it is " + state + ", and not " + usable, fault: true } };
    await new Promise((resolve) => setTimeout(resolve, settings.pollSeconds * 1000));
  }
}

/** @template T @param {() => Promise<T | undefined>} look @returns {Promise<T | undefined>} */
async function unlessMissing(look) {
  try {
    return await look();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * @template T @param {string} what @param {T} found @param {T | undefined} expected Undefined: nothing is expected.
 * @param {string} than Before what is expected. @param {(expected: T) => boolean} isFault @returns {Fact}
 */
function compared(what, found, expected, than, isFault) {
  if (expected === undefined) return { is: what + " " + found + " (not compared)" };
  return isFault(expected) ? { is: what + " is " + found + than + expected, fault: true } : { is: what + " " + found };
}

/** @param {string} what @param {string | undefined} found @param {string | undefined} expected */
const same = (what, found, expected) => compared(what, found, expected, ", and not ", (one) => one !== found);

/** @param {string} what @param {number | undefined} found @param {number | undefined} least */
const atLeast = (what, found = 0, least) => compared(what, found, least, ", and not at least ", (one) => found < one);

/** A service may restore to a newer version, and not to an older one. @param {string | undefined} found @param {string | undefined} least */
const version = (found = "", least) =>
  compared("version", found, least, ", older than ", (one) => found.localeCompare(one, "en", { numeric: true }) < 0);

/**
 * @param {boolean | undefined} isOn @param {string | undefined} key
 * @param {{ isOn?: boolean | undefined, key?: string | undefined }} expected @returns {Fact}
 */
function encryption(isOn, key, expected) {
  if (!isOn) return { is: "it is not encrypted", ...(expected.isOn && { fault: true }) };
  return same("key", key, expected.key);
}

/** @type {Record<Settings["kind"], (job: Job, hasTime: () => boolean) => Promise<Fact[]>>} */
const looks = {
  async EBS({ CreatedResourceArn, RecoveryPointArn }, hasTime) {
    const { DescribeSnapshotsCommand, DescribeVolumesCommand, EC2Client } = await import("@aws-sdk/client-ec2");
    const ec2 = new EC2Client({});
    const VolumeIds = [idOf(CreatedResourceArn)];
    const { found, state } = await usableOnce(
      async () => (await ec2.send(new DescribeVolumesCommand({ VolumeIds }))).Volumes?.[0],
      ({ State }) => State,
      "available",
      hasTime,
    );
    if (found === undefined) return [state];
    const SnapshotIds = [idOf(RecoveryPointArn)];
    const from = await unlessMissing(async () => (await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds }))).Snapshots?.[0]);
    return [
      state,
      same("snapshot", found.SnapshotId, SnapshotIds[0]),
      atLeast("size in GiB", found.Size, from?.VolumeSize),
      encryption(found.Encrypted, found.KmsKeyId, { isOn: from?.Encrypted, key: from?.KmsKeyId }),
    ];
  },
  async EFS({ CreatedResourceArn, BackupSizeInBytes }, hasTime) {
    const { DescribeFileSystemsCommand, EFSClient } = await import("@aws-sdk/client-efs");
    const efs = new EFSClient({});
    const describe = async (/** @type {string} */ FileSystemId) =>
      (await efs.send(new DescribeFileSystemsCommand({ FileSystemId }))).FileSystems?.[0];
    const { found, state } = await usableOnce(
      () => describe(idOf(CreatedResourceArn)),
      ({ LifeCycleState }) => LifeCycleState,
      "available",
      hasTime,
    );
    if (found === undefined) return [state];
    const source = await unlessMissing(() => describe(idOf(settings.sourceArn)));
    // Amazon EFS measures a new file system later; AWS Backup says at once how much it restored.
    const size = source?.SizeInBytes?.Value ?? 0;
    const isEmpty = BackupSizeInBytes === 0 && size > 2 ** 20;
    const restored = "AWS Backup restored " + (BackupSizeInBytes ?? "an unknown number of") + " bytes";
    return [
      state,
      isEmpty ? { is: restored + " of a file system that has " + size, fault: true } : { is: restored },
      encryption(found.Encrypted, found.KmsKeyId, { isOn: source?.Encrypted, key: settings.kmsKeyArn }),
    ];
  },
  async FSx({ CreatedResourceArn, RecoveryPointArn }, hasTime) {
    const { DescribeBackupsCommand, DescribeFileSystemsCommand, FSxClient } = await import("@aws-sdk/client-fsx");
    const fsx = new FSxClient({});
    const FileSystemIds = [idOf(CreatedResourceArn)];
    const { found, state } = await usableOnce(
      async () => (await fsx.send(new DescribeFileSystemsCommand({ FileSystemIds }))).FileSystems?.[0],
      ({ Lifecycle }) => Lifecycle,
      "AVAILABLE",
      hasTime,
    );
    if (found === undefined) return [state];
    const BackupIds = [idOf(RecoveryPointArn)];
    const from = await unlessMissing(async () => (await fsx.send(new DescribeBackupsCommand({ BackupIds }))).Backups?.[0]?.FileSystem);
    return [
      state,
      same("type", found.FileSystemType, from?.FileSystemType),
      atLeast("capacity in GiB", found.StorageCapacity, from?.StorageCapacity),
      // The drill's own, as its settings say.
      { is: "throughput in MB/s " + found.WindowsConfiguration?.ThroughputCapacity },
      same("key", found.KmsKeyId, settings.kmsKeyArn),
    ];
  },
  async RDS({ CreatedResourceArn, RecoveryPointArn }, hasTime) {
    const { DescribeDBInstancesCommand, DescribeDBSnapshotsCommand, RDSClient } = await import("@aws-sdk/client-rds");
    const rds = new RDSClient({});
    const DBInstanceIdentifier = idOf(CreatedResourceArn);
    const { found, state } = await usableOnce(
      async () => (await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }))).DBInstances?.[0],
      ({ DBInstanceStatus }) => DBInstanceStatus,
      "available",
      hasTime,
    );
    if (found === undefined) return [state];
    const DBSnapshotIdentifier = nameOf(RecoveryPointArn).replace(/^snapshot:/, "");
    const from = await unlessMissing(
      async () => (await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }))).DBSnapshots?.[0],
    );
    return [
      state,
      same("engine", found.Engine, from?.Engine),
      version(found.EngineVersion, from?.EngineVersion),
      atLeast("storage in GiB", found.AllocatedStorage, from?.AllocatedStorage),
      encryption(found.StorageEncrypted, found.KmsKeyId, { isOn: from?.Encrypted, key: from?.KmsKeyId }),
    ];
  },
  async Aurora({ CreatedResourceArn, RecoveryPointArn }, hasTime) {
    const { DescribeDBClustersCommand, DescribeDBClusterSnapshotsCommand, RDSClient } = await import("@aws-sdk/client-rds");
    const rds = new RDSClient({});
    const DBClusterIdentifier = idOf(CreatedResourceArn);
    const { found, state } = await usableOnce(
      async () => (await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier }))).DBClusters?.[0],
      ({ Status }) => Status,
      "available",
      hasTime,
    );
    if (found === undefined) return [state];
    const DBClusterSnapshotIdentifier = nameOf(RecoveryPointArn).replace(/^cluster-snapshot:/, "");
    const from = await unlessMissing(
      async () => (await rds.send(new DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier }))).DBClusterSnapshots?.[0],
    );
    return [
      state,
      same("engine", found.Engine, from?.Engine),
      version(found.EngineVersion, from?.EngineVersion),
      encryption(found.StorageEncrypted, found.KmsKeyId, { isOn: from?.StorageEncrypted, key: from?.KmsKeyId }),
    ];
  },
};
`;
