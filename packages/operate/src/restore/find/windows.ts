import {
  paginateDescribeBackups,
  paginateDescribeFileSystems,
  type Backup,
  type Tag,
} from "@aws-sdk/client-fsx";
import { every } from "../../aws.ts";
import type { Backups } from "../clients.ts";
import type { FoundStore } from "../found.ts";
import type { RecoveryPoint } from "../points.ts";
import type { Store } from "../stores.ts";
import { pointsOfResource, withAwsBackup } from "./awsBackup.ts";

const kinds: Record<string, string> = {
  AUTOMATIC: "automatic backup",
  USER_INITIATED: "user backup",
  AWS_BACKUP: "AWS Backup",
};

/** An FSx for Windows file system with its backups: its own, and those that bear its tags. */
export async function findWindowsFileSystem(
  aws: Backups,
  store: Store,
  elsewhere: Backups,
): Promise<FoundStore> {
  const all = await every(
    paginateDescribeFileSystems({ client: aws.fsx }, {}),
    ({ FileSystems }) => FileSystems,
  );
  const standing = all.filter(
    ({ FileSystemType, Tags }) => FileSystemType === "WINDOWS" && isOf(store, Tags),
  );
  const ids = standing.flatMap(({ FileSystemId }) => FileSystemId ?? []);
  const backups = await every(
    paginateDescribeBackups({ client: elsewhere.fsx }, {}),
    ({ Backups: page }) => page,
  );
  const own = backups.filter(
    ({ FileSystem, Tags }) => ids.includes(FileSystem?.FileSystemId ?? "") || isOf(store, Tags),
  );
  const ofBackup = [];
  for (const { ResourceARN } of standing)
    if (ResourceARN !== undefined) ofBackup.push(...(await pointsOfResource(elsewhere, ResourceARN)));
  const size = standing[0]?.StorageCapacity;
  return {
    store,
    standing: standing.map((one) => ({
      id: one.FileSystemId ?? "",
      ...(one.ResourceARN !== undefined && { arn: one.ResourceARN }),
      words: `${one.StorageCapacity} GiB ${one.StorageType}, ${one.Lifecycle}`,
    })),
    points: withAwsBackup(
      own.map((one) => pointOf(one)),
      ofBackup,
    ),
    ...(size !== undefined && { sizeGiB: size }),
    notes: [],
  };
}

function isOf({ tags }: Store, found: Tag[] = []): boolean {
  const wanted = Object.entries(tags);
  return (
    wanted.length > 0 &&
    wanted.every(([key, value]) => found.some(({ Key, Value }) => Key === key && Value === value))
  );
}

function pointOf(one: Backup): RecoveryPoint {
  const {
    BackupId: id = "",
    Lifecycle: state = "unknown",
    Type = "",
    CreationTime,
    KmsKeyId,
    FileSystem,
  } = one;
  const why = one.FailureDetails?.Message === undefined ? "" : `: ${one.FailureDetails.Message}`;
  const of = FileSystem?.FileSystemId;
  return {
    id,
    ...(one.ResourceARN !== undefined && { arn: one.ResourceARN }),
    kind: kinds[Type] ?? Type,
    ...(CreationTime && { time: CreationTime }),
    state,
    ...(state !== "AVAILABLE" && { unusable: `it is ${state}${why}` }),
    ...(FileSystem?.StorageCapacity !== undefined && { sizeGiB: FileSystem.StorageCapacity }),
    ...(KmsKeyId !== undefined && { key: KmsKeyId }),
    ...(of !== undefined && { of }),
    ...(Type === "AUTOMATIC" && { isAutomatic: true }),
  };
}
