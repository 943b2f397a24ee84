import {
  paginateListRestoreJobsByProtectedResource,
  type RestoreJobsListMember,
} from "@aws-sdk/client-backup";
import { every, unless } from "../aws.ts";
import type { Backups } from "./clients.ts";

/** How the last test of a restore ended: AWS Backup restores by a plan, and deletes what it restored. */
export interface Drill {
  /** `restored` without a result of an examination, `validated` with a good one. */
  result: "running" | "restored" | "validated" | "failed";
  /** When it ended; of one that runs, when it began. */
  time: Date;
  /** Why it failed. @default - it did not, or AWS does not say */
  why?: string;
}

/** @returns undefined where no restore testing plan has restored this store, as far as AWS Backup remembers. */
export async function lastDrill({ backup }: Backups, arn: string): Promise<Drill | undefined> {
  const pages = paginateListRestoreJobsByProtectedResource({ client: backup }, { ResourceArn: arn });
  const jobs = await unless(
    /^ResourceNotFoundException$/,
    every(pages, ({ RestoreJobs }) => RestoreJobs),
  );
  return (jobs ?? [])
    .filter(({ CreatedBy }) => CreatedBy?.RestoreTestingPlanArn !== undefined)
    .flatMap((job) => drillOf(job) ?? [])
    .sort((one, other) => other.time.getTime() - one.time.getTime())[0];
}

function drillOf({
  Status,
  StatusMessage,
  ValidationStatus,
  ValidationStatusMessage,
  CreationDate,
  CompletionDate = CreationDate,
}: RestoreJobsListMember): Drill | undefined {
  if (CompletionDate === undefined) return undefined;
  const isFailed = Status === "FAILED" || Status === "ABORTED";
  const why = isFailed ? StatusMessage : ValidationStatusMessage;
  const drill = (result: Drill["result"]): Drill => ({
    result,
    time: CompletionDate,
    ...(result === "failed" && why !== undefined && { why }),
  });
  if (isFailed || ValidationStatus === "FAILED") return drill("failed");
  if (Status !== "COMPLETED") return drill("running");
  return drill(ValidationStatus === "SUCCESSFUL" ? "validated" : "restored");
}
