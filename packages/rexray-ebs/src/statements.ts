import { regionalArn, volumeKeyStatements, type Site, type Statement } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { usageMetric } from "./usageScript.ts";

/**
 * The tag of instances with the volume's part. No other instance of the account has it, and no statement here allows
 * a host to set it.
 */
export function instanceTag(name: string): string {
  return `ballast:attaches/${name}`;
}

function ownInstances({ name }: VolumeScope) {
  return { StringEquals: { [`ec2:ResourceTag/${instanceTag(name)}`]: ["true"] } };
}

function arnOf(site: Site, resource: string): pulumi.Output<string> {
  return regionalArn(site, "ec2", resource);
}

/** The properties of the volume that scope a host's permissions. */
export interface VolumeScope {
  site: Site;
  /** The volume's Name tag, by which the plugin finds it. */
  name: string;
  availabilityZone: string;
  /** @default - the account's key for EBS, which needs no statement */
  kmsKeyArn?: pulumi.Input<string>;
}

/**
 * Allows a host to attach its own volume to instances with the volume's part. Detaching is not allowed; it happens
 * when the instance is terminated. The host also publishes how full the volume is, in a namespace that AWS does not
 * use. IAM cannot restrict this to the metric of one volume.
 */
export function hostStatements(scope: VolumeScope, volumeArn: pulumi.Input<string>): Statement[] {
  const { site, kmsKeyArn } = scope;
  return [
    // Describe calls do not support resource-level permissions.
    { actions: ["ec2:DescribeVolumes"], resources: ["*"] },
    { actions: ["ec2:AttachVolume"], resources: [volumeArn] },
    {
      actions: ["ec2:AttachVolume"],
      resources: [arnOf(site, "instance/*")],
      conditions: ownInstances(scope),
    },
    {
      // PutMetricData does not support resource-level permissions.
      actions: ["cloudwatch:PutMetricData"],
      resources: ["*"],
      conditions: { StringEquals: { "cloudwatch:namespace": [usageMetric.namespace] } },
    },
    ...volumeKeyStatements(site, kmsKeyArn),
  ];
}

const moving = ["ec2:AttachVolume", "ec2:DetachVolume"];

/**
 * The calls of REX-Ray (rexray/rexray and its fork montaguethomas/rexray, ebs_storage.go, read in 2026-11): it
 * describes, attaches and detaches volumes. With autoprovision it also describes its instance, creates and deletes
 * volumes, and sets the Name tag of a volume right after creating it. It does not call snapshot APIs.
 */
export function pluginStatements(scope: VolumeScope, autoprovision: boolean): Statement[] {
  const { site, name, kmsKeyArn } = scope;
  return [
    {
      actions: ["ec2:DescribeVolumes", ...(autoprovision ? ["ec2:DescribeInstances"] : [])],
      resources: ["*"],
    },
    {
      actions: autoprovision ? [...moving, "ec2:DeleteVolume"] : moving,
      resources: [arnOf(site, "volume/*")],
      conditions: { StringEquals: { "ec2:ResourceTag/Name": [name] } },
    },
    { actions: moving, resources: [arnOf(site, "instance/*")], conditions: ownInstances(scope) },
    ...(autoprovision ? creatingStatements(scope) : []),
    ...volumeKeyStatements(site, kmsKeyArn),
  ];
}

/**
 * A host may attach and delete volumes by their Name tag, so it may set the tag only on a volume without one: it
 * cannot rename a volume, and so cannot take over a named one. It can still claim a volume without a Name tag,
 * because IAM cannot distinguish it from one that REX-Ray has just created.
 */
function creatingStatements({ site, name, availabilityZone }: VolumeScope): Statement[] {
  const volumes = [arnOf(site, "volume/*")];
  return [
    {
      actions: ["ec2:CreateVolume"],
      resources: volumes,
      conditions: {
        // EC2 sends both keys with each request.
        StringEqualsIfExists: { "ec2:AvailabilityZone": [availabilityZone] },
        BoolIfExists: { "ec2:Encrypted": ["true"] },
        // A volume from a snapshot would let a host read the content of another backup.
        Null: { "ec2:ParentSnapshot": ["true"] },
      },
    },
    {
      actions: ["ec2:CreateTags"],
      resources: volumes,
      conditions: {
        StringEquals: { "aws:RequestTag/Name": [name] },
        "ForAllValues:StringEquals": { "aws:TagKeys": ["Name"] },
        // ForAllValues is true if the request contains no keys.
        Null: { "aws:TagKeys": ["false"], "ec2:ResourceTag/Name": ["true"] },
      },
    },
  ];
}
