import * as aws from "@pulumi/aws";
import {
  heldId,
  managedPolicyArn,
  policyDocument,
  snapshotIdForm,
  subjectOf,
  trustDocument,
  volumeKeyStatements,
  whenReady,
  type ManagedVolume,
  type Site,
  type Statement,
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
  const statements = keyStatements(site, volume.kmsKeyId);
  const keyPolicy =
    statements.length > 0
      ? new aws.iam.RolePolicy(
          `${name}-volumes`,
          { role: role.name, policy: policyDocument(statements) },
          child,
        )
      : undefined;
  return {
    name: volume.volume,
    managedEbsVolume: {
      roleArn: whenReady(role.arn, [policy.id, ...(keyPolicy ? [keyPolicy.id] : [])]),
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
