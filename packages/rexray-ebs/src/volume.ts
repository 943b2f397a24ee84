import * as aws from "@pulumi/aws";
import {
  heldId,
  isOn,
  managedPolicyArn,
  regionalArn,
  retentionOptions,
  snapshotIdForm,
  subjectOf,
  trustDocument,
  volumeKeyStatements,
} from "@ballast/contracts";
import { createServiceRole } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import type { RexrayEbsArgs } from "./args.ts";

/**
 * The Name tag, unique in its zone: volume plugins find volumes by it, and cannot distinguish two with the same name.
 */
export function volumeName(name: string): string {
  return `${pulumi.getStack()}-${name}`;
}

/** Creates the volume in the Pulumi state. */
export function createVolume(
  name: string,
  args: RexrayEbsArgs,
  child: pulumi.ComponentResourceOptions,
): aws.ebs.Volume {
  return new aws.ebs.Volume(
    `${name}-volume`,
    {
      availabilityZone: args.availabilityZone,
      size: args.sizeGiB,
      type: args.volumeType ?? "gp3",
      iops: args.iops,
      throughput: args.throughput,
      encrypted: true,
      kmsKeyId: args.kmsKeyArn,
      snapshotId: heldId(subjectOf("RexrayEbs", name), "snapshotId", args.snapshotId, snapshotIdForm),
      tags: { Name: volumeName(name), "ballast:managed": "pulumi", "ballast:volume": volumeName(name) },
    },
    {
      ...child,
      ...retentionOptions(args.retention),
      ...(args.adoptVolume !== undefined && { import: args.adoptVolume }),
    },
  );
}

/** Daily snapshots by Amazon Data Lifecycle Manager, which finds the volume by its tag. */
export function createBackup(
  name: string,
  args: RexrayEbsArgs,
  child: pulumi.ComponentResourceOptions,
): aws.dlm.LifecyclePolicy | undefined {
  if (!isOn(args.backup)) return undefined;
  const copy = args.backup?.copyTo;
  const executionRoleArn = createServiceRole(
    `${name}-backup`,
    {
      description: `Makes the daily snapshots of ${name}`,
      trust: trustDocument("dlm.amazonaws.com", {
        site: args.site,
        sourceArn: regionalArn(args.site, "dlm", "policy/*"),
      }),
      managedPolicyArn: managedPolicyArn(args.site, "service-role/AWSDataLifecycleManagerServiceRole"),
      // Snapshots of a volume with a customer managed key require permissions for that key (EC2 user guide of
      // 2023-06, Amazon Data Lifecycle Manager, "Permissions for encryption"). The guide does not list the actions;
      // these are the ones for using encrypted volumes.
      statements: [
        ...volumeKeyStatements(args.site, args.kmsKeyArn),
        ...(copy ? volumeKeyStatements({ ...args.site, region: copy.region }, copy.kmsKeyArn) : []),
      ],
    },
    child,
  );
  return new aws.dlm.LifecyclePolicy(
    `${name}-backup`,
    {
      description: `Daily snapshots of ${volumeName(name)}`.replaceAll(/[^0-9A-Za-z _-]/g, "-"),
      executionRoleArn,
      policyDetails: {
        resourceTypes: ["VOLUME"],
        targetTags: { "ballast:volume": volumeName(name) },
        schedules: [
          {
            name: "daily",
            createRule: { interval: 24, intervalUnit: "HOURS", times: "03:00" },
            retainRule: { count: args.backupDays ?? 7 },
            copyTags: true,
            // The retention of a copy can only be set by age (EBS user guide, "Automate cross-Region copies", and API
            // reference, CrossRegionCopyRule, 2026-11).
            ...(copy && {
              crossRegionCopyRules: [
                {
                  target: copy.region,
                  encrypted: true,
                  cmkArn: copy.kmsKeyArn,
                  copyTags: true,
                  retainRule: { interval: copy.days ?? args.backupDays ?? 7, intervalUnit: "DAYS" },
                },
              ],
            }),
          },
        ],
      },
    },
    child,
  );
}
