import {
  CreateBackupCommand,
  DeleteBackupCommand,
  paginateDescribeBackups,
  type Backup,
} from "@aws-sdk/client-fsx";
import { every, unless } from "../../aws.ts";
import { OperateError } from "../../operateError.ts";
import type { Backups } from "../../restore/clients.ts";
import { Watch, type Pace } from "../../watch.ts";
import { markTag, tagsOf, type Saving } from "./saving.ts";

/** @returns the id of the file system's backup for the mark, as soon as the backup is available. */
export async function saveWindows(aws: Backups, saving: Saving, pace: Pace): Promise<string> {
  const { mark, standing } = saving;
  const watch = new Watch(pace);
  const own = async (): Promise<Backup | undefined> =>
    (await backupsOf(aws, mark)).find(({ FileSystem }) => FileSystem?.FileSystemId === standing.id);
  if ((await own()) === undefined)
    await aws.fsx.send(
      new CreateBackupCommand({
        FileSystemId: standing.id,
        ClientRequestToken: `${mark}-${standing.id}`.slice(0, 63),
        Tags: tagsOf(saving),
      }),
    );
  return watch.until<string>(async () => {
    const {
      Lifecycle = "not listed yet",
      BackupId = "",
      FailureDetails,
      ProgressPercent = 0,
    } = (await own()) ?? {};
    if (Lifecycle === "AVAILABLE") return { done: BackupId };
    if (Lifecycle === "FAILED")
      throw new OperateError(
        `The backup ${BackupId} of ${standing.id} failed: ${FailureDetails?.Message ?? "AWS gave no reason"}.`,
      );
    return { waiting: `the backup of ${standing.id} is ${Lifecycle}, ${ProgressPercent} %` };
  });
}

export async function deleteBackups(aws: Backups, mark: string): Promise<void> {
  for (const { BackupId, Lifecycle } of await backupsOf(aws, mark))
    if (Lifecycle !== "DELETED")
      await unless(/^BackupNotFound$/, aws.fsx.send(new DeleteBackupCommand({ BackupId })));
}

async function backupsOf({ fsx }: Backups, mark: string): Promise<Backup[]> {
  const all = await every(paginateDescribeBackups({ client: fsx }, {}), ({ Backups: page }) => page);
  return all.filter(({ Tags = [] }) => Tags.some(({ Key, Value }) => Key === markTag && Value === mark));
}
