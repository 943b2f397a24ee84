import * as aws from "@pulumi/aws";
import {
  managedPolicyArn,
  trustDocument,
  whenReady,
  type ManagedVolume,
  type Site,
} from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** The role with which ECS makes and attaches a volume for each task, and the volume's description. */
export function createVolumeConfiguration(
  name: string,
  volume: ManagedVolume,
  site: Site,
  child: pulumi.ComponentResourceOptions,
): aws.types.input.ecs.ServiceVolumeConfiguration {
  const role = new aws.iam.Role(
    `${name}-volumes`,
    {
      description: `Lets ECS make, attach and delete the EBS volumes of ${name}`,
      assumeRolePolicy: trustDocument("ecs.amazonaws.com"),
    },
    child,
  );
  const policy = new aws.iam.RolePolicyAttachment(
    `${name}-volumes`,
    {
      role: role.name,
      policyArn: managedPolicyArn(site, "service-role/AmazonECSInfrastructureRolePolicyForVolumes"),
    },
    child,
  );
  return {
    name: volume.volume,
    managedEbsVolume: {
      roleArn: whenReady(role.arn, [policy.id]),
      encrypted: true,
      kmsKeyId: volume.kmsKeyId,
      sizeInGb: volume.sizeGiB,
      snapshotId: volume.snapshotId,
      volumeType: volume.volumeType ?? "gp3",
      iops: volume.iops,
      throughput: volume.throughput,
      fileSystemType: volume.fileSystemType,
    },
  };
}
