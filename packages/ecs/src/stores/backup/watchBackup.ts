import type { WatchEvent, WatchPart } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { longestGapDays } from "../../cron.ts";
import { drillJobs, mostEventDays } from "../drill/drillCheck.ts";
import { watchDrillCheck } from "../drill/watchDrillCheck.ts";
import { backupDefaults, copiesByVault } from "./backupArgs.ts";
import type { BackedUpStore } from "./backedUpStore.ts";
import type { StoreVault } from "./vault.ts";

/** A component's names of the two alarms on its recovery points, so that existing alarms keep their names. */
export interface VaultWords {
  failure: string;
  silence: string;
}

/**
 * The events of AWS Backup's jobs about a store. Backup and copy jobs name the store, and restore jobs the role that they act by
 * (AWS Backup developer guide, "Monitoring AWS Backup events using Amazon EventBridge", 2026-04).
 *
 * @param type `Backup` or `Copy`.
 */
export function storeJobs(type: string, arn: pulumi.Input<string>, states: string[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    source: ["aws.backup"],
    "detail-type": [`${type} Job State Change`],
    detail: { resourceArn: [arn], state: states },
  });
}

/** Backup jobs that made nothing. */
export function failedBackups(arn: pulumi.Input<string>): Pick<WatchEvent, "pattern" | "details"> {
  return {
    pattern: storeJobs("Backup", arn, ["FAILED", "ABORTED", "EXPIRED"]),
    details: { state: "$.detail.state", message: "$.detail.statusMessage", job: "$.detail.backupJobId" },
  };
}

/** The interval in which a scheduled event is expected, if the schedule is frequent enough for an alarm. */
function expected(schedule: string): Pick<WatchEvent, "expectedEveryHours"> | undefined {
  const gap = longestGapDays(schedule);
  return gap !== undefined && gap <= mostEventDays ? { expectedEveryHours: 24 * (gap + 1) } : undefined;
}

/** How a store's recovery points, copies and drills are. */
export function watchVault(
  { says: name, arn, kind, backup }: BackedUpStore,
  { drillRoleArn, drillCheck }: StoreVault,
  words: VaultWords = { failure: "recoveryPoint", silence: "recoveryPoints" },
): WatchPart {
  const often = expected(backup?.schedule ?? backupDefaults.schedule);
  const events: Record<string, WatchEvent> = {
    [words.failure]: {
      says: `AWS Backup created no recovery point of ${name}: the job failed, was stopped or did not start in time`,
      action: "Find the cause and start a backup job: aws backup list-backup-jobs, start-backup-job",
      ...failedBackups(arn),
    },
    ...(often && {
      [words.silence]: {
        says: `AWS Backup has created no recovery point of ${name} for ${often.expectedEveryHours} hours`,
        action: "Check its jobs and start one: aws backup list-backup-jobs, start-backup-job",
        pattern: storeJobs("Backup", arn, ["COMPLETED"]),
        ...often,
      },
    }),
  };
  const copy = copiesByVault(backup, kind);
  if (copy !== undefined) {
    const { region } = copy;
    events["copy"] = {
      says: `A recovery point of ${name} was not copied to ${region}`,
      action:
        "Find the cause, often the key or the vault in that region, and copy it: aws backup list-copy-jobs, start-copy-job",
      pattern: storeJobs("Copy", arn, ["FAILED"]),
      details: { message: "$.detail.statusMessage", job: "$.detail.copyJobId" },
    };
    if (often)
      events["copies"] = {
        says: `No recovery point of ${name} has been copied to ${region} for ${often.expectedEveryHours} hours`,
        action: "Check its jobs: aws backup list-copy-jobs",
        pattern: storeJobs("Copy", arn, ["COMPLETED"]),
        ...often,
      };
  }
  if (drillRoleArn !== undefined) {
    events["drill"] = {
      says: `The restore test of ${name} failed: its latest recovery point cannot be restored`,
      action: "Find the cause: aws backup list-restore-jobs. A real restore would fail in the same way",
      pattern: drillJobs(drillRoleArn, ["FAILED", "ABORTED"]),
      details: { message: "$.detail.statusMessage", job: "$.detail.restoreJobId" },
    };
    const regular = expected(backup?.drill?.schedule ?? backupDefaults.drillSchedule);
    if (regular)
      events["drills"] = {
        says: `No restore test of ${name} has succeeded for ${regular.expectedEveryHours} hours`,
        action: "Find the jobs of its restore testing plan: aws backup list-restore-jobs",
        pattern: drillJobs(drillRoleArn, ["COMPLETED"]),
        ...regular,
      };
  }
  return { events, ...(drillCheck && { alarms: watchDrillCheck(name, drillCheck) }) };
}
