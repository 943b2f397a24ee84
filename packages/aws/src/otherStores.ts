import { isTrue, text } from "@ballast/model";
import { automaticBackups, icebergSnapshots, keptTable } from "./discarding/common.ts";
import { keeps } from "./discarding/discarding.ts";
import { retentionOfStores } from "./discarding/otherRetention.ts";
import { elastiCacheStores } from "./elasticache.ts";
import { stores } from "./entries.ts";
import { node, NodeKind } from "./look.ts";
import { decided, undetailed } from "./otherStoreNames.ts";
import { onlyGrows, versionOnlyRises } from "./refusals.ts";
import { type Service, unused } from "./resourceType.ts";
import { inAnyCase } from "./sameValues.ts";
import { always, emptied, finalCopy, gone, no, partly, type StoreSurvivalFacts, yes } from "./survival.ts";

/**
 * Changes that older engines do not support in place (`ForceNewIf` in internal/service/opensearch/domain.go).
 */
const searchDomain = [
  "advancedSecurityOptions.enabled",
  "encryptAtRest.enabled",
  "nodeToNodeEncryption.enabled",
  "vpcOptions",
];

// docs.aws.amazon.com/documentdb/latest/developerguide/security.disaster-recovery-resiliency.html,
// docs.aws.amazon.com/neptune/latest/userguide/disaster-recovery-resiliency.html
const inThreeZones = always(yes("its cluster volume always spans three zones"));
const clusterSurvival: StoreSurvivalFacts = {
  zoneLoss: inThreeZones,
  destroy: ({ inputs }) => finalCopy(isTrue(inputs["skipFinalSnapshot"]), "snapshot"),
};

const clusterBackups = automaticBackups("backupRetentionPeriod", 1);
const templateBackups = automaticBackups("BackupRetentionPeriod", 1);

const inTheRegion = (service: string) => always(yes(`${service} is a regional service that spans zones`));

/**
 * The provider could not plan invented values for these types; the entries are based on real values and its
 * source.
 */
const answeredElsewhere = { data: true, computedOnUpdate: [] } as const;

const rises = versionOnlyRises();
// API references of Amazon DocumentDB and Neptune, ModifyDBCluster, `AllowMajorVersionUpgrade`.
const upgrade = versionOnlyRises({ allow: "allowMajorVersionUpgrade" });
// Product, major, minor, patch (Neptune user guide, "Engine releases for Amazon Neptune", November 2026).
const neptuneUpgrade = versionOnlyRises({ allow: "allowMajorVersionUpgrade", major: 2 });

const brokerVolume = "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize";

/** Stores of services that no stack of this repository uses, keyed by Pulumi and CloudFormation type. */
export const otherStores: Service = {
  stores: decided,
  withoutData: [],
  unknown: unused,
  types: {
    ...stores(...undetailed),
    ...retentionOfStores,
    ...elastiCacheStores,
    "aws:docdb/cluster:Cluster": {
      data: true,
      isInBackup: true,
      survival: clusterSurvival,
      discards: clusterBackups,
      // `CustomizeDiff`, `StateFunc` and `DiffSuppressFunc` in internal/service/docdb/cluster.go, read in November 2026.
      replacedBy: {
        when: {
          serverlessV2ScalingConfiguration: (_before, after) =>
            after["serverlessV2ScalingConfiguration"] === undefined,
        },
      },
      same: { preferredMaintenanceWindow: inAnyCase },
      keeps: ["snapshotIdentifier"],
      fillsIn: { storageType: "standard" },
      refuses: { engineVersion: upgrade },
    },
    "AWS::DocDB::DBCluster": { data: true, survival: { zoneLoss: inThreeZones }, discards: templateBackups },
    "aws:neptune/cluster:Cluster": {
      data: true,
      isInBackup: true,
      survival: clusterSurvival,
      discards: clusterBackups,
      same: { preferredMaintenanceWindow: inAnyCase },
      refuses: { engineVersion: neptuneUpgrade },
    },
    "AWS::Neptune::DBCluster": {
      data: true,
      survival: { zoneLoss: inThreeZones },
      discards: templateBackups,
    },
    // Athena's databases are those of the Data Catalog (Athena user guide, "Use AWS Glue Data Catalog to connect to your data").
    "aws:athena/database:Database": {
      data: true,
      survival: {
        zoneLoss: inTheRegion("the Glue Data Catalog"),
        destroy: ({ inputs }) => emptied(isTrue(inputs["forceDestroy"]), "database that has tables"),
      },
    },
    // Glue web API, DeleteDatabase: its tables, their versions and partitions, and its functions are deleted with it.
    "aws:glue/catalogDatabase:CatalogDatabase": {
      data: true,
      survival: { zoneLoss: inTheRegion("the Glue Data Catalog"), destroy: always(gone) },
    },
    "AWS::Glue::Database": { data: true, survival: { zoneLoss: inTheRegion("the Glue Data Catalog") } },
    // EMR management guide, "Instance storage" and "Control cluster termination": volumes end with their instances; S3 stays.
    "aws:emr/cluster:Cluster": {
      data: true,
      survival: {
        instanceLoss: always(
          partly("HDFS replicates data to other instances of the cluster; S3 stores the rest"),
        ),
        zoneLoss: always(no("all instances of a cluster are in one zone")),
        destroy: always(gone),
      },
    },
    "AWS::EMR::Cluster": {
      data: true,
      survival: { zoneLoss: always(no("all instances of a cluster are in one zone")) },
    },
    // Identities of users are deleted with their pool (Cognito federated identities API reference, DeleteIdentityPool).
    "aws:cognito/identityPool:IdentityPool": {
      data: true,
      survival: { zoneLoss: inTheRegion("Cognito"), destroy: always(gone) },
    },
    "AWS::Cognito::IdentityPool": { data: true, survival: { zoneLoss: inTheRegion("Cognito") } },
    // A user's settings are deleted with the user (Transfer Family API reference, DeleteUser); files are in
    // Amazon S3 or EFS.
    "aws:transfer/server:Server": {
      data: true,
      survival: { zoneLoss: inTheRegion("Transfer Family"), destroy: always(gone) },
    },
    "AWS::Transfer::Server": { data: true, survival: { zoneLoss: inTheRegion("Transfer Family") } },
    "AWS::SQS::Queue": {
      data: true,
      discards: keeps("MessageRetentionPeriod", { of: "messages older than # seconds", unset: 345_600 }),
      survival: {
        zoneLoss: always(yes("SQS is a regional service and keeps each message on several servers")),
      },
    },
    // MemoryDB developer guide, "Upgrading engine versions": a downgrade is not possible.
    "aws:memorydb/cluster:Cluster": {
      ...retentionOfStores["aws:memorydb/cluster:Cluster"],
      refuses: { engineVersion: rises },
    },
    // Amazon MQ developer guide, "Upgrading an Amazon MQ broker engine version": a downgrade is not possible.
    "aws:mq/broker:Broker": { data: true, refuses: { engineVersion: rises } },
    "aws:msk/cluster:Cluster": {
      data: true,
      replacedBy: {
        // `ForceNewIfChange` in internal/service/kafka/cluster.go.
        when: {
          kafkaVersion: (before, after) =>
            versionOnlyRises({ version: "kafkaVersion" })(before, after) !== undefined,
        },
      },
      // Amazon MSK developer guide, "Scale up Amazon MSK broker storage": storage cannot be reduced.
      refuses: { [brokerVolume]: onlyGrows(brokerVolume, "the storage of a broker") },
    },
    // WorkSpaces administration guide, "Modify a WorkSpace": volumes cannot be reduced.
    "aws:workspaces/workspace:Workspace": {
      data: true,
      refuses: {
        "workspaceProperties.rootVolumeSizeGib": onlyGrows(
          "workspaceProperties.rootVolumeSizeGib",
          "a volume",
        ),
        "workspaceProperties.userVolumeSizeGib": onlyGrows(
          "workspaceProperties.userVolumeSizeGib",
          "a volume",
        ),
      },
    },
    "aws:dynamodb/tableItem:TableItem": { data: true, writtenBy: ["item"] },
    "aws:cloudfront/keyValueStore:KeyValueStore": { ...answeredElsewhere, replacedBy: { always: ["name"] } },
    "aws:docdb/elasticCluster:ElasticCluster": {
      ...answeredElsewhere,
      discards: clusterBackups,
      replacedBy: { always: ["adminUserName", "kmsKeyId", "name"], sometimes: ["authType", "subnetIds"] },
    },
    "aws:dynamodb/table:Table": {
      words: "DynamoDB table",
      isInBackup: true,
      data: true,
      replacedBy: { always: ["hashKey", "rangeKey"] },
      discards: keptTable,
      protectedBy: "deletionProtectionEnabled",
      look: node(NodeKind.Store),
    },
    "aws:elasticsearch/domain:Domain": {
      data: true,
      replacedBy: {
        sometimes: ["elasticsearchVersion", ...searchDomain],
      },
    },
    "aws:opensearch/domain:Domain": {
      data: true,
      replacedBy: { sometimes: ["engineVersion", ...searchDomain] },
    },
    "aws:redshift/cluster:Cluster": {
      data: true,
      isInBackup: true,
      same: { preferredMaintenanceWindow: inAnyCase },
      // `CustomizeDiff` in internal/service/redshift/cluster.go, read in November 2026: the provider itself
      // rejects the change.
      replacedBy: { never: ["availabilityZone"] },
      refuses: {
        availabilityZone: (before, after) =>
          text(before["availabilityZone"]) !== "" &&
          text(after["availabilityZoneRelocationEnabled"]) !== "true"
            ? "a cluster moves to another zone only with availabilityZoneRelocationEnabled"
            : undefined,
      },
      discards: automaticBackups("automatedSnapshotRetentionPeriod", 1),
    },
    "aws:s3tables/table:Table": {
      ...answeredElsewhere,
      discards: icebergSnapshots,
      replacedBy: { sometimes: ["encryptionConfiguration", "format", "metadata", "tableBucketArn"] },
    },
    "aws:s3tables/tableBucket:TableBucket": { ...answeredElsewhere, replacedBy: { always: ["name"] } },
    "aws:timestreaminfluxdb/dbInstance:DbInstance": {
      ...answeredElsewhere,
      replacedBy: {
        always: ["bucket", "name", "networkType", "organization", "publiclyAccessible", "username"],
        sometimes: ["password", "vpcSecurityGroupIds", "vpcSubnetIds"],
        when: {
          dbParameterGroupIdentifier: (before, after) =>
            text(before["dbParameterGroupIdentifier"]) !== "" &&
            text(after["dbParameterGroupIdentifier"]) === "",
        },
      },
    },
  },
};
