import { node, NodeKind } from "./look.ts";
import { replacedBy, unused, type ResourceType, type Service } from "./resourceType.ts";

/** Stores of services that no stack of this repository uses, and what replaces them. */
export const otherStores: Service = {
  withoutData: [],
  unknown: unused,
  types: {
    "aws:acmpca/certificateAuthority:CertificateAuthority": store(
      "certificateAuthorityConfiguration keyStorageSecurityStandard type",
    ),
    "aws:amp/workspace:Workspace": store("kmsKeyArn"),
    "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault": store(
      "maxRetentionDays minRetentionDays name",
    ),
    "aws:backup/vault:Vault": { ...store("kmsKeyArn name"), linkedRoles: [{ role: "backup" }] },
    "aws:cloudfront/keyValueStore:KeyValueStore": store("name"),
    "aws:cloudhsmv2/cluster:Cluster": store("hsmType mode sourceBackupIdentifier subnetIds"),
    "aws:cloudtrail/eventDataStore:EventDataStore": store("kmsKeyId name"),
    "aws:codeartifact/domain:Domain": store("domain encryptionKey"),
    "aws:codeartifact/repository:Repository": store("domain domainOwner repository"),
    "aws:cognito/userPool:UserPool": store(
      "aliasAttributes name usernameAttributes usernameConfiguration.caseSensitive",
    ),
    "aws:dax/cluster:Cluster": store(
      "availabilityZones clusterEndpointEncryptionType clusterName iamRoleArn nodeType serverSideEncryption.enabled subnetGroupName ~serverSideEncryption",
    ),
    "aws:docdb/cluster:Cluster": store(
      "availabilityZones clusterIdentifier clusterIdentifierPrefix dbSubnetGroupName engine kmsKeyId masterUsername port restoreToPointInTime snapshotIdentifier storageEncrypted",
    ),
    "aws:docdb/clusterSnapshot:ClusterSnapshot": store("dbClusterIdentifier dbClusterSnapshotIdentifier"),
    "aws:docdb/elasticCluster:ElasticCluster": store("adminUserName kmsKeyId name ~authType ~subnetIds"),
    "aws:dsql/cluster:Cluster": store("multiRegionProperties.witnessRegion", {
      encryptionDetails: "deletionProtectionEnabled kmsEncryptionKey multiRegionProperties tags",
    }),
    "aws:dynamodb/globalTable:GlobalTable": store("name"),
    "aws:dynamodb/table:Table": {
      words: "DynamoDB table",
      look: node(NodeKind.Store),
      protectedBy: "deletionProtectionEnabled",
      ...store(
        "hashKey importTable localSecondaryIndexes name rangeKey restoreDateTime restoreSourceName restoreSourceTableArn restoreToLatestTime",
        { streamArn: "streamEnabled streamViewType" },
      ),
    },
    "aws:dynamodb/tableReplica:TableReplica": store("globalTableArn kmsKeyArn tableClassOverride"),
    "aws:ecrpublic/repository:Repository": store("repositoryName"),
    "aws:elasticache/cluster:Cluster": store(
      "availabilityZone clusterId engine networkType outpostMode port preferredOutpostArn replicationGroupId snapshotArns snapshotName subnetGroupName transitEncryptionEnabled ~azMode ~engineVersion ~nodeType",
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": store(
      "atRestEncryptionEnabled dataTieringEnabled engine globalReplicationGroupId kmsKeyId networkType port replicationGroupId securityGroupNames snapshotArns snapshotName subnetGroupName transitEncryptionEnabled",
      { memberClusters: "numCacheClusters numNodeGroups replicasPerNodeGroup" },
    ),
    "aws:elasticache/serverlessCache:ServerlessCache": store("kmsKeyId name subnetIds ~majorEngineVersion"),
    "aws:elasticsearch/domain:Domain": store(
      "domainName encryptAtRest.kmsKeyId ~advancedSecurityOptions.enabled ~elasticsearchVersion ~encryptAtRest.enabled ~nodeToNodeEncryption.enabled ~vpcOptions",
    ),
    "aws:finspace/kxEnvironment:KxEnvironment": store(""),
    "aws:glacier/vault:Vault": store("name"),
    "aws:kendra/index:Index": store(""),
    "aws:keyspaces/keyspace:Keyspace": store(
      "name replicationSpecification.regionLists replicationSpecification.replicationStrategy",
    ),
    "aws:keyspaces/table:Table": store(
      "clientSideTimestamps comment.message keyspaceName schemaDefinition tableName",
    ),
    "aws:lightsail/bucket:Bucket": store("name"),
    "aws:lightsail/database:Database": store(
      "availabilityZone blueprintId bundleId masterDatabaseName masterUsername relationalDatabaseName",
    ),
    "aws:lightsail/disk:Disk": store("availabilityZone name sizeInGb"),
    "aws:lightsail/instance:Instance": store(),
    "aws:location/geofenceCollection:GeofenceCollection": store("collectionName kmsKeyId"),
    "aws:location/tracker:Tracker": store("kmsKeyId"),
    "aws:memorydb/cluster:Cluster": store(
      "autoMinorVersionUpgrade dataTiering kmsKeyArn multiRegionClusterName name namePrefix port snapshotArns snapshotName subnetGroupName tlsEnabled",
    ),
    "aws:memorydb/snapshot:Snapshot": store("clusterName kmsKeyArn name namePrefix"),
    "aws:mq/broker:Broker": store(
      "brokerName dataReplicationPrimaryBrokerArn deploymentMode encryptionOptions.kmsKeyId encryptionOptions.useAwsOwnedKey engineType ldapServerMetadata publiclyAccessible subnetIds ~encryptionOptions",
    ),
    "aws:msk/cluster:Cluster": store(
      "brokerNodeGroupInfo clusterName encryptionInfo.encryptionAtRestKmsKeyArn encryptionInfo.encryptionInTransit.inCluster ~encryptionInfo",
    ),
    "aws:neptune/cluster:Cluster": store(
      "availabilityZones clusterIdentifier clusterIdentifierPrefix engine kmsKeyArn neptuneSubnetGroupName port snapshotIdentifier storageEncrypted",
    ),
    "aws:neptune/clusterSnapshot:ClusterSnapshot": store("dbClusterIdentifier dbClusterSnapshotIdentifier"),
    "aws:neptunegraph/graph:Graph": store(
      "graphName graphNamePrefix kmsKeyIdentifier replicaCount vectorSearchConfiguration.vectorSearchDimension",
    ),
    "aws:opensearch/domain:Domain": store(
      "domainName encryptAtRest.kmsKeyId ~advancedSecurityOptions.enabled ~encryptAtRest.enabled ~engineVersion ~nodeToNodeEncryption.enabled ~vpcOptions",
    ),
    "aws:opensearch/serverlessCollection:ServerlessCollection": store("name standbyReplicas type"),
    "aws:qldb/ledger:Ledger": store("name"),
    "aws:redshift/cluster:Cluster": store(
      "clusterIdentifier clusterSubnetGroupName masterUsername snapshotArn snapshotClusterIdentifier snapshotIdentifier ~availabilityZone",
    ),
    "aws:redshift/clusterSnapshot:ClusterSnapshot": store("clusterIdentifier snapshotIdentifier"),
    "aws:redshiftserverless/namespace:Namespace": store("dbName namespaceName"),
    "aws:redshiftserverless/snapshot:Snapshot": store("namespaceName snapshotName"),
    "aws:rekognition/collection:Collection": store("collectionId"),
    "aws:s3tables/table:Table": store("~encryptionConfiguration ~format ~metadata ~tableBucketArn"),
    "aws:s3tables/tableBucket:TableBucket": store("name"),
    "aws:sagemaker/domain:Domain": store(
      "authMode domainName domainSettings kmsKeyId retentionPolicy subnetIds vpcId",
    ),
    "aws:sagemaker/featureGroup:FeatureGroup": store(
      "description eventTimeFeatureName featureDefinitions featureGroupName offlineStoreConfig onlineStoreConfig recordIdentifierFeatureName roleArn",
    ),
    "aws:sagemaker/notebookInstance:NotebookInstance": store(
      "directInternetAccess kmsKeyId name platformIdentifier securityGroups subnetId",
    ),
    "aws:storagegateway/cachesIscsiVolume:CachesIscsiVolume": store(
      "gatewayArn kmsEncrypted kmsKey networkInterfaceId snapshotId sourceVolumeArn targetName volumeSizeInBytes",
    ),
    "aws:storagegateway/storedIscsiVolume:StoredIscsiVolume": store(
      "diskId gatewayArn kmsEncrypted kmsKey networkInterfaceId preserveExistingData snapshotId targetName",
    ),
    "aws:timestreaminfluxdb/dbInstance:DbInstance": store(
      "bucket name networkType organization publiclyAccessible username ~password ~vpcSecurityGroupIds ~vpcSubnetIds",
    ),
    "aws:timestreaminfluxdb/dbCluster:DbCluster": store(),
    "aws:timestreamwrite/database:Database": store("databaseName"),
    "aws:timestreamwrite/table:Table": store(
      "databaseName schema.compositePartitionKey.name schema.compositePartitionKey.type tableName",
    ),
    "aws:workspaces/workspace:Workspace": store(
      "bundleId directoryId rootVolumeEncryptionEnabled userName userVolumeEncryptionEnabled volumeEncryptionKey",
    ),
  },
};

/**
 * @param replaces What replaces it, separated by spaces; `~` before what does so for some values only. Missing where the provider gave
 *   no answer.
 * @param computes By output, the properties whose change makes it unknown.
 */
function store(replaces?: string, computes: Readonly<Record<string, string>> = {}): ResourceType {
  if (replaces === undefined) return { data: true };
  const computedOnUpdate = Object.entries(computes).map(([output, when]) => ({
    output,
    when: when.split(" "),
  }));
  return { data: true, replacedBy: replacedBy(replaces), computedOnUpdate };
}
