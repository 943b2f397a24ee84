import { volumeKeyStatements, type Site, type Statement } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

interface TaggedSnapshots {
  /** On each snapshot, with its value: whose it is. */
  tag: [key: string, value: pulumi.Input<string>];
  /** EC2's call that creates them. */
  create: "CreateSnapshot" | "CreateSnapshots";
  /** ARNs of the volumes whose snapshots may be deleted. @default - any volume */
  parents?: pulumi.Input<string>[];
}

/**
 * What a role needs that creates snapshots with a tag of its own, and deletes those alone; what they are taken of comes beside. Resource types
 * and keys: service authorization reference of Amazon EC2 (2026-11).
 */
export function taggedSnapshotStatements(
  site: Site,
  { tag: [key, value], create, parents }: TaggedSnapshots,
): Statement[] {
  const snapshots = [pulumi.interpolate`arn:${site.partition}:ec2:${site.region}::snapshot/*`];
  const requested = { [`aws:RequestTag/${key}`]: [value] };
  return [
    { actions: [`ec2:${create}`], resources: snapshots, conditions: { StringEquals: requested } },
    {
      actions: ["ec2:CreateTags"],
      resources: snapshots,
      // While they are created, and never after: a tag decides which may be deleted.
      conditions: { StringEquals: { ...requested, "ec2:CreateAction": [create] } },
    },
    {
      actions: ["ec2:DeleteSnapshot"],
      resources: snapshots,
      conditions: {
        StringEquals: { [`aws:ResourceTag/${key}`]: [value] },
        ...(parents && { ArnEquals: { "ec2:ParentVolume": parents } }),
      },
    },
  ];
}

/** Using the customer-managed keys of volumes, each key once. */
export function volumeKeysStatements(
  site: Site,
  volumes: Record<string, { kmsKeyArn?: pulumi.Input<string> }>,
): Statement[] {
  const keys = new Set(Object.values(volumes).flatMap(({ kmsKeyArn }) => kmsKeyArn ?? []));
  return [...keys].flatMap((key) => volumeKeyStatements(site, key));
}
