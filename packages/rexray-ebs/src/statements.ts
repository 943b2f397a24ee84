import { regionalArn, volumeKeyStatements, type Site, type Statement } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { usageMetric } from "./usageScript.ts";

/** Of the instances that have the volume's part: no other instance of the account has it, and no statement here lets a host write it. */
export function instanceTag(name: string): string {
  return `ballast:attaches/${name}`;
}

function ownInstances({ name }: VolumeScope) {
  return { StringEquals: { [`ec2:ResourceTag/${instanceTag(name)}`]: ["true"] } };
}

function arnOf(site: Site, resource: string): pulumi.Output<string> {
  return regionalArn(site, "ec2", resource);
}

/** The volume as a host finds it. */
export interface VolumeScope {
  site: Site;
  /** The volume's Name tag, by which the plugin finds it. */
  name: string;
  availabilityZone: string;
  /** @default - the account's key for EBS, which needs no statement */
  kmsKeyArn?: pulumi.Input<string>;
}

/**
 * A host attaches its own volume, to instances with its part only, and never detaches one: ending does that. It tells how full the
 * volume is, in a namespace that no metric of AWS's is in; IAM cannot hold it to one volume's metric there.
 */
export function hostStatements(scope: VolumeScope, volumeArn: pulumi.Input<string>): Statement[] {
  const { site, kmsKeyArn } = scope;
  return [
    // Describing knows no resource.
    { actions: ["ec2:DescribeVolumes"], resources: ["*"] },
    { actions: ["ec2:AttachVolume"], resources: [volumeArn] },
    {
      actions: ["ec2:AttachVolume"],
      resources: [arnOf(site, "instance/*")],
      conditions: ownInstances(scope),
    },
    {
      // A metric is not a resource.
      actions: ["cloudwatch:PutMetricData"],
      resources: ["*"],
      conditions: { StringEquals: { "cloudwatch:namespace": [usageMetric.namespace] } },
    },
    ...volumeKeyStatements(site, kmsKeyArn),
  ];
}

const moving = ["ec2:AttachVolume", "ec2:DetachVolume"];

/**
 * What REX-Ray calls (rexray/rexray and its fork montaguethomas/rexray, ebs_storage.go, read in 2026-11): it describes,
 * attaches and detaches volumes. With autoprovision it also describes its instance, creates and deletes volumes, and tags a
 * volume with its Name right after it created it. It calls nothing about snapshots.
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
 * A host may write the Name tag by which it may attach and delete a volume, so it may write it only where there is none:
 * it cannot rename a volume, and so cannot take one that has a name. It can still claim a volume without a Name tag; IAM
 * cannot tell that one from the volume that REX-Ray has just created.
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
        // A volume from a snapshot would show a host what somebody else's backup holds.
        Null: { "ec2:ParentSnapshot": ["true"] },
      },
    },
    {
      actions: ["ec2:CreateTags"],
      resources: volumes,
      conditions: {
        StringEquals: { "aws:RequestTag/Name": [name] },
        "ForAllValues:StringEquals": { "aws:TagKeys": ["Name"] },
        // Without any key in the request ForAllValues would hold.
        Null: { "aws:TagKeys": ["false"], "ec2:ResourceTag/Name": ["true"] },
      },
    },
  ];
}
