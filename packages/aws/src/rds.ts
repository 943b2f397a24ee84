import { auroraCharges, auroraInstanceCharges, databaseCharges } from "./charges/databases.ts";
import { isTrue, domainOf, number, text } from "@ballast/model";
import { named } from "./computed.ts";
import { databaseInstance, defaultPort } from "./databaseInstance.ts";
import { charged, plain } from "./entries.ts";
import { node, NodeKind, partOf, undrawn, used } from "./look.ts";
import { naming } from "./naming.ts";
import { counts } from "./quotas.ts";
import { automaticBackups, performanceHistory } from "./discarding/common.ts";
import { keeps } from "./discarding/discarding.ts";
import { ofTemplate, onlyGrows, versionOnlyRises } from "./refusals.ts";
import { type Refuses, type Service, unused } from "./resourceType.ts";
import { inAnyCase } from "./sameValues.ts";
import { always, finalCopy, partlyBackedUp, yes } from "./survival.ts";
import { clusterInstance, databaseCluster, databaseInstance as refusedInstance } from "./values/databases.ts";
import { databaseStorage } from "./values/databaseStorage.ts";
import { accepting, sources } from "./values/sources.ts";

/**
 * API reference, CreateDBInstance and CreateDBCluster. The provider rejects capital letters, which RDS would
 * convert to lower case.
 */
export const databaseName = naming(
  "identifier",
  63,
  /^[a-z](?:-?[a-z0-9])*$/,
  "lower-case letters, digits and single hyphens between them, starting with a letter",
);

const parameterGroup = [
  /^[A-Za-z](?:[A-Za-z0-9.]|-(?!-|$))*$/,
  "letters, digits, periods and single hyphens between them, starting with a letter",
] as const;

// API reference, ModifyDBInstance and ModifyDBCluster: `AllowMajorVersionUpgrade`; RDS user guide, "Upgrading the engine version": no
// way back; "Working with storage for Amazon RDS DB instances": storage cannot be reduced.
const version: Refuses = versionOnlyRises({ allow: "allowMajorVersionUpgrade", engine: "engine" });
const storage: Refuses = onlyGrows("allocatedStorage", "the storage of a database");

export const rds: Service = {
  withoutData: ["AWS::RDS::"],
  unknown: unused,
  types: {
    "aws:rds/cluster:Cluster": {
      measuredBy: {
        "AWS/RDS": { DBClusterIdentifier: "clusterIdentifier", DbClusterIdentifier: "clusterIdentifier" },
      },
      refusesTogether: [databaseCluster],
      keyedBy: "kmsKeyId",
      words: "Aurora cluster",
      isInBackup: true,
      computed: ({ arn, hex, input, name, site }) => ({
        id: name,
        state: {
          clusterIdentifier: name,
          arn: arn("rds", `cluster:${name}`),
          endpoint: `${name}.cluster-${hex(12)}.${site.region}.rds.${domainOf(site.partition)}`,
          port: defaultPort(input("engine")),
          masterUserSecrets: [
            { secretArn: arn("secretsmanager", `secret:rds!cluster-${hex(32)}-${hex(6)}`) },
          ],
        },
      }),
      replacedBy: {
        // Aurora changes the storage type in place.
        when: { storageType: (_before, { engine }) => !text(engine).startsWith("aurora") },
      },
      discards: {
        ...automaticBackups("backupRetentionPeriod", 1),
        ...performanceHistory,
        ...keeps("backtrackWindow", {
          of: "backtrack records older than # seconds",
          unset: 0,
        }),
      },
      data: true,
      // docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
      survival: {
        zoneLoss: always(yes("Aurora keeps its data in three zones, regardless of the number of instances")),
        destroy: ({ inputs }) => finalCopy(isTrue(inputs["skipFinalSnapshot"]), "snapshot"),
      },
      encryptedBy: "storageEncrypted",
      protectedBy: "deletionProtection",
      same: { engine: inAnyCase, preferredMaintenanceWindow: inAnyCase },
      keeps: ["scalingConfiguration", "serverlessv2ScalingConfiguration"],
      fillsIn: { port: ({ engine }) => defaultPort(text(engine)) },
      refuses: {
        engineVersion: version,
        allocatedStorage: storage,
        // Aurora user guide, "Backtracking an Aurora DB cluster": can only be turned on when the cluster is
        // created.
        backtrackWindow: (before, after) =>
          number(before["backtrackWindow"]) === 0 && number(after["backtrackWindow"]) > 0
            ? "backtracking cannot be turned on for a cluster that was created without it"
            : undefined,
      },
      look: node(NodeKind.Store),
      notes: ({ inputs }, parts) => {
        const instances = parts("aws:rds/clusterInstance:ClusterInstance").length;
        return [
          `${text(inputs["engine"])} ${text(inputs["engineVersion"])}`,
          `${instances} ${instances === 1 ? "instance" : "instances"}`,
        ];
      },
      name: { ...databaseName, property: "clusterIdentifier" },
      unique: { kind: "dbCluster", property: "clusterIdentifier" },
      quotas: [counts("dbClusters")],
      linkedRoles: [{ role: "rds" }],
      charge: charged(
        "storage per GB-month, I/O requests, and backups above the free amount",
        "rds/aurora",
        auroraCharges,
      ),
    },
    "aws:rds/clusterInstance:ClusterInstance": plain({
      measuredBy: { "AWS/RDS": { DBInstanceIdentifier: "identifier" } },
      refusesTogether: [clusterInstance],
      computed: ({ arn, name }) => ({
        id: name,
        state: { identifier: name, arn: arn("rds", `db:${name}`) },
      }),
      discards: performanceHistory,
      look: partOf("clusterIdentifier"),
      name: databaseName,
      quotas: [counts("dbInstances")],
      linkedRoles: [{ role: "rds" }],
      charge: charged(
        "per instance and hour, or per Aurora capacity unit and hour for Serverless",
        "rds/aurora",
        auroraInstanceCharges,
      ),
    }),
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": plain({
      accepts: accepting(sources.apiOfRds, {
        "parameters.applyMethod": ["values", "immediate", "pending-reboot"],
      }),
      computed: ({ arn, name }) => ({
        id: name,
        state: { name, arn: arn("rds", `cluster-pg:${name}`) },
      }),
      look: used,
      name: naming("name", undefined, ...parameterGroup),
    }),
    "aws:rds/clusterSnapshot:ClusterSnapshot": { data: true },
    "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy": { data: true },
    "aws:rds/eventSubscription:EventSubscription": plain({
      computed: named(({ arn, name }) => arn("rds", `es:${name}`)),
      look: undrawn,
      tells: { whom: "snsTopic", word: "events" },
      name: naming("name", 254),
    }),
    "aws:rds/instance:Instance": {
      measuredBy: { "AWS/RDS": { DBInstanceIdentifier: "identifier", DbInstanceIdentifier: "identifier" } },
      accepts: accepting(sources.apiOfRds, { port: ["range", 1150, 65_535] }),
      refusesTogether: [refusedInstance, databaseStorage],
      keyedBy: "kmsKeyId",
      words: "RDS database",
      isInBackup: true,
      computed: databaseInstance,
      replacedBy: { always: ["characterSetName"] },
      discards: { ...automaticBackups("backupRetentionPeriod", 0), ...performanceHistory },
      data: true,
      // docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html
      survival: {
        zoneLoss: ({ inputs }) =>
          isTrue(inputs["multiAz"])
            ? yes("a standby in a second zone has all committed data and takes over")
            : partlyBackedUp(inputs["backupRetentionPeriod"], 0),
        destroy: ({ inputs }) => finalCopy(isTrue(inputs["skipFinalSnapshot"]), "snapshot"),
      },
      encryptedBy: "storageEncrypted",
      protectedBy: "deletionProtection",
      // `StateFunc` and `DiffSuppressFunc` in internal/service/rds/instance.go, read in November 2026.
      same: {
        engine: inAnyCase,
        maintenanceWindow: inAnyCase,
        // Storage autoscaling may have increased it, up to the maximum.
        allocatedStorage: (was, is, { after }) =>
          number(was) > number(is) && number(after["maxAllocatedStorage"]) > number(is) && number(is) > 0,
      },
      fillsIn: {
        port: ({ engine }) => defaultPort(text(engine)),
        // RDS user guide, "Configuring and managing a Multi-AZ deployment", November 2026: a new instance is in one zone. What is
        // made of another one takes that from it.
        multiAz: ({ snapshotIdentifier, replicateSourceDb, restoreToPointInTime, s3Import }) =>
          [snapshotIdentifier, replicateSourceDb, restoreToPointInTime, s3Import].some(
            (one) => one !== undefined,
          )
            ? undefined
            : false,
      },
      refuses: {
        engineVersion: version,
        allocatedStorage: storage,
        // API reference, ModifyDBInstance, `MaxAllocatedStorage`.
        maxAllocatedStorage: (_before, after) => {
          const [most, now] = [number(after["maxAllocatedStorage"]), number(after["allocatedStorage"])];
          return most > 0 && most < now
            ? `the limit of storage autoscaling (${most}) is below the allocated storage (${now})`
            : undefined;
        },
      },
      look: node(NodeKind.Store),
      notes: ({ inputs }) => [
        `${text(inputs["engine"])} ${text(inputs["engineVersion"])}`,
        `${text(inputs["instanceClass"])}, ${isTrue(inputs["multiAz"]) ? "two zones" : "one zone"}`,
      ],
      name: databaseName,
      unique: { kind: "dbInstance", property: "identifier" },
      quotas: [counts("dbInstances")],
      linkedRoles: [{ role: "rds" }],
      charge: charged(
        "per hour including the license, twice with a standby; storage per GB-month; backups above the free amount",
        "rds/sqlserver",
        databaseCharges,
      ),
    },
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": { data: true },
    "aws:rds/optionGroup:OptionGroup": plain({
      computed: named(({ arn, name }) => arn("rds", `og:${name}`)),
      // Provider's documentation, and its schema: ForceNew.
      replacedBy: {
        always: ["engineName", "majorEngineVersion", "name", "namePrefix", "optionGroupDescription"],
      },
      computedOnUpdate: [],
      look: used,
      // API reference, CreateOptionGroup, `OptionGroupName`
      name: naming(
        "name",
        255,
        /^[A-Za-z](?:[A-Za-z0-9]|-(?!-|$))*$/,
        "letters, digits and single hyphens, starting with a letter",
      ),
    }),
    "aws:rds/parameterGroup:ParameterGroup": plain({
      accepts: accepting(sources.apiOfRds, {
        "parameters.applyMethod": ["values", "immediate", "pending-reboot"],
      }),
      computed: named(({ arn, name }) => arn("rds", `pg:${name}`)),
      look: used,
      name: naming("name", 255, ...parameterGroup),
    }),
    "aws:rds/shardGroup:ShardGroup": { data: true },
    "aws:rds/snapshot:Snapshot": { data: true },
    "aws:rds/snapshotCopy:SnapshotCopy": { data: true },
    "aws:rds/proxy:Proxy": { replacedBy: { always: ["engineFamily", "vpcSubnetIds"] } },
    "aws:rds/subnetGroup:SubnetGroup": plain({
      computed: named(({ arn, name }) => arn("rds", `subgrp:${name}`)),
      look: used,
      name: naming(
        "name",
        255,
        /^[a-z][a-z0-9._ -]*$/,
        "lower-case letters, digits, periods, underscores, spaces and hyphens, starting with a letter",
      ),
    }),
    "AWS::RDS::ClusterSnapshot": { data: true },
    "AWS::RDS::DBCluster": {
      data: true,
      same: { Engine: inAnyCase },
      refuses: { EngineVersion: ofTemplate(versionOnlyRises({ engine: "engine" })) },
      discards: automaticBackups("BackupRetentionPeriod", 1),
    },
    "AWS::RDS::DBInstance": {
      data: true,
      same: { Engine: inAnyCase },
      refuses: { AllocatedStorage: ofTemplate(storage), EngineVersion: ofTemplate(version) },
      discards: automaticBackups("BackupRetentionPeriod", 1),
    },
    "AWS::RDS::DBShardGroup": { data: true },
    "AWS::RDS::DBSnapshot": { data: true },
  },
};
