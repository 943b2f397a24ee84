import { regionalArn, type Site, type Statement } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { FileSystem } from "./fileSystem.ts";

/** The actions of a task on the files, allowed only through the access point. */
export function clientStatements(
  { arn, accessPointArn }: FileSystem,
  rights: { write: boolean; root: boolean },
): Statement[] {
  const actions = [
    "ClientMount",
    ...(rights.write ? ["ClientWrite"] : []),
    ...(rights.root ? ["ClientRootAccess"] : []),
  ];
  return [
    {
      actions: actions.map((action) => `elasticfilesystem:${action}`),
      resources: [arn],
      conditions: { StringEquals: { "elasticfilesystem:AccessPointArn": [accessPointArn] } },
    },
  ];
}

export interface PluginScope {
  site: Site;
  vpcId: pulumi.Input<string>;
  subnetIds: Record<string, pulumi.Input<string>>;
  securityGroupId: pulumi.Input<string>;
  /** Name tag of the plugin's file system: `<tag>/<volume>`. */
  fileSystemName: string;
}

/**
 * The eleven actions of REX-Ray's EFS driver (rexray/rexray, its documentation), held to what it does: it makes a file
 * system without tags, gives it its Name right after, and knows its own by that name.
 */
export function pluginStatements(scope: PluginScope): Statement[] {
  const { site, vpcId, subnetIds, securityGroupId, fileSystemName } = scope;
  const fileSystems = [regionalArn(site, "elasticfilesystem", "file-system/*")];
  const ec2 = (resource: pulumi.Input<string>) => regionalArn(site, "ec2", resource);
  return [
    {
      // EC2 describes without a resource type. The plugin asks for all file systems and picks its own by their names.
      actions: [
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "elasticfilesystem:DescribeFileSystems",
      ],
      resources: ["*"],
    },
    { actions: ["elasticfilesystem:DescribeMountTargets"], resources: fileSystems },
    {
      // The action has no resource type (service authorization reference). The plugin creates without tags, and a name given
      // here could be another's, whose plugin would then mount this file system.
      actions: ["elasticfilesystem:CreateFileSystem"],
      resources: ["*"],
      conditions: { Null: { "aws:TagKeys": ["true"] } },
    },
    {
      // Only a file system without a name, or an instance could make another's its own and then delete it. An instance can
      // still claim one without a name; IAM cannot tell it from the one that the plugin has just created.
      actions: ["elasticfilesystem:CreateTags"],
      resources: fileSystems,
      conditions: {
        StringEquals: { "aws:RequestTag/Name": [fileSystemName] },
        "ForAllValues:StringEquals": { "aws:TagKeys": ["Name"] },
        Null: { "aws:TagKeys": ["false"], "aws:ResourceTag/Name": ["true"] },
      },
    },
    {
      actions: [
        "elasticfilesystem:CreateMountTarget",
        "elasticfilesystem:DeleteFileSystem",
        "elasticfilesystem:DeleteMountTarget",
      ],
      resources: fileSystems,
      conditions: { StringEquals: { "aws:ResourceTag/Name": [fileSystemName] } },
    },
    {
      actions: ["ec2:CreateNetworkInterface"],
      resources: [
        ec2("network-interface/*"),
        ec2(pulumi.interpolate`security-group/${securityGroupId}`),
        ...Object.values(subnetIds).map((subnetId) => ec2(pulumi.interpolate`subnet/${subnetId}`)),
      ],
    },
    {
      // EFS tags no interface of a mount target, so the VPC is as near as IAM comes.
      actions: ["ec2:DeleteNetworkInterface"],
      resources: [ec2("network-interface/*")],
      conditions: { ArnEquals: { "ec2:Vpc": [ec2(pulumi.interpolate`vpc/${vpcId}`)] } },
    },
  ];
}
