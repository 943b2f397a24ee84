import {
  AlarmComparison,
  MissingData,
  type WatchAlarm,
  type WatchEvent,
  type WatchMetric,
  type WatchPart,
} from "@ballast/contracts";
import { failedBackups, storeJobs } from "@ballast/ecs";
import type * as pulumi from "@pulumi/pulumi";
import type { RexrayEfsArgs } from "./args.ts";
import { automaticBackups } from "./fileSystem.ts";
import { Throughput } from "./modes.ts";

interface WatchedFileSystem {
  name: string;
  args: RexrayEfsArgs;
  fileSystem: { fileSystemId: pulumi.Output<string>; arn: pulumi.Output<string> };
}

const mebibyte = 1024 ** 2;
/**
 * What a bursting file system of up to 1 TiB reads and writes in a second while it has credits (EFS user guide, "Bursting throughput",
 * 2026-11).
 */
const burst = 100 * mebibyte;

// Told every minute while the file system exists; a gap is not of its making.
const quarter = { periodSeconds: 60, evaluationPeriods: 15, missingData: MissingData.Missing };

/** How the file system is, which is in the state. */
export function watchFileSystem({ name, args, fileSystem }: WatchedFileSystem): WatchPart {
  const metric = (metricName: string, statistic: string, more: Record<string, string> = {}): WatchMetric => ({
    namespace: "AWS/EFS",
    name: metricName,
    dimensions: { FileSystemId: fileSystem.fileSystemId, ...more },
    statistic,
  });
  const bounds: Record<Throughput, () => Record<string, WatchAlarm>> = {
    // Its bound is a region's quota, which no metric is about.
    elastic: () => ({}),
    bursting: () => ({ credits: creditAlarm(name, metric("BurstCreditBalance", "Minimum")) }),
    provisioned: () => ({
      throughput: throughputAlarm(
        name,
        metric("MeteredIOBytes", "Sum"),
        metric("PermittedThroughput", "Average"),
      ),
    }),
  };
  return {
    alarms: {
      operations: {
        ...quarter,
        says: `File system ${name} has been at its limit of I/O operations for 15 minutes`,
        action: "Find the tasks that open and list so many files; use several file systems",
        reason: "At 100 %, EFS delays operations; a shorter load is a peak",
        metrics: { used: metric("PercentIOLimit", "Average") },
        comparison: AlarmComparison.AtLeast,
        threshold: 100,
      },
      ...bounds[args.throughput ?? Throughput.Elastic](),
    },
    ...(automaticBackups(args) && { events: backupEvents(name, fileSystem.arn) }),
    charts: {
      clients: {
        title: `Connections to ${name}`,
        metrics: { connections: metric("ClientConnections", "Sum") },
      },
      stored: {
        title: `Bytes that ${name} stores`,
        metrics: { all: metric("StorageBytes", "Average", { StorageClass: "Total" }) },
      },
      bytes: {
        title: `Bytes that are read from ${name} and written to it`,
        metrics: { read: metric("DataReadIOBytes", "Sum"), written: metric("DataWriteIOBytes", "Sum") },
      },
    },
  };
}

function creditAlarm(name: string, balance: WatchMetric): WatchAlarm {
  return {
    ...quarter,
    says: `File system ${name} has credits for less than an hour at full speed`,
    action:
      "Find the tasks that read and write so much, or set throughput: elastic; without credits, the throughput depends on the size",
    reason: "A new file system has credits for six hours at 100 MiB/s; less than one hour is left",
    metrics: { balance },
    comparison: AlarmComparison.Below,
    threshold: burst * 3600,
  };
}

/** EFS user guide, "Using CloudWatch metrics": the utilization is that of metered bytes (2026-11). */
function throughputAlarm(name: string, metered: WatchMetric, permitted: WatchMetric): WatchAlarm {
  return {
    ...quarter,
    says: `File system ${name} has needed nearly all of its throughput for 15 minutes`,
    action:
      "Find the tasks that read and write so much, or raise provisionedMiBps, or set throughput: elastic",
    reason: "Above 95 %, reads and writes are delayed; a shorter load is a peak",
    metrics: { metered, permitted },
    expression: "100 * metered / PERIOD(metered) / permitted",
    comparison: AlarmComparison.Above,
    threshold: 95,
  };
}

/** The backup plan of EFS's automatic backups. Its events contain the file system only in their details. */
function backupEvents(name: string, arn: pulumi.Output<string>): Record<string, WatchEvent> {
  return {
    failure: {
      says: `A backup of file system ${name} failed, was stopped or did not start in time`,
      action: "Find the cause and start a backup job: aws backup list-backup-jobs, start-backup-job",
      ...failedBackups(arn),
    },
    backup: {
      says: `File system ${name} has had no backup for two days`,
      action: "Check its jobs and start one: aws backup list-backup-jobs, start-backup-job",
      pattern: storeJobs("Backup", arn, ["COMPLETED"]),
      expectedEveryHours: 48,
    },
  };
}
