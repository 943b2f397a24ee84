import type { WatchEvent, WatchPart } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { longestGapDays } from "../../patch/window.ts";
import { backupDefaults } from "./backupArgs.ts";
import type { BackedUpStore, StoreVault } from "./vault.ts";

/** What a component calls the two events of its recovery points: alarms that are there go on. */
interface VaultWords {
  failure: string;
  silence: string;
}

/** EventBridge expects an event within a week at the most. */
const mostDays = 6;

/**
 * How a store's recovery points, copies and drills are. Backup and copy jobs name the store, and restore jobs the role that they act by
 * (AWS Backup developer guide, "Monitoring AWS Backup events using Amazon EventBridge", 2026-04).
 */
export function watchVault(
  name: string,
  store: BackedUpStore,
  vault: StoreVault | undefined,
  words: VaultWords = { failure: "recoveryPoint", silence: "recoveryPoints" },
): WatchPart {
  if (vault === undefined) return {};
  const { backup, rules } = store;
  const gap = longestGapDays(backup?.schedule ?? backupDefaults.schedule);
  const often = gap !== undefined && gap <= mostDays ? { expectedEveryHours: 24 * (gap + 1) } : undefined;
  const jobs = (type: string, states: string[]): pulumi.Output<string> =>
    pulumi.jsonStringify({
      source: ["aws.backup"],
      "detail-type": [`${type} Job State Change`],
      detail: { resourceArn: [store.arn], state: states },
    });
  const events: Record<string, WatchEvent> = {
    [words.failure]: {
      says: `AWS Backup made no recovery point of ${name}: the job failed, was stopped or did not begin in time`,
      action: "Read why, and start one by hand: aws backup list-backup-jobs, start-backup-job",
      pattern: jobs("Backup", ["FAILED", "ABORTED", "EXPIRED"]),
      details: { state: "$.detail.state", message: "$.detail.statusMessage", job: "$.detail.backupJobId" },
    },
    ...(often && {
      [words.silence]: {
        says: `AWS Backup has made no recovery point of ${name} for ${often.expectedEveryHours} hours`,
        action: "See its jobs, and start one by hand: aws backup list-backup-jobs, start-backup-job",
        pattern: jobs("Backup", ["COMPLETED"]),
        ...often,
      },
    }),
  };
  if (backup?.copyTo !== undefined && rules?.copiesItself !== true) {
    const { region } = backup.copyTo;
    events["copy"] = {
      says: `A recovery point of ${name} was not copied to ${region}`,
      action:
        "Read why, often the key or the vault there, and copy it by hand: aws backup list-copy-jobs, start-copy-job",
      pattern: jobs("Copy", ["FAILED"]),
      details: { message: "$.detail.statusMessage", job: "$.detail.copyJobId" },
    };
    if (often)
      events["copies"] = {
        says: `No recovery point of ${name} has been copied to ${region} for ${often.expectedEveryHours} hours`,
        action: "See its jobs: aws backup list-copy-jobs",
        pattern: jobs("Copy", ["COMPLETED"]),
        ...often,
      };
  }
  if (vault.drillRoleArn !== undefined)
    events["drill"] = {
      says: `The restore drill of ${name} failed: its newest recovery point cannot be restored as it is`,
      action: "Read why: aws backup list-restore-jobs. A restore on the day of need would fail likewise",
      pattern: pulumi.jsonStringify({
        source: ["aws.backup"],
        "detail-type": ["Restore Job State Change"],
        detail: { iamRoleArn: [vault.drillRoleArn], status: ["FAILED", "ABORTED"] },
      }),
      details: { message: "$.detail.statusMessage", job: "$.detail.restoreJobId" },
    };
  return { events };
}
