/**
 * Types that the dump of the provider's schema lacks, in the form of attributes.json, as somebody has read them in the provider's
 * source (terraform-provider-aws, internal/service/<service>, read in November 2026).
 */
export const readAttributes: Readonly<Record<string, string>> = {
  "aws:docdb/cluster:Cluster":
    "allowMajorVersionUpgrade:b applyImmediately:b availabilityZones:S? backupRetentionPeriod:i=1 clusterIdentifier:s? " +
    "clusterIdentifierPrefix:s? clusterMembers:S? dbClusterParameterGroupName:s? dbSubnetGroupName:s? deletionProtection:b " +
    "engine:s=docdb engineVersion:s? kmsKeyId:s? manageMasterUserPassword:b masterPasswordWoVersion:i masterUsername:s? " +
    "networkType:s? port:i=27017 preferredBackupWindow:s? preferredMaintenanceWindow:s? " +
    "serverlessV2ScalingConfiguration.maxCapacity:f serverlessV2ScalingConfiguration.minCapacity:f skipFinalSnapshot:b=false " +
    "storageEncrypted:b tags:t vpcSecurityGroupIds:S?",
  "aws:dynamodb/table:Table":
    "attributes:S? billingMode:s=PROVISIONED globalSecondaryIndexes:S globalSecondaryIndexes.nonKeyAttributes:S " +
    "globalSecondaryIndexes.readCapacity:i globalSecondaryIndexes.writeCapacity:i hashKey:s? localSecondaryIndexes:S " +
    "pointInTimeRecovery:l? pointInTimeRecovery.enabled:b readCapacity:i? replicas:S serverSideEncryption:l? " +
    "serverSideEncryption.enabled:b serverSideEncryption.kmsKeyArn:s? streamEnabled:b streamViewType:s? tags:t ttl:l? " +
    "ttl.enabled:b=false writeCapacity:i?",
  "aws:elasticache/cluster:Cluster":
    "applyImmediately:b? autoMinorVersionUpgrade:s=true availabilityZone:s? azMode:s? engine:s? engineVersion:s? ipDiscovery:s? " +
    "logDeliveryConfigurations:S maintenanceWindow:s? networkType:s? nodeType:s? numCacheNodes:i? parameterGroupName:s? port:i? " +
    "preferredOutpostArn:s? replicationGroupId:s? securityGroupIds:S? snapshotRetentionLimit:i snapshotWindow:s? " +
    "subnetGroupName:s? tags:t transitEncryptionEnabled:b?",
  "aws:elasticache/replicationGroup:ReplicationGroup":
    "applyImmediately:b? atRestEncryptionEnabled:s? autoMinorVersionUpgrade:s? automaticFailoverEnabled:b=false clusterMode:s? " +
    "dataTieringEnabled:b? engine:s? engineVersion:s? globalReplicationGroupId:s? ipDiscovery:s? logDeliveryConfigurations:S " +
    "maintenanceWindow:s? multiAzEnabled:b=false networkType:s? nodeGroupConfigurations:S? nodeType:s? numCacheClusters:i? " +
    "numNodeGroups:i? parameterGroupName:s? port:i replicasPerNodeGroup:i? securityGroupIds:S? securityGroupNames:S? snapshotArns:S " +
    "snapshotRetentionLimit:i snapshotWindow:s? subnetGroupName:s? tags:t transitEncryptionEnabled:b? transitEncryptionMode:s? " +
    "userGroupIds:S",
  "aws:elasticache/serverlessCache:ServerlessCache":
    "cacheUsageLimits.dataStorage.maximum:i? cacheUsageLimits.dataStorage.minimum:i? cacheUsageLimits.ecpuPerSeconds.maximum:i? " +
    "cacheUsageLimits.ecpuPerSeconds.minimum:i? dailySnapshotTime:s? description:s? majorEngineVersion:s? networkType:s? " +
    "securityGroupIds:S? snapshotRetentionLimit:i? subnetIds:S? tags:t",
  "aws:lambda/function:Function":
    "architectures:S? codeSha256:s? environment:l ephemeralStorage:l? layers:l loggingConfig:l? loggingConfig.logFormat:s " +
    "loggingConfig.logGroup:s? memorySize:i=128 packageType:s=Zip publish:b=false reservedConcurrentExecutions:i=-1 " +
    "skipDestroy:b=false sourceCodeHash:s? tags:t timeout:i=3 tracingConfig:l?",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig":
    "destinationConfig:l? functionName:s maximumEventAgeInSeconds:i maximumRetryAttempts:i=2 qualifier:s?",
  "aws:lambda/invocation:Invocation": "lifecycleScope:s=CREATE_ONLY qualifier:s=$LATEST terraformKey:s=tf",
  "aws:neptune/cluster:Cluster":
    "applyImmediately:b? availabilityZones:S? backupRetentionPeriod:i=1 clusterIdentifier:s? clusterIdentifierPrefix:s? " +
    "copyTagsToSnapshot:b deletionProtection:b enableCloudwatchLogsExports:S engine:s=neptune engineVersion:s? " +
    "iamDatabaseAuthenticationEnabled:b iamRoles:S kmsKeyArn:s? neptuneSubnetGroupName:s? port:i=8182 preferredBackupWindow:s? " +
    "preferredMaintenanceWindow:s? skipFinalSnapshot:b=false storageEncrypted:b=false tags:t vpcSecurityGroupIds:S?",
  "aws:redshift/cluster:Cluster":
    "allowVersionUpgrade:b=true applyImmediately:b=false aquaConfigurationStatus:s? automatedSnapshotRetentionPeriod:i=1 " +
    "availabilityZone:s? availabilityZoneRelocationEnabled:b=false clusterParameterGroupName:s? clusterSubnetGroupName:s? " +
    "clusterType:s? clusterVersion:s=1.0 databaseName:s? defaultIamRoleArn:s? endpoint:s? enhancedVpcRouting:b? iamRoles:S? " +
    "kmsKeyId:s? maintenanceTrackName:s=current manageMasterPassword:b manualSnapshotRetentionPeriod:i=-1 " +
    "masterPasswordSecretKmsKeyId:s? numberOfNodes:i=1 port:i=5439 preferredMaintenanceWindow:s? skipFinalSnapshot:b=false tags:t " +
    "vpcSecurityGroupIds:S?",
  "aws:servicediscovery/service:Service":
    "dnsConfig.dnsRecords.ttl:i dnsConfig.routingPolicy:s=MULTIVALUE forceDestroy:b=false namespaceId:s? tags:t type:s?",
  "aws:sqs/queue:Queue":
    "contentBasedDeduplication:b=false deduplicationScope:s? delaySeconds:i=0 fifoQueue:b=false fifoThroughputLimit:s? " +
    "kmsDataKeyReusePeriodSeconds:i? maxMessageSize:i messageRetentionSeconds:i=345600 name:s? namePrefix:s? policy:s? " +
    "receiveWaitTimeSeconds:i=0 redriveAllowPolicy:s? redrivePolicy:s? sqsManagedSseEnabled:b? tags:t visibilityTimeoutSeconds:i=30",
};
