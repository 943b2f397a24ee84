import { fields, list, text, type ResolvedResource } from "@ballast/model";
import { no, partly, yes, type Verdict } from "./survival.ts";

type OthersOfType = (type: string) => readonly ResolvedResource[];

/** How a type of store answers, by its properties. What a restart and a lost instance do is the same for most. */
export interface StoreKind {
  /** In words. */
  type: string;
  instanceLoss?: (resource: ResolvedResource) => Verdict;
  zoneLoss: (resource: ResolvedResource, others: OthersOfType) => Verdict;
  /** What a destroy leaves where neither Pulumi nor a template keeps the store. */
  destroy: (resource: ResolvedResource, others: OthersOfType) => Verdict;
}

const regional = (why: string) => (): Verdict => yes(why);

const gone = no("it is deleted with its stack");

export const storeKinds: Record<string, StoreKind> = {
  // docs.aws.amazon.com/ebs/latest/userguide/ebs-volumes.html
  "aws:ebs/volume:Volume": {
    type: "EBS volume",
    instanceLoss: () =>
      yes("a volume lives on without its instance, and another one of its zone attaches it"),
    zoneLoss: (volume, others) =>
      isSnapshotted(volume, others)
        ? partly(
            `it lies in ${text(volume.inputs["availabilityZone"])} alone; its snapshots lie in the region`,
          )
        : no(
            `it lies in ${text(volume.inputs["availabilityZone"])} alone, and nothing makes snapshots of it`,
          ),
    destroy: (volume, others) =>
      isSnapshotted(volume, others)
        ? partly("it is deleted with its stack; the snapshots made of it stay until they are deleted")
        : gone,
  },
  // docs.aws.amazon.com/efs/latest/ug/features.html#file-system-type
  "aws:efs/fileSystem:FileSystem": {
    type: "EFS file system",
    zoneLoss: ({ inputs }) => {
      const zone = text(inputs["availabilityZoneName"]);
      return zone === ""
        ? yes("a regional file system is stored in several zones")
        : no(`a One Zone file system: it lies in ${zone} alone`);
    },
    destroy: (fileSystem, others) =>
      isBackedUp(fileSystem, others)
        ? partly(
            "it is deleted with its stack; its recovery points in AWS Backup stay as long as their plan says",
          )
        : gone,
  },
  // docs.aws.amazon.com/fsx/latest/WindowsGuide/high-availability-multiAZ.html
  "aws:fsx/windowsFileSystem:WindowsFileSystem": {
    type: "FSx file system",
    zoneLoss: ({ inputs }) =>
      text(inputs["deploymentType"]).startsWith("MULTI_AZ")
        ? yes("a standby in a second zone has all that was written, and takes over")
        : partlyBackedUp(inputs["automaticBackupRetentionDays"], 7),
    destroy: ({ inputs }) => finalCopy(inputs["skipFinalBackup"] === true, "backup"),
  },
  // docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html
  "aws:rds/instance:Instance": {
    type: "RDS database",
    zoneLoss: ({ inputs }) =>
      inputs["multiAz"] === true
        ? yes("a standby in a second zone has all that was committed, and takes over")
        : partlyBackedUp(inputs["backupRetentionPeriod"], 0),
    destroy: ({ inputs }) => finalCopy(inputs["skipFinalSnapshot"] === true, "snapshot"),
  },
  // docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
  "aws:rds/cluster:Cluster": {
    type: "Aurora cluster",
    zoneLoss: regional("Aurora keeps its data in three zones, however many instances there are"),
    destroy: ({ inputs }) => finalCopy(inputs["skipFinalSnapshot"] === true, "snapshot"),
  },
  // docs.aws.amazon.com/AmazonS3/latest/userguide/DataDurability.html
  "aws:s3/bucket:Bucket": {
    type: "bucket",
    zoneLoss: regional("S3 stores objects in at least three zones"),
    destroy: ({ inputs }) => emptied(inputs["forceDestroy"] === true, "bucket that holds objects"),
  },
  // docs.aws.amazon.com/AmazonECR/latest/userguide/disaster-recovery-resiliency.html
  "aws:ecr/repository:Repository": {
    type: "image repository",
    zoneLoss: regional("ECR is a service of the region, over its zones"),
    destroy: ({ inputs }) => emptied(inputs["forceDelete"] === true, "repository that holds images"),
  },
  "aws:codecommit/repository:Repository": {
    type: "source repository",
    zoneLoss: regional("CodeCommit is a service of the region, over its zones"),
    destroy: () => gone,
  },
  // docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
  "aws:secretsmanager/secret:Secret": {
    type: "secret",
    zoneLoss: regional("Secrets Manager is a service of the region, over its zones"),
    destroy: ({ inputs }) => {
      const days = inputs["recoveryWindowInDays"] ?? 30;
      return days === 0 ? gone : partly(`a deleted secret can be restored for ${text(days)} days`);
    },
  },
  "aws:ssm/parameter:Parameter": {
    type: "parameter",
    zoneLoss: regional("Parameter Store is a service of the region, over its zones"),
    destroy: () => gone,
  },
  // docs.aws.amazon.com/AmazonCloudWatch/latest/logs/disaster-recovery-resiliency.html
  "aws:cloudwatch/logGroup:LogGroup": {
    type: "log group",
    zoneLoss: regional("CloudWatch Logs is a service of the region, over its zones"),
    destroy: () => gone,
  },
};

/** What a template's stack holds, by its type; what `DeletionPolicy` says is in the template. */
export const templateStores: Record<string, { type: string; zoneLoss: Verdict }> = {
  "AWS::SecretsManager::Secret": {
    type: "generated secret",
    zoneLoss: yes("Secrets Manager is a service of the region, over its zones"),
  },
  // docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_getting_started_what_gets_created.html
  "AWS::DirectoryService::MicrosoftAD": {
    type: "directory",
    zoneLoss: yes("it has a domain controller in each of two zones"),
  },
};

function finalCopy(isSkipped: boolean, word: string): Verdict {
  return isSkipped ? gone : partly(`it is deleted with its stack, which first makes a final ${word}`);
}

function emptied(isEmptied: boolean, what: string): Verdict {
  return isEmptied ? no("it is emptied and deleted with its stack") : partly(`AWS does not delete a ${what}`);
}

function partlyBackedUp(retentionDays: unknown, fallback: number): Verdict {
  const days = typeof retentionDays === "number" ? retentionDays : fallback;
  const where = "it lies in one zone";
  return days > 0
    ? partly(`${where}; its automatic backups of ${days} days lie in the region`)
    : no(`${where}, and has no automatic backups`);
}

/** By the tags that Amazon Data Lifecycle Manager looks for. */
function isSnapshotted({ inputs }: ResolvedResource, others: OthersOfType): boolean {
  const tags = fields(inputs["tags"]);
  return others("aws:dlm/lifecyclePolicy:LifecyclePolicy").some((policy) => {
    const details = fields(policy.inputs["policyDetails"]);
    const wanted = Object.entries(fields(details["targetTags"]));
    const isForIt = wanted.length > 0 && wanted.every(([key, value]) => tags[key] === value);
    return isForIt && list(details["schedules"]).length > 0;
  });
}

function isBackedUp({ identifiers }: ResolvedResource, others: OthersOfType): boolean {
  return others("aws:efs/backupPolicy:BackupPolicy").some(
    ({ inputs }) =>
      text(inputs["fileSystemId"]) in identifiers && fields(inputs["backupPolicy"])["status"] === "ENABLED",
  );
}
