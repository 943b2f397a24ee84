import {
  AlarmComparison,
  lowCredits,
  MissingData,
  type WatchAlarm,
  type WatchMetric,
  type WatchPart,
} from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import type { FsxWindowsArgs } from "./args.ts";
import { StorageType } from "./fileSystemArgs.ts";

// FSx for Windows user guide, "Monitoring with Amazon CloudWatch" (2026-11).
/** MBps from which on there is more than what is stored, read and written. */
const measuredFrom = 32;
/** MBps up to which a file server has credits. */
const creditsUpTo = 256;
/** Percent of its throughput below which AWS recommends to stay. */
const recommended = 50;

const storageHasCredits: Record<StorageType, boolean> = { ssd: false, hdd: true };

// A server that fails over or is maintained has no values meanwhile.
const quarter = { periodSeconds: 300, evaluationPeriods: 3, missingData: MissingData.Missing };

/** For its daily backups AWS documents neither a metric nor an event (2026-11). */
export function watchFiles(
  name: string,
  args: FsxWindowsArgs,
  fileSystemId: pulumi.Output<string>,
): WatchPart {
  const metric = (metricName: string, statistic: string): WatchMetric => ({
    namespace: "AWS/FSx",
    name: metricName,
    dimensions: { FileSystemId: fileSystemId },
    statistic,
  });
  const isMeasured = args.throughputMBps >= measuredFrom;
  const hasCredits = isMeasured && args.throughputMBps <= creditsUpTo;
  return {
    alarms: {
      space: {
        ...quarter,
        says: `Less than a tenth of file system ${name} is free`,
        action: "Delete files that are not needed, or raise storageGiB; the files stay available meanwhile",
        reason: "FSx requires an increase of at least 10 %; applications fail when it is full",
        metrics: { free: metric("FreeStorageCapacity", "Minimum") },
        comparison: AlarmComparison.Below,
        threshold: Math.floor((args.storageGiB * 1024 ** 3) / 10),
      },
      ...(isMeasured && {
        network: busy(name, "network", metric("NetworkThroughputUtilization", "Average")),
        disk: busy(name, "disk", metric("FileServerDiskThroughputUtilization", "Average")),
      }),
      ...(hasCredits && {
        throughput: credits(name, "disk throughput", metric("FileServerDiskThroughputBalance", "Minimum")),
        operations: credits(name, "disk operations", metric("FileServerDiskIopsBalance", "Minimum")),
      }),
      ...(isMeasured &&
        storageHasCredits[args.storageType ?? StorageType.Ssd] && {
          storage: {
            ...credits(name, "its storage", metric("DiskThroughputBalance", "Minimum")),
            action:
              "Find what reads and writes so much, or raise storageGiB, because the throughput of HDD storage depends on its size",
          },
        }),
    },
    charts: {
      bytes: {
        title: `Bytes that are read from ${name} and written to it`,
        metrics: { read: metric("DataReadBytes", "Sum"), written: metric("DataWriteBytes", "Sum") },
      },
      ...(isMeasured && {
        clients: {
          title: `Connections to ${name}`,
          metrics: { open: metric("ClientConnections", "Maximum") },
        },
        used: {
          title: `Storage of ${name} that is used, %`,
          metrics: { used: metric("StorageCapacityUtilization", "Maximum") },
        },
        server: {
          title: `Processors and memory of the file server of ${name}, %`,
          metrics: {
            processors: metric("CPUUtilization", "Average"),
            memory: metric("MemoryUtilization", "Average"),
          },
        },
      }),
    },
  };
}

function busy(name: string, what: string, used: WatchMetric): WatchAlarm {
  return {
    says: `File system ${name} has needed more than half of its ${what} throughput for an hour`,
    action: "Find what reads and writes so much, or raise throughputMBps, which causes a failover",
    reason: `AWS recommends an average below ${recommended} %, so that there is capacity for peaks and for Windows' background work`,
    metrics: { used },
    comparison: AlarmComparison.Above,
    threshold: recommended,
    periodSeconds: 300,
    evaluationPeriods: 12,
    missingData: MissingData.Missing,
  };
}

function credits(name: string, what: string, balance: WatchMetric): WatchAlarm {
  return lowCredits(balance, {
    says: `File system ${name} has nearly used up its burst credits for ${what}`,
    action: "Find what reads and writes so much, or raise throughputMBps; without credits it slows down",
    missingData: quarter.missingData,
  });
}
