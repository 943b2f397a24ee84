import {
  DescribeRestoreJobCommand,
  GetRecoveryPointRestoreMetadataCommand,
  GetRestoreJobMetadataCommand,
  paginateListRestoreJobsByProtectedResource,
  StartRestoreJobCommand,
  type DescribeRestoreJobCommandOutput,
  type RestoreJobsListMember,
} from "@aws-sdk/client-backup";
import {
  DescribeFileSystemsCommand,
  TagResourceCommand,
  type FileSystemDescription,
} from "@aws-sdk/client-efs";
import { createHash } from "node:crypto";
import { every, unless } from "../../aws.ts";
import { OperateError } from "../../operateError.ts";
import { Watch, type Pace } from "../../watch.ts";
import type { Backups } from "../clients.ts";
import { restoredTag } from "../find/fileSystems.ts";
import type { RecoveryPoint } from "../points.ts";
import { ended } from "./ended.ts";

/** The resources that a restore created next to the existing ones. */
export interface Created {
  id: string;
  /** Whether an earlier call of the command had created it, or begun to. */
  isContinued: boolean;
  seconds: number;
}

export interface FileSystemRestore {
  /** The store's name, for the new file system's tags. */
  name: string;
  point: RecoveryPoint;
  /** The role that AWS Backup acts as. */
  roleArn: string;
  /** Whether an earlier restore is still the result although it has been mounted. @default false */
  isUsedWhileMounted?: boolean;
}

/**
 * Has AWS Backup restore a recovery point into a new file system. An earlier job of this command for the same point is followed instead of
 * starting another one, if it still runs or nothing can have written to its file system.
 */
export async function restoreFileSystem(
  aws: Backups,
  restore: FileSystemRestore,
  pace: Pace,
): Promise<Created> {
  const watch = new Watch(pace);
  const { point, name, roleArn } = restore;
  const source = await sourceOf(aws, point);
  // AWS's clocks and pages may throttle: each step can be repeated.
  const earlier = await watch.until(async () => ({ done: await ownJobsOf(aws, source.arn, point.id) }));
  const usable = await usableJob(aws, earlier, restore.isUsedWhileMounted);
  const jobId = usable?.RestoreJobId ?? (await start(aws, point, source.metadata, roleArn, earlier.length));
  try {
    const id = await followed(aws, jobId, watch);
    await watch.until(async () => {
      await aws.efs.send(
        new TagResourceCommand({
          ResourceId: id,
          Tags: [
            { Key: "Name", Value: `${name}-restored` },
            { Key: restoredTag, Value: name },
          ],
        }),
      );
      return { done: true };
    });
    return { id, isContinued: usable !== undefined, seconds: watch.seconds };
  } catch (error) {
    throw ended(error, [
      `The job ${jobId} of AWS Backup continues by itself. Nothing else was changed.`,
      "Run the same command again to follow the job. It does not start a second one.",
    ]);
  }
}

interface Source {
  /** The file system that the point was made of. */
  arn: string;
  metadata: Record<string, string>;
}

/** AWS Backup remembers what a file system was like: its mode, its encryption and its key. */
async function sourceOf({ backup, region }: Backups, { id, vault = "" }: RecoveryPoint): Promise<Source> {
  const { RestoreMetadata = {} } = await backup.send(
    new GetRecoveryPointRestoreMetadataCommand({ BackupVaultName: vault, RecoveryPointArn: id }),
  );
  const fileSystemId = RestoreMetadata["file-system-id"];
  if (fileSystemId === undefined)
    throw new OperateError(
      `AWS Backup does not report which file system ${id} is a backup of. Nothing was changed.`,
    );
  const [, partition = "aws", , , account = ""] = id.split(":");
  return {
    arn: `arn:${partition}:elasticfilesystem:${region}:${account}:file-system/${fileSystemId}`,
    metadata: RestoreMetadata,
  };
}

/** @param arn Of the file system that the recovery point was made of. */
export async function jobsOf(
  { backup }: Backups,
  arn: string,
  point: string,
): Promise<RestoreJobsListMember[]> {
  const pages = paginateListRestoreJobsByProtectedResource({ client: backup }, { ResourceArn: arn });
  const jobs = await unless(
    /^ResourceNotFoundException$/,
    every(pages, ({ RestoreJobs }) => RestoreJobs),
  );
  return (jobs ?? []).filter(({ RecoveryPointArn }) => RecoveryPointArn === point);
}

/** The beginning of the token of each job that this command starts, which AWS Backup keeps with the job. */
const ownToken = "ballast-restore-";

/** Restore testing plans and other people restore the same points; what they restored is deleted or in use. */
async function ownJobsOf(aws: Backups, arn: string, point: string): Promise<RestoreJobsListMember[]> {
  const own: RestoreJobsListMember[] = [];
  for (const job of await jobsOf(aws, arn, point)) {
    if (job.CreatedBy?.RestoreTestingPlanArn !== undefined) continue;
    const { Metadata } = await aws.backup.send(
      new GetRestoreJobMetadataCommand({ RestoreJobId: job.RestoreJobId }),
    );
    if (Metadata?.["CreationToken"]?.startsWith(ownToken)) own.push(job);
  }
  return own;
}

/** One that is under way, or whose file system is still there and cannot have been written to. */
async function usableJob(
  aws: Backups,
  jobs: RestoreJobsListMember[],
  isUsedWhileMounted = false,
): Promise<RestoreJobsListMember | undefined> {
  const running = jobs.find(({ Status }) => Status === "PENDING" || Status === "RUNNING");
  if (running) return running;
  for (const job of jobs.filter(({ Status }) => Status === "COMPLETED")) {
    const id = idOf(job.CreatedResourceArn);
    // Without a mount target nothing reads or writes it. With one, a stack may have adopted it and written to it.
    const there = id === undefined ? undefined : await describedFileSystem(aws, id);
    if (there !== undefined && (isUsedWhileMounted || there.NumberOfMountTargets === 0)) return job;
  }
  return undefined;
}

export async function isThere(aws: Backups, id: string): Promise<boolean> {
  return (await describedFileSystem(aws, id)) !== undefined;
}

async function describedFileSystem({ efs }: Backups, id: string): Promise<FileSystemDescription | undefined> {
  const answer = await unless(
    /^FileSystemNotFound$/,
    efs.send(new DescribeFileSystemsCommand({ FileSystemId: id })),
  );
  return answer?.FileSystems?.[0];
}

/** The token is the same until a job has ended, so that a call whose answer is lost starts one job. */
async function start(
  { backup }: Backups,
  { id }: RecoveryPoint,
  metadata: Record<string, string>,
  roleArn: string,
  before: number,
): Promise<string> {
  const token = `${ownToken}${createHash("sha256").update(`${id} ${before}`).digest("hex").slice(0, 32)}`;
  const { RestoreJobId = "" } = await backup.send(
    new StartRestoreJobCommand({
      RecoveryPointArn: id,
      IamRoleArn: roleArn,
      IdempotencyToken: token,
      ResourceType: "EFS",
      Metadata: newFileSystem(metadata, token),
    }),
  );
  return RestoreJobId;
}

/** Never into the file system that stands. */
export function newFileSystem(metadata: Record<string, string>, token: string): Record<string, string> {
  return {
    PerformanceMode: "generalPurpose",
    ...metadata,
    newFileSystem: "true",
    CreationToken: token,
  };
}

async function followed({ backup }: Backups, jobId: string, watch: Watch): Promise<string> {
  const job = await watch.until<DescribeRestoreJobCommandOutput>(async () => {
    const seen = await backup.send(new DescribeRestoreJobCommand({ RestoreJobId: jobId }));
    const { Status, StatusMessage = "AWS gave no reason", PercentDone = "0%" } = seen;
    if (Status === "COMPLETED") return { done: seen };
    if (Status === "ABORTED" || Status === "FAILED")
      throw new OperateError(`The job ${jobId} of AWS Backup ${Status.toLowerCase()}: ${StatusMessage}.`);
    return { waiting: `restore job ${jobId}: ${Status ?? "unknown"}, ${PercentDone}` };
  });
  const id = idOf(job.CreatedResourceArn);
  if (id === undefined)
    throw new OperateError(
      `The job ${jobId} ended, but AWS Backup does not report which file system it created.`,
    );
  return id;
}

/** The id of the file system with this ARN. */
export function idOf(arn: string | undefined): string | undefined {
  return /(fs-[0-9a-f]+)$/.exec(arn ?? "")?.[1];
}
