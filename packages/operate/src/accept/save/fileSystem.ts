import {
  CreateBackupVaultCommand,
  DeleteBackupVaultCommand,
  DeleteRecoveryPointCommand,
  paginateListBackupJobs,
  paginateListBackupVaults,
  paginateListRecoveryPointsByBackupVault,
  StartBackupJobCommand,
  type BackupJob,
  type RecoveryPointByBackupVault,
} from "@aws-sdk/client-backup";
import { DeleteFileSystemCommand } from "@aws-sdk/client-efs";
import { createHash } from "node:crypto";
import { every, unless } from "../../aws.ts";
import { OperateError } from "../../operateError.ts";
import { idOf, isThere, jobsOf as restoresOf } from "../../restore/apply/fileSystem.ts";
import type { Backups } from "../../restore/clients.ts";
import { Watch, type Pace } from "../../watch.ts";
import { markTag, type Saving } from "./saving.ts";

const noVault = /^ResourceNotFoundException$/;

/**
 * Backs up a file system on demand with AWS Backup, into a separate vault whose name is the run's mark. If an earlier
 * call has started a job, waits for that job.
 *
 * @returns the recovery point's ARN.
 */
export async function saveFileSystem(aws: Backups, saving: Saving, pace: Pace): Promise<string> {
  const { mark, tags, standing, roleArn } = saving;
  const { backup } = aws;
  const watch = new Watch(pace);
  const own = { ...tags, [markTag]: mark };
  await unless(
    /^AlreadyExistsException$/,
    backup.send(new CreateBackupVaultCommand({ BackupVaultName: mark, BackupVaultTags: own })),
  );
  const arn = standing.arn ?? "";
  const earlier = await jobsOf(aws, mark, arn);
  if (!earlier.some(({ State = "" }) => !failed.test(State)))
    await backup.send(
      new StartBackupJobCommand({
        BackupVaultName: mark,
        ResourceArn: arn,
        IamRoleArn: roleArn,
        // With the token, a retry after a lost response does not start a second job.
        IdempotencyToken: createHash("sha256").update(`${mark} ${arn} ${earlier.length}`).digest("hex"),
        RecoveryPointTags: own,
      }),
    );
  return watch.until<string>(async () => {
    const jobs = await jobsOf(aws, mark, arn);
    const [job] = jobs.filter(({ State = "" }) => !failed.test(State));
    if (job?.State === "COMPLETED" && job.RecoveryPointArn !== undefined)
      return { done: job.RecoveryPointArn };
    if (job === undefined && jobs.length > earlier.length)
      throw new OperateError(
        `AWS Backup did not save ${standing.id}: its job is ${jobs[0]?.State}: ${jobs[0]?.StatusMessage ?? "AWS gave no reason"}.`,
      );
    return {
      waiting: `the backup of ${standing.id} is ${job?.State ?? "not listed yet"}, ${job?.PercentDone ?? "0"} %`,
    };
  });
}

const failed = /^(ABORTED|FAILED|EXPIRED|PARTIAL|ABORTING)$/;

function jobsOf({ backup }: Backups, vault: string, arn: string): Promise<BackupJob[]> {
  const pages = paginateListBackupJobs({ client: backup }, { ByBackupVaultName: vault, ByResourceArn: arn });
  return every(pages, ({ BackupJobs }) => BackupJobs);
}

/** Deletes the run's vault, its recovery points, and the file systems that were restored from them. */
export async function deleteVault(aws: Backups, mark: string, pace: Pace): Promise<void> {
  const watch = new Watch(pace);
  const points = await pointsIn(aws, mark);
  if (points === undefined) return;
  for (const point of points) await deleteRestored(aws, point, watch);
  await watch.until(async () => {
    const left = (await pointsIn(aws, mark)) ?? [];
    for (const { RecoveryPointArn, Status } of left)
      if (Status !== "DELETING")
        await unless(
          /^ResourceNotFoundException$/,
          aws.backup.send(new DeleteRecoveryPointCommand({ BackupVaultName: mark, RecoveryPointArn })),
        );
    return left.length === 0
      ? { done: undefined }
      : { waiting: `${left.length} recovery points of ${mark} are being deleted` };
  });
  await unless(noVault, aws.backup.send(new DeleteBackupVaultCommand({ BackupVaultName: mark })));
}

/**
 * @returns undefined if the list of vaults does not contain the vault. AWS Backup returns the same access error for a
 *   vault that does not exist and for one that the caller may not read.
 */
async function pointsIn(
  { backup }: Backups,
  vault: string,
): Promise<RecoveryPointByBackupVault[] | undefined> {
  const vaults = await every(
    paginateListBackupVaults({ client: backup }, {}),
    ({ BackupVaultList }) => BackupVaultList,
  );
  if (!vaults.some(({ BackupVaultName }) => BackupVaultName === vault)) return undefined;
  const pages = paginateListRecoveryPointsByBackupVault({ client: backup }, { BackupVaultName: vault });
  return unless(
    noVault,
    every(pages, ({ RecoveryPoints }) => RecoveryPoints),
  );
}

/**
 * Deletes file systems that were restored from a recovery point, after running restore jobs have ended. Their mount
 * targets must be deleted first.
 */
async function deleteRestored(
  aws: Backups,
  { RecoveryPointArn: point = "", ResourceArn: source = "" }: RecoveryPointByBackupVault,
  watch: Watch,
): Promise<void> {
  await watch.until(async () => {
    const jobs = await restoresOf(aws, source, point);
    const running = jobs.find(({ Status }) => Status === "PENDING" || Status === "RUNNING");
    if (running)
      return {
        waiting: `restore job ${running.RestoreJobId} is ${running.Status}: its file system is deleted then`,
      };
    for (const { CreatedResourceArn } of jobs) {
      const id = idOf(CreatedResourceArn);
      if (id !== undefined && (await isThere(aws, id)))
        await aws.efs.send(new DeleteFileSystemCommand({ FileSystemId: id }));
    }
    return { done: undefined };
  });
}
