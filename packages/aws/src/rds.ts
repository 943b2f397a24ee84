import { type Computed, domain, named, type Tools, uuid } from "./computed.ts";
import { node, NodeKind, partOf, undrawn, used } from "./look.ts";
import { counts } from "./quotas.ts";
import { pricing, type Service, unused } from "./resourceType.ts";
import { always, finalCopy, partlyBackedUp, yes } from "./survival.ts";
import { text } from "@ballast/model";

export const rds: Service = {
  withoutData: ["aws:rds/", "AWS::RDS::"],
  unknown: unused,
  types: {
    "aws:rds/cluster:Cluster": {
      words: "Aurora cluster",
      computed: ({ arn, hex, name, site }) => ({
        id: name,
        state: {
          clusterIdentifier: name,
          arn: arn("rds", `cluster:${name}`),
          endpoint: `${name}.cluster-${hex(12)}.${site.region}.rds.amazonaws.com`,
          port: 5432,
          masterUserSecrets: [
            { secretArn: arn("secretsmanager", `secret:rds!cluster-${hex(32)}-${hex(6)}`) },
          ],
        },
      }),
      computedOnUpdate: [],
      replacedBy: {
        always: [
          "availabilityZones",
          "clusterIdentifier",
          "clusterIdentifierPrefix",
          "clusterScalabilityType",
          "databaseName",
          "dbSubnetGroupName",
          "dbSystemId",
          "engine",
          "engineMode",
          "kmsKeyId",
          "masterUsername",
          "restoreToPointInTime",
          "s3Import",
          "snapshotIdentifier",
          "sourceRegion",
          "storageEncrypted",
        ],
        // Aurora changes it in place.
        when: { storageType: (_before, { engine }) => !text(engine).startsWith("aurora") },
      },
      data: true,
      // docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
      survival: {
        zoneLoss: always(yes("Aurora keeps its data in three zones, however many instances there are")),
        destroy: ({ inputs }) => finalCopy(inputs["skipFinalSnapshot"] === true, "snapshot"),
      },
      encryptedBy: "storageEncrypted",
      protectedBy: "deletionProtection",
      look: node(NodeKind.Store),
      notes: ({ inputs }, parts) => {
        const instances = parts("aws:rds/clusterInstance:ClusterInstance").length;
        return [
          `${text(inputs["engine"])} ${text(inputs["engineVersion"])}`,
          `${instances} ${instances === 1 ? "instance" : "instances"}`,
        ];
      },
      name: { property: "clusterIdentifier", maximum: 63 },
      unique: { kind: "dbCluster", property: "clusterIdentifier" },
      quotas: [counts("dbClusters")],
      linkedRoles: [{ role: "rds" }],
      charge: {
        by: "storage by the gigabyte and month, I/O requests, and backups beyond what is free",
        prices: pricing("rds/aurora"),
      },
    },
    "aws:rds/clusterInstance:ClusterInstance": {
      computed: ({ arn, name }) => ({
        id: name,
        state: { identifier: name, arn: arn("rds", `db:${name}`) },
      }),
      computedOnUpdate: [],
      replacedBy: {
        always: [
          "availabilityZone",
          "clusterIdentifier",
          "customIamInstanceProfile",
          "dbSubnetGroupName",
          "engine",
          "identifier",
          "identifierPrefix",
        ],
      },
      data: false,
      look: partOf("clusterIdentifier"),
      name: { property: "identifier", maximum: 63 },
      quotas: [counts("dbInstances")],
      linkedRoles: [{ role: "rds" }],
      charge: {
        by: "the hour of an instance, or the Aurora capacity unit and hour of a serverless one",
        prices: pricing("rds/aurora"),
      },
    },
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": {
      computed: ({ arn, name }) => ({
        id: name,
        state: { name, arn: arn("rds", `cluster-pg:${name}`) },
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["description", "family", "name", "namePrefix"] },
      data: false,
      look: used,
      name: { property: "name" },
      quotas: [],
      charge: false,
    },
    "aws:rds/clusterSnapshot:ClusterSnapshot": {
      computedOnUpdate: [],
      replacedBy: { always: ["dbClusterIdentifier", "dbClusterSnapshotIdentifier"] },
      data: true,
    },
    "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy": {
      replacedBy: {
        always: [
          "copyTags",
          "destinationRegion",
          "kmsKeyId",
          "presignedUrl",
          "sourceDbClusterSnapshotIdentifier",
          "targetDbClusterSnapshotIdentifier",
        ],
      },
      computedOnUpdate: [],
      data: true,
    },
    "aws:rds/eventSubscription:EventSubscription": {
      computed: named(({ arn, name }) => arn("rds", `es:${name}`)),
      computedOnUpdate: [],
      replacedBy: { always: ["name", "namePrefix"] },
      data: false,
      look: undrawn,
      tells: { whom: "snsTopic", word: "events" },
      name: { property: "name", maximum: 254 },
      quotas: [],
      charge: false,
    },
    "aws:rds/instance:Instance": {
      words: "RDS database",
      computed: databaseInstance,
      computedOnUpdate: [],
      replacedBy: {
        always: [
          "availabilityZone",
          "backupTarget",
          "characterSetName",
          "customIamInstanceProfile",
          "dbName",
          "engine",
          "kmsKeyId",
          "ncharCharacterSetName",
          "restoreToPointInTime",
          "s3Import",
          "snapshotIdentifier",
          "storageEncrypted",
          "timezone",
          "username",
        ],
      },
      data: true,
      // docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html
      survival: {
        zoneLoss: ({ inputs }) =>
          inputs["multiAz"] === true
            ? yes("a standby in a second zone has all that was committed, and takes over")
            : partlyBackedUp(inputs["backupRetentionPeriod"], 0),
        destroy: ({ inputs }) => finalCopy(inputs["skipFinalSnapshot"] === true, "snapshot"),
      },
      encryptedBy: "storageEncrypted",
      protectedBy: "deletionProtection",
      look: node(NodeKind.Store),
      notes: ({ inputs }) => [
        `${text(inputs["engine"])} ${text(inputs["engineVersion"])}`,
        `${text(inputs["instanceClass"])}, ${inputs["multiAz"] === true ? "two zones" : "one zone"}`,
      ],
      name: { property: "identifier", maximum: 63 },
      unique: { kind: "dbInstance", property: "identifier" },
      quotas: [counts("dbInstances")],
      linkedRoles: [{ role: "rds" }],
      charge: {
        by: "the hour with its licence, twice with a standby; storage by the gigabyte and month; backups beyond what is free",
        prices: pricing("rds/sqlserver"),
      },
    },
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": {
      replacedBy: { always: ["kmsKeyId", "preSignedUrl", "retentionPeriod", "sourceDbInstanceArn"] },
      computedOnUpdate: [],
      data: true,
    },
    "aws:rds/parameterGroup:ParameterGroup": {
      computed: named(({ arn, name }) => arn("rds", `pg:${name}`)),
      computedOnUpdate: [],
      replacedBy: { always: ["description", "family", "name", "namePrefix"] },
      data: false,
      look: used,
      name: { property: "name", maximum: 255 },
      quotas: [],
      charge: false,
    },
    "aws:rds/shardGroup:ShardGroup": {
      replacedBy: { always: ["dbClusterIdentifier", "dbShardGroupIdentifier", "publiclyAccessible"] },
      computedOnUpdate: [],
      data: true,
    },
    "aws:rds/snapshot:Snapshot": {
      computedOnUpdate: [],
      replacedBy: { always: ["dbInstanceIdentifier", "dbSnapshotIdentifier"] },
      data: true,
    },
    "aws:rds/snapshotCopy:SnapshotCopy": {
      replacedBy: {
        always: [
          "copyTags",
          "destinationRegion",
          "kmsKeyId",
          "optionGroupName",
          "presignedUrl",
          "sourceDbSnapshotIdentifier",
          "targetCustomAvailabilityZone",
          "targetDbSnapshotIdentifier",
        ],
      },
      computedOnUpdate: [],
      data: true,
    },
    "aws:rds/proxy:Proxy": { replacedBy: { always: ["engineFamily", "name", "vpcSubnetIds"] } },
    "aws:rds/subnetGroup:SubnetGroup": {
      computed: named(({ arn, name }) => arn("rds", `subgrp:${name}`)),
      computedOnUpdate: [],
      replacedBy: { always: ["name", "namePrefix"] },
      data: false,
      look: used,
      name: { property: "name", maximum: 255 },
      quotas: [],
      charge: false,
    },
    "AWS::RDS::ClusterSnapshot": {
      data: true,
    },
    "AWS::RDS::DBCluster": {
      data: true,
      encryptedBy: "StorageEncrypted",
    },
    "AWS::RDS::DBInstance": {
      data: true,
      encryptedBy: "StorageEncrypted",
    },
    "AWS::RDS::DBShardGroup": {
      data: true,
    },
    "AWS::RDS::DBSnapshot": {
      data: true,
    },
  },
};

/** A server of Amazon RDS with the secret that RDS creates for its administrator; ports of the engines that stacks here use. */
function databaseInstance({ arn, hex, input, name, site }: Tools): Computed {
  const identifier = input("identifier") || name;
  const port = input("engine").startsWith("sqlserver") ? 1433 : 5432;
  const address = `${identifier}.c${hex(11)}.${site.region}.rds.${domain(site)}`;
  const secretArn = arn("secretsmanager", `secret:rds!db-${uuid(hex)}-${hex(6)}`);
  return {
    id: `db-${hex(26).toUpperCase()}`,
    state: {
      identifier,
      arn: arn("rds", `db:${identifier}`),
      resourceId: `db-${hex(26).toUpperCase()}`,
      address,
      port,
      endpoint: `${address}:${port}`,
      masterUserSecrets:
        input("manageMasterUserPassword") === "true"
          ? [{ secretArn, secretStatus: "active", kmsKeyId: input("masterUserSecretKmsKeyId") }]
          : [],
    },
  };
}
