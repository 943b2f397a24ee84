import { regionalArn, type Site, type Statement } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** Container instances of ECS: their groups carry this tag, and hand it on. */
const containerInstances = { StringEquals: { "ec2:ResourceTag/AmazonECSManaged": ["true"] } };

function arnOf(site: Site, resource: string): pulumi.Output<string> {
  return regionalArn(site, "ec2", resource);
}

/** A host attaches its own volume, to container instances only, and never detaches one: ending does that. */
export function hostStatements(site: Site, volumeArn: pulumi.Input<string>): Statement[] {
  return [
    // Describing knows no resource.
    { actions: ["ec2:DescribeVolumes"], resources: ["*"] },
    { actions: ["ec2:AttachVolume"], resources: [volumeArn] },
    {
      actions: ["ec2:AttachVolume"],
      resources: [arnOf(site, "instance/*")],
      conditions: containerInstances,
    },
  ];
}

/** What REX-Ray calls to find, attach and detach a volume (rexray/rexray, its EBS driver's documentation). */
const describing = [
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeInstances",
  "ec2:DescribeSnapshotAttribute",
  "ec2:DescribeSnapshots",
  "ec2:DescribeTags",
  "ec2:DescribeVolumeAttribute",
  "ec2:DescribeVolumeStatus",
  "ec2:DescribeVolumes",
];
const moving = ["ec2:AttachVolume", "ec2:DetachVolume"];
/** … and to make, copy and delete one, which it does only with autoprovision. */
const making = [
  "ec2:CopySnapshot",
  "ec2:CreateSnapshot",
  "ec2:CreateTags",
  "ec2:CreateVolume",
  "ec2:DeleteSnapshot",
  "ec2:ModifySnapshotAttribute",
];
const changing = ["ec2:DeleteVolume", "ec2:ModifyVolumeAttribute"];

/** @param name The volume's Name tag, by which the plugin finds it. */
export function pluginStatements(site: Site, name: string, autoprovision: boolean): Statement[] {
  const itsVolume = { StringEquals: { "ec2:ResourceTag/Name": [name] } };
  return [
    { actions: describing, resources: ["*"] },
    {
      actions: autoprovision ? [...moving, ...changing] : moving,
      resources: [arnOf(site, "volume/*")],
      conditions: itsVolume,
    },
    { actions: moving, resources: [arnOf(site, "instance/*")], conditions: containerInstances },
    ...(autoprovision
      ? [
          {
            actions: making,
            // A volume or snapshot that is being made has no tags yet by which it could be told.
            resources: [
              arnOf(site, "volume/*"),
              pulumi.interpolate`arn:${site.partition}:ec2:${site.region}::snapshot/*`,
            ],
          },
        ]
      : []),
  ];
}
