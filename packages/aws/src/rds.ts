import type { Service } from "./resourceType.ts";

export const rds: Service = {
  withoutData: ["aws:rds/", "AWS::RDS::"],
  types: {
    "aws:rds/cluster:Cluster": {
      replacedBy: {
        always: [
          "availabilityZones",
          "clusterIdentifier",
          "clusterIdentifierPrefix",
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
        sometimes: ["storageType"],
      },
      data: true,
    },
    "aws:rds/clusterInstance:ClusterInstance": {
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
    },
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": {
      replacedBy: { always: ["description", "family", "name", "namePrefix"] },
    },
    "aws:rds/clusterSnapshot:ClusterSnapshot": {
      replacedBy: { always: ["dbClusterIdentifier", "dbClusterSnapshotIdentifier"] },
      data: true,
    },
    "aws:rds/eventSubscription:EventSubscription": { replacedBy: { always: ["name", "namePrefix"] } },
    "aws:rds/instance:Instance": {
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
    },
    "aws:rds/parameterGroup:ParameterGroup": {
      replacedBy: { always: ["description", "family", "name", "namePrefix"] },
    },
    "aws:rds/snapshot:Snapshot": {
      replacedBy: { always: ["dbInstanceIdentifier", "dbSnapshotIdentifier"] },
      data: true,
    },
    "aws:rds/subnetGroup:SubnetGroup": { replacedBy: { always: ["name", "namePrefix"] } },
    "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy": { data: true },
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": { data: true },
    "aws:rds/shardGroup:ShardGroup": { data: true },
    "aws:rds/snapshotCopy:SnapshotCopy": { data: true },
    "AWS::RDS::ClusterSnapshot": { data: true },
    "AWS::RDS::DBCluster": { data: true },
    "AWS::RDS::DBInstance": { data: true },
    "AWS::RDS::DBShardGroup": { data: true },
    "AWS::RDS::DBSnapshot": { data: true },
  },
};
