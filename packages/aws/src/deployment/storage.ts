import { actions, has, keyGrants, never, of, type DeploymentNeeds } from "./terms.ts";

// Sources: network.ts.

const bucketSetting = (name: string): DeploymentNeeds => ({
  calls: of("s3", {
    create: `Put${name} Get${name} ListBucket`,
    read: `Get${name} ListBucket`,
    update: `Put${name} Get${name}`,
    delete: `Put${name}`,
  }),
});

export const storage: Readonly<Record<string, DeploymentNeeds>> = {
  // AWS Backup API permissions reference (developer guide, "Access control", 2026-04), and the provider's
  // further calls.
  "aws:backup/plan:Plan": {
    calls: of("backup", {
      create: "CreateBackupPlan TagResource GetBackupPlan",
      read: "GetBackupPlan ListTags",
      update: "UpdateBackupPlan TagResource UntagResource",
      delete: "DeleteBackupPlan",
    }),
  },
  "aws:backup/selection:Selection": {
    passes: { iamRoleArn: "backup" },
    calls: of("backup", {
      create: "CreateBackupSelection GetBackupSelection",
      read: "GetBackupSelection",
      delete: "DeleteBackupSelection",
    }),
  },
  "aws:backup/vault:Vault": {
    calls: of("backup", {
      create: `CreateBackupVault TagResource DescribeBackupVault backup-storage:MountCapsule ${keyGrants} kms:GenerateDataKey kms:RetireGrant`,
      read: "DescribeBackupVault ListTags",
      update: "TagResource UntagResource",
      delete: "DeleteBackupVault ListRecoveryPointsByBackupVault DeleteRecoveryPoint DescribeRecoveryPoint",
    }),
    onlyWith: { "kms:*": has("kmsKeyArn") },
  },
  "aws:backup/restoreTestingPlan:RestoreTestingPlan": {
    calls: of("backup", {
      create: "CreateRestoreTestingPlan TagResource GetRestoreTestingPlan",
      read: "GetRestoreTestingPlan ListTags",
      update: "UpdateRestoreTestingPlan TagResource UntagResource",
      delete: "DeleteRestoreTestingPlan",
    }),
  },
  "aws:backup/restoreTestingSelection:RestoreTestingSelection": {
    passes: { iamRoleArn: "backup" },
    calls: of("backup", {
      create: "CreateRestoreTestingSelection GetRestoreTestingSelection",
      read: "GetRestoreTestingSelection",
      update: "UpdateRestoreTestingSelection",
      delete: "DeleteRestoreTestingSelection",
    }),
  },
  "aws:efs/accessPoint:AccessPoint": { calls: of("elasticfilesystem", { read: "ListTagsForResource" }) },
  "aws:efs/fileSystem:FileSystem": { calls: of("elasticfilesystem", { read: "ListTagsForResource" }) },
  "aws:efs/backupPolicy:BackupPolicy": {
    calls: of("elasticfilesystem", {
      create: "PutBackupPolicy DescribeBackupPolicy",
      read: "DescribeBackupPolicy",
      update: "PutBackupPolicy DescribeBackupPolicy",
      delete: "PutBackupPolicy DescribeBackupPolicy",
    }),
  },
  "aws:efs/fileSystemPolicy:FileSystemPolicy": {
    calls: of("elasticfilesystem", {
      create: "PutFileSystemPolicy DescribeFileSystemPolicy",
      read: "DescribeFileSystemPolicy",
      update: "PutFileSystemPolicy",
      delete: "DeleteFileSystemPolicy",
    }),
  },
  "aws:efs/mountTarget:MountTarget": {
    // What creates and deletes a mount target also needs the rights to its interface (EFS user guide, "Amazon EFS API permissions").
    calls: of("ec2", {
      create: "DescribeSubnets DescribeNetworkInterfaces CreateNetworkInterface",
      update: "ModifyNetworkInterfaceAttribute DescribeNetworkInterfaceAttribute",
      delete: "DeleteNetworkInterface",
    }),
  },
  "aws:fsx/windowsFileSystem:WindowsFileSystem": {
    // The permissions of AWS managed policy AmazonFSxFullAccess for the directory, audit log and network.
    calls: of("fsx", {
      create: `CreateFileSystem CreateFileSystemFromBackup DescribeFileSystems TagResource ds:DescribeDirectories ds:AuthorizeApplication
        ec2:DescribeSubnets ec2:DescribeSecurityGroups ec2:DescribeVpcs ec2:DescribeRouteTables ec2:GetSecurityGroupsForVpc
        logs:DescribeLogGroups logs:CreateLogStream logs:PutLogEvents ${keyGrants}`,
      read: "DescribeFileSystems ListTagsForResource",
      update:
        "UpdateFileSystem DescribeFileSystems AssociateFileSystemAliases DisassociateFileSystemAliases TagResource UntagResource",
      delete: "DeleteFileSystem DescribeFileSystems CreateBackup TagResource ds:UnauthorizeApplication",
    }),
  },
  "aws:s3/bucket:Bucket": {
    // The provider reads every setting, including those that it does not manage.
    calls: of("s3", {
      create: "TagResource PutBucketTagging ListBucket ListTagsForResource",
      update: "TagResource UntagResource PutBucketTagging ListTagsForResource",
      delete: "ListBucket",
    }),
    reads: actions(
      "s3",
      `ListBucket GetBucketAcl GetBucketCORS GetBucketLogging GetBucketObjectLockConfiguration GetBucketPolicy GetBucketRequestPayment
        GetBucketTagging GetBucketVersioning GetBucketWebsite GetAccelerateConfiguration GetEncryptionConfiguration
        GetLifecycleConfiguration GetReplicationConfiguration ListTagsForResource`,
    ),
    passes: { "replicationConfiguration.role": "s3" },
    // Metadata tables are separate resources of the provider.
    onlyWith: { "s3tables:*": never },
  },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketSetting("LifecycleConfiguration"),
  "aws:s3/bucketLogging:BucketLogging": bucketSetting("BucketLogging"),
  "aws:s3/bucketNotification:BucketNotification": bucketSetting("BucketNotification"),
  "aws:s3/bucketPolicy:BucketPolicy": {},
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketSetting("BucketPublicAccessBlock"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    bucketSetting("EncryptionConfiguration"),
  "aws:s3/bucketVersioning:BucketVersioning": bucketSetting("BucketVersioning"),
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    calls: of("s3", {
      create: "PutObject PutObjectTagging GetObject GetObjectTagging kms:GenerateDataKey kms:Decrypt",
      read: "GetObject GetObjectTagging",
      update: "PutObject PutObjectTagging DeleteObjectTagging GetObject kms:GenerateDataKey kms:Decrypt",
      delete: "DeleteObject ListBucketVersions",
    }),
  },
};
