import {
  AlarmComparison,
  badNews,
  lowCredits,
  MissingData,
  silence,
  type WatchAlarm,
  type WatchChart,
  type WatchMetric,
  type WatchPart,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { RexrayEbsArgs } from "./args.ts";
import { heldMinutes } from "./hostScript.ts";
import { BlockMode, mountsAtBoot } from "./modes.ts";
import { usageMetric, usageMinutes } from "./usageScript.ts";

interface WatchedVolume {
  name: string;
  args: RexrayEbsArgs;
  volumeId: pulumi.Output<string>;
  /** The lifecycle policy that creates its snapshots. @default none */
  policy: { id: pulumi.Output<string>; arn: pulumi.Output<string> } | undefined;
}

/**
 * Volume types that exceed their baseline performance while they have credits (EBS user guide, "Amazon EBS volume
 * types", 2026-11).
 */
const bursting = ["gp2", "st1", "sc1"];
const minute = { periodSeconds: 60, missingData: MissingData.NotBreaching };

/** Alarms for a volume in the Pulumi state. The id of any other volume is unknown. */
export function watchVolume(volume: WatchedVolume): WatchPart {
  const { name, args, policy } = volume;
  const metric = (metricName: string, statistic: string): WatchMetric => ({
    namespace: "AWS/EBS",
    name: metricName,
    dimensions: { VolumeId: volume.volumeId },
    statistic,
  });
  return {
    alarms: {
      ...(mountsAtBoot[args.mode ?? BlockMode.Host] && usageAlarms(volume)),
      stalled: {
        ...minute,
        says: `Volume ${name} does not complete reads and writes`,
        action:
          "See its status: aws ec2 describe-volume-status. If AWS reports no event, terminate its instance; the next one attaches it",
        reason:
          "EBS counts a minute without completed I/O as failed; three of them are not a short interruption",
        expression: checkOf(volume, "VolumeStalledIOCheck"),
        comparison: AlarmComparison.AtLeast,
        threshold: 1,
        evaluationPeriods: 3,
      },
      operations: exceeded(
        name,
        "more operations per second",
        "iops",
        checkOf(volume, "VolumeIOPSExceededCheck"),
      ),
      throughput: exceeded(
        name,
        "more throughput",
        "throughput",
        checkOf(volume, "VolumeThroughputExceededCheck"),
      ),
      ...(bursting.includes(args.volumeType ?? "gp3") && {
        credits: creditAlarm(name, metric("BurstBalance", "Minimum")),
      }),
      ...(policy && snapshotAlarms(name, policy.id, args.backup?.copyTo?.region)),
    },
    ...(policy && {
      events: {
        policy: {
          says: `The lifecycle policy that creates the snapshots of volume ${name} is in state ERROR`,
          action: "Fix the cause that it reports, often its role or its key: aws dlm get-lifecycle-policy",
          // EBS user guide, "Monitor Data Lifecycle Manager policies using EventBridge" (2026-11).
          pattern: pulumi.jsonStringify({
            source: ["aws.dlm"],
            "detail-type": ["DLM Policy State Change"],
            resources: [policy.arn],
            detail: { state: ["ERROR"] },
          }),
          details: { cause: "$.detail.cause" },
        },
      },
    }),
    charts: chartsOf(name, metric),
  };
}

/**
 * A Metrics Insights query: 1 for a minute in which a status check failed, else 0. EBS publishes the metric per
 * instance to which the volume is attached, and only for Nitro instances. A query is required, because the id of the
 * next instance is not known in advance.
 */
function checkOf({ volumeId }: WatchedVolume, name: string): pulumi.Output<string> {
  return pulumi.interpolate`SELECT MAX(${name}) FROM SCHEMA("AWS/EBS", InstanceId, VolumeId) WHERE VolumeId = '${volumeId}'`;
}

/** One task always uses the volume, so it is always attached to an instance, except during a replacement. */
function usageAlarms({ name, volumeId }: WatchedVolume): Record<string, WatchAlarm> {
  const used = (statistic: string): WatchMetric => ({
    ...usageMetric,
    dimensions: { VolumeId: volumeId },
    statistic,
  });
  const silentMinutes = heldMinutes + 15;
  return {
    space: {
      says: `Volume ${name} is nearly full`,
      action:
        "Delete files that are not needed, or raise sizeGiB: volume and file system grow online within minutes",
      reason: "The free space must suffice until the volume is larger; applications fail when it is full",
      metrics: { used: used("Maximum") },
      comparison: AlarmComparison.Above,
      threshold: 85,
      periodSeconds: usageMinutes * 60,
      evaluationPeriods: 3,
      // Missing data has a separate alarm.
      missingData: MissingData.Ignore,
    },
    host: silence(
      { told: used("SampleCount") },
      {
        says: `No instance has reported for ${silentMinutes} minutes that volume ${name} is attached`,
        action:
          "Find an instance that waits for the volume or rejected it, in the boot log: aws ec2 get-console-output. If an instance has it: systemctl list-timers 'ballast-usage*'",
        reason: `A replacement instance waits ${heldMinutes} minutes for the volume and then fails`,
        periodSeconds: usageMinutes * 60,
        evaluationPeriods: silentMinutes / usageMinutes,
      },
    ),
  };
}

function exceeded(
  name: string,
  what: string,
  argument: string,
  expression: pulumi.Output<string>,
): WatchAlarm {
  return {
    ...minute,
    says: `Volume ${name} has had a demand for ${what} than it provides for 15 minutes`,
    action: `Find what reads and writes so much, or raise ${argument} of the volume; the change is online`,
    reason: "EBS counts each such minute; a shorter demand is a peak",
    expression,
    comparison: AlarmComparison.AtLeast,
    threshold: 1,
    evaluationPeriods: 15,
  };
}

function creditAlarm(name: string, balance: WatchMetric): WatchAlarm {
  return lowCredits(balance, {
    says: `Volume ${name} has nearly used up its burst credits`,
    action: "Find what reads and writes so much, or use gp3, whose performance does not depend on credits",
    // The metric exists only while the volume is attached to an instance.
    missingData: MissingData.NotBreaching,
  });
}

/** EBS user guide, "Monitor Data Lifecycle Manager policies using CloudWatch" (2026-11). */
function snapshotAlarms(
  name: string,
  policyId: pulumi.Output<string>,
  copyRegion: string | undefined,
): Record<string, WatchAlarm> {
  const snapshots = (metric: string): WatchMetric => ({
    namespace: "AWS/EBS",
    name: metric,
    dimensions: { DLMPolicyId: policyId },
    statistic: "Sum",
  });
  const action = "Find the cause in the policy, and create a snapshot: aws ec2 create-snapshot";
  const eachDay = {
    action,
    reason: "There is one every day; a new volume is reported until its first one",
    periodSeconds: 3600,
    evaluationPeriods: 48,
  };
  return {
    snapshot: badNews(snapshots("SnapshotsCreateFailed"), {
      says: `The daily snapshot of volume ${name} failed`,
      action,
      reason: "Data Lifecycle Manager retries for an hour before it reports a failure",
      periodSeconds: 300,
    }),
    backup: silence(
      { made: snapshots("SnapshotsCreateCompleted") },
      { says: `Volume ${name} has had no snapshot for two days`, ...eachDay },
    ),
    ...(copyRegion !== undefined && {
      copy: badNews(snapshots("SnapshotsCopiedRegionFailed"), {
        says: `The snapshot of volume ${name} was not copied to ${copyRegion}`,
        action:
          "Find the cause in the policy, often the key in that region, and copy it: aws ec2 copy-snapshot",
        reason: "Each snapshot is copied once, so a failed copy leaves a gap",
        periodSeconds: 300,
      }),
      copies: silence(
        { made: snapshots("SnapshotsCopiedRegionCompleted") },
        { says: `No snapshot of volume ${name} has been copied to ${copyRegion} for two days`, ...eachDay },
      ),
    }),
  };
}

function chartsOf(
  name: string,
  of: (name: string, statistic: string) => WatchMetric,
): Record<string, WatchChart> {
  return {
    bytes: {
      title: `Bytes that are read and written on ${name}`,
      metrics: { read: of("VolumeReadBytes", "Sum"), written: of("VolumeWriteBytes", "Sum") },
    },
    queue: {
      title: `Operations that wait for ${name}`,
      metrics: { waiting: of("VolumeQueueLength", "Average") },
    },
  };
}
