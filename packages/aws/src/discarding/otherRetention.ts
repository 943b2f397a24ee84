import type { ResourceType } from "../resourceType.ts";
import { anyChange, automaticBackups, either } from "./common.ts";
import { keeps, keptWhile, type DiscardsByProperty } from "./discarding.ts";
import { expiryBeyond, expiryRules } from "./s3Expiry.ts";

// Services that no stack of this repository uses. What a property means, and its default, is what the provider's typings say of it
// (@pulumi/aws 7.48.0); a property without a default there keeps the value that AWS has.

const endless = { unset: Infinity };
const forever = { unset: -1, forever: -1 };
/** An entry that does not say whether the type is a store, because another file does. */
const settings = (discards: DiscardsByProperty) => ({ discards });
const store = (discards: DiscardsByProperty) => ({ data: true, discards }) as const;

const eventData = { of: "events older than # days", unset: 2555 };
const tablesData = { of: "records older than # days", unset: 73_000 };
const memories = { of: "memories older than # days" };

/** Stores of which only the retention is known. */
export const retentionOfStores = {
  "aws:bedrock/agentcoreMemory:AgentcoreMemory": settings(keeps("eventExpiryDuration", memories)),
  "aws:cloudtrail/eventDataStore:EventDataStore": store(keeps("retentionPeriod", eventData)),
  "AWS::CloudTrail::EventDataStore": store(keeps("RetentionPeriod", eventData)),
  "aws:customerprofiles/domain:Domain": settings(
    keeps("defaultExpirationDays", { of: "profiles older than # days" }),
  ),
  "AWS::DocDBElastic::Cluster": store(automaticBackups("BackupRetentionPeriod", 1)),
  "AWS::DynamoDB::Table": store(
    keptWhile("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", "all of its continuous backup"),
  ),
  "aws:dynamodb/tableReplica:TableReplica": store(
    keptWhile("pointInTimeRecovery", "all of its continuous backup"),
  ),
  "aws:elasticbeanstalk/application:Application": settings(
    either(
      keeps("appversionLifecycle.maxAgeInDays", { of: "versions older than # days", ...endless }),
      keeps("appversionLifecycle.maxCount", { of: "versions beyond the newest #", ...endless }),
    ),
  ),
  "aws:keyspaces/table:Table": store({
    pointInTimeRecovery: (before, after) => {
      const [was, is] = [before, after].map(({ pointInTimeRecovery }) => JSON.stringify(pointInTimeRecovery));
      const isOff = was?.includes('"ENABLED"') === true && is?.includes('"ENABLED"') !== true;
      return isOff ? { what: "all of its continuous backup" } : undefined;
    },
  }),
  "aws:lightsail/database:Database": store({
    backupRetentionEnabled: (before, after) =>
      before["backupRetentionEnabled"] !== false && after["backupRetentionEnabled"] === false
        ? { what: "automatic backups" }
        : undefined,
  }),
  "aws:mailmanager/archive:Archive": settings(
    anyChange("retention", "messages older than the shorter retention period"),
  ),
  "aws:memorydb/cluster:Cluster": store(automaticBackups("snapshotRetentionLimit", 0)),
  "AWS::MemoryDB::Cluster": store(automaticBackups("SnapshotRetentionLimit", 0)),
  "AWS::Redshift::Cluster": store(automaticBackups("AutomatedSnapshotRetentionPeriod", 1)),
  "aws:redshift/clusterSnapshot:ClusterSnapshot": store(
    keeps("manualSnapshotRetentionPeriod", { of: "the snapshot older than # days", ...forever }),
  ),
  "aws:redshiftserverless/snapshot:Snapshot": store(
    keeps("retentionPeriod", { of: "the snapshot older than # days", ...forever }),
  ),
  "aws:timestreamwrite/table:Table": store(
    keeps("retentionProperties.magneticStoreRetentionPeriodInDays", tablesData),
  ),
  "AWS::Timestream::Table": store(
    keeps("RetentionProperties.MagneticStoreRetentionPeriodInDays", tablesData),
  ),
} satisfies Record<string, ResourceType>;

const tableSnapshots = "configuration.retentionConfiguration.icebergConfiguration";
const canaryRuns = (of: string) => ({ of, unset: 31 });

/** Settings of stores, and types that keep a history without being stores. */
export const retentionOfServices = {
  "aws:amp/workspaceConfiguration:WorkspaceConfiguration": {
    discards: keeps("retentionPeriodInDays", { of: "metrics older than # days", unset: 150 }),
  },
  "aws:bedrock/agentcoreHarness:AgentcoreHarness": {
    discards: keeps("memory.managedMemoryConfiguration.eventExpiryDuration", memories),
  },
  "aws:cfg/retentionConfiguration:RetentionConfiguration": {
    discards: keeps("retentionPeriodInDays", { of: "configuration history older than # days" }),
  },
  "aws:connect/instanceStorageConfig:InstanceStorageConfig": {
    discards: keeps("storageConfig.kinesisVideoStreamConfig.retentionPeriodHours", {
      of: "recordings older than # hours",
    }),
  },
  "aws:drs/replicationConfigurationTemplate:ReplicationConfigurationTemplate": {
    discards: anyChange("pitPolicies", "points in time for a restore"),
  },
  "aws:glue/catalogTableOptimizer:CatalogTableOptimizer": {
    discards: either(
      keeps(`${tableSnapshots}.numberOfSnapshotsToRetain`, {
        of: "the table's snapshots beyond the newest #",
      }),
      keeps(`${tableSnapshots}.snapshotRetentionPeriodInDays`, {
        of: "the table's snapshots older than # days",
      }),
    ),
  },
  "aws:imagebuilder/lifecyclePolicy:LifecyclePolicy": {
    discards: anyChange("policyDetails", "images that match its rules"),
  },
  "aws:observabilityadmin/telemetryRule:TelemetryRule": {
    discards: keeps("rule.destinationConfiguration.retentionInDays", { of: "log events older than # days" }),
  },
  "aws:observabilityadmin/telemetryRuleForOrganization:TelemetryRuleForOrganization": {
    discards: keeps("rule.destinationConfiguration.retentionInDays", { of: "log events older than # days" }),
  },
  "aws:redshift/snapshotCopy:SnapshotCopy": {
    discards: keeps("retentionPeriod", { of: "copied snapshots older than # days", unset: 7 }),
  },
  "aws:s3control/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    discards: {
      rules: ({ rules: old }, { rules: now }) => expiryBeyond(expiryRules(old), expiryRules(now)),
    },
  },
  "aws:s3/bucketMetadataConfiguration:BucketMetadataConfiguration": {
    discards: keeps("metadataConfiguration.journalTableConfiguration.recordExpiration.days", {
      of: "records of the journal older than # days",
      ...endless,
    }),
  },
  "aws:securitylake/dataLake:DataLake": {
    discards: keeps("configuration.lifecycleConfiguration.expiration.days", {
      of: "objects older than # days",
      ...endless,
    }),
  },
  "aws:synthetics/canary:Canary": {
    discards: {
      ...keeps("failureRetentionPeriod", canaryRuns("records of failed runs older than # days")),
      ...keeps("successRetentionPeriod", canaryRuns("records of runs older than # days")),
    },
  },
} satisfies Record<string, ResourceType>;
