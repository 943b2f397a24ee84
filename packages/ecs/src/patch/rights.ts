import { type InstanceVolume, regionalArn, type Site, type Statement } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { taggedSnapshotStatements, volumeKeysStatements } from "../roles/taggedSnapshots.ts";
import { snapshotTag } from "./snapshots.ts";

/** The resources that the state machine's role may use. */
export interface PatchScope {
  site: Site;
  group: { arn: pulumi.Output<string>; name: pulumi.Output<string> };
  clusterName: pulumi.Input<string>;
  /** The SSM parameter of the image. @default - the image is pinned, so no parameter is read */
  parameter?: string;
  /** Volumes with their KMS keys, by Name tag. */
  volumes: Record<string, InstanceVolume>;
}

/**
 * Permissions for the state machine's calls. Resource types and condition keys: service authorization reference
 * (2026-11).
 */
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
  return [
    {
      actions: ["ec2:CreateSnapshots"],
      resources: [regionalArn(site, "ec2", "instance/*")],
      // Only Auto Scaling can set this tag.
      conditions: { StringEquals: { "aws:ResourceTag/aws:autoscaling:groupName": [group.name] } },
    },
    {
      actions: ["ec2:CreateSnapshots"],
      resources: [regionalArn(site, "ec2", "volume/*")],
      conditions: { StringEquals: { "aws:ResourceTag/Name": names } },
    },
    ...taggedSnapshotStatements(site, { tag: [snapshotTag, group.name], create: "CreateSnapshots" }),
    ...volumeKeysStatements(site, volumes),
  ];
}
