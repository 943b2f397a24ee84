import type * as aws from "@pulumi/aws";
import {
  heldId,
  managedPolicyArn,
  snapshotIdForm,
  subjectOf,
  trustDocument,
  volumeKeyStatements,
  type ManagedVolume,
  type Site,
  type Statement,
} from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { createServiceRole } from "../roles/serviceRole.ts";

/** The role with which ECS makes and attaches a volume for each task, and the volume's description. */
export function createVolumeConfiguration(
  name: string,
  volume: ManagedVolume,
  site: Site,
  child: pulumi.ComponentResourceOptions,
): aws.types.input.ecs.ServiceVolumeConfiguration {
  const roleArn = createServiceRole(
    `${name}-volumes`,
    {
      description: `Lets ECS make, attach and delete the EBS volumes of ${name}`,
      trust: trustDocument("ecs.amazonaws.com"),
      managedPolicyArn: managedPolicyArn(site, "service-role/AmazonECSInfrastructureRolePolicyForVolumes"),
      statements: keyStatements(site, volume.kmsKeyId),
    },
    child,
  );
  return {
    name: volume.volume,
    managedEbsVolume: {
      roleArn,
      encrypted: true,
      kmsKeyId: volume.kmsKeyId,
      sizeInGb: volume.sizeGiB,
      snapshotId: heldId(
        subjectOf("Service", name),
        "managedVolume.snapshotId",
        volume.snapshotId,
        snapshotIdForm,
      ),
      volumeType: volume.volumeType ?? "gp3",
      iops: volume.iops,
      throughput: volume.throughput,
      fileSystemType: volume.fileSystemType,
    },
  };
}

/**
 * AmazonECSInfrastructureRolePolicyForVolumes (v5, of 2026-02-12) allows no action of KMS. ECS asks for the key itself, and uses
 * it through EC2 (ECS developer guide, "Encrypt data stored in Amazon EBS volumes attached to Amazon ECS tasks", read 2026-11-25).
 */
function keyStatements(site: Site, kmsKeyId: pulumi.Input<string> | undefined): Statement[] {
  if (kmsKeyId === undefined) return [];
  return [{ actions: ["kms:DescribeKey"], resources: [kmsKeyId] }, ...volumeKeyStatements(site, kmsKeyId)];
}
