import {
  type InstanceVolume,
  regionalArn,
  type Site,
  type Statement,
  volumeKeyStatements,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { snapshotTag } from "./snapshots.ts";

/** What the state machine's role is about. */
export interface PatchScope {
  site: Site;
  group: { arn: pulumi.Output<string>; name: pulumi.Output<string> };
  clusterName: pulumi.Input<string>;
  /** @default - a pinned image, which nobody looks up */
  parameter?: string;
  /** By their Name tags, with the key of each. */
  volumes: Record<string, InstanceVolume>;
}

/** What the state machine calls, and of what. Resource types and keys: service authorization reference (2026-11). */
export function patchStatements(scope: PatchScope): Statement[] {
  const { site, group, clusterName, parameter, volumes } = scope;
  const names = Object.keys(volumes);
  return [
    ...(parameter === undefined
      ? []
      : [
          {
            actions: ["ssm:GetParameter"],
            // AWS's own parameters are of no account.
            resources: [pulumi.interpolate`arn:${site.partition}:ssm:${site.region}::parameter${parameter}`],
          },
        ]),
    {
      // Describing knows no resource.
      actions: [
        "autoscaling:DescribeInstanceRefreshes",
        "ec2:DescribeImages",
        "ec2:DescribeInstances",
        ...(names.length > 0 ? ["ec2:DescribeSnapshots", "ec2:DescribeVolumes"] : []),
      ],
      resources: ["*"],
    },
    { actions: ["autoscaling:StartInstanceRefresh"], resources: [group.arn] },
    {
      actions: ["ecs:ListServices"],
      resources: ["*"],
      conditions: {
        ArnEquals: { "ecs:cluster": [regionalArn(site, "ecs", pulumi.interpolate`cluster/${clusterName}`)] },
      },
    },
    {
      actions: ["ecs:DescribeServices"],
      resources: [regionalArn(site, "ecs", pulumi.interpolate`service/${clusterName}/*`)],
    },
    ...(names.length > 0 ? snapshotStatements(scope, names) : []),
  ];
}

function snapshotStatements({ site, group, volumes }: PatchScope, names: string[]): Statement[] {
  const snapshots = pulumi.interpolate`arn:${site.partition}:ec2:${site.region}::snapshot/*`;
  const own = { [`aws:RequestTag/${snapshotTag}`]: [group.name] };
  return [
    {
      actions: ["ec2:CreateSnapshots"],
      resources: [regionalArn(site, "ec2", "instance/*")],
      // Auto Scaling writes this tag, and nobody else can.
      conditions: { StringEquals: { "aws:ResourceTag/aws:autoscaling:groupName": [group.name] } },
    },
    {
      actions: ["ec2:CreateSnapshots"],
      resources: [regionalArn(site, "ec2", "volume/*")],
      conditions: { StringEquals: { "aws:ResourceTag/Name": names } },
    },
    { actions: ["ec2:CreateSnapshots"], resources: [snapshots], conditions: { StringEquals: own } },
    {
      actions: ["ec2:CreateTags"],
      resources: [snapshots],
      // While they are created, and never after: a tag decides which may be deleted.
      conditions: { StringEquals: { ...own, "ec2:CreateAction": ["CreateSnapshots"] } },
    },
    {
      actions: ["ec2:DeleteSnapshot"],
      resources: [snapshots],
      conditions: { StringEquals: { [`aws:ResourceTag/${snapshotTag}`]: [group.name] } },
    },
    ...distinctKeys(volumes).flatMap((key) => volumeKeyStatements(site, key)),
  ];
}

function distinctKeys(volumes: PatchScope["volumes"]): pulumi.Input<string>[] {
  return [
    ...new Set(
      Object.values(volumes).flatMap(({ kmsKeyArn }) => (kmsKeyArn === undefined ? [] : [kmsKeyArn])),
    ),
  ];
}
