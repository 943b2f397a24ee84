import type { Names } from "./members.ts";

/** Where AWS says what it accepts of a type of the provider's. */
export interface Origin extends Names {
  /** Calls of AWS's service models, `ecs.RegisterTaskDefinition`, with the member that holds what counts behind a slash. */
  calls?: readonly string[];
  /** A type of CloudFormation's. */
  template?: string;
  /** Properties that hold a JSON document in the terms of the call, by the member that they are. */
  documents?: Readonly<Record<string, string>>;
}

/** Services by the modules of the provider, where they are called otherwise: in botocore, in CloudFormation. */
export const services: Readonly<Record<string, readonly [botocore: string, cloudformation: string]>> = {
  acmpca: ["acm-pca", "ACMPCA"],
  amp: ["amp", "APS"],
  codeconnections: ["codeconnections", "CodeConnections"],
  cloudwatch: ["cloudwatch", "CloudWatch"],
  cognito: ["cognito-idp", "Cognito"],
  directoryservice: ["ds", "DirectoryService"],
  ebs: ["ec2", "EC2"],
  ecrpublic: ["ecr-public", "ECR"],
  elasticsearch: ["es", "Elasticsearch"],
  keyspaces: ["keyspaces", "Cassandra"],
  lb: ["elbv2", "ElasticLoadBalancingV2"],
  msk: ["kafka", "MSK"],
  mq: ["mq", "AmazonMQ"],
  neptunegraph: ["neptune-graph", "NeptuneGraph"],
  opensearch: ["opensearch", "OpenSearchService"],
  redshiftserverless: ["redshift-serverless", "RedshiftServerless"],
  sfn: ["stepfunctions", "StepFunctions"],
  timestreaminfluxdb: ["timestream-influxdb", "Timestream"],
  timestreamwrite: ["timestream-write", "Timestream"],
  vpc: ["ec2", "EC2"],
};

/** What names of types and calls do not tell. */
export const origins: Readonly<Record<string, Origin>> = {
  "aws:appautoscaling/policy:Policy": {
    calls: ["application-autoscaling.PutScalingPolicy"],
    template: "AWS::ApplicationAutoScaling::ScalingPolicy",
    words: ["Policy"],
  },
  "aws:appautoscaling/scheduledAction:ScheduledAction": {
    calls: ["application-autoscaling.PutScheduledAction"],
    words: ["ScheduledAction"],
  },
  "aws:appautoscaling/target:Target": {
    calls: ["application-autoscaling.RegisterScalableTarget"],
    template: "AWS::ApplicationAutoScaling::ScalableTarget",
  },
  "aws:autoscaling/group:Group": {
    calls: ["autoscaling.CreateAutoScalingGroup"],
    template: "AWS::AutoScaling::AutoScalingGroup",
    words: ["AutoScalingGroup"],
    renamed: { VPCZoneIdentifier: "vpcZoneIdentifiers.none" },
  },
  "aws:cloudwatch/dashboard:Dashboard": {
    calls: ["cloudwatch.PutDashboard"],
    template: "AWS::CloudWatch::Dashboard",
  },
  "aws:cloudwatch/eventArchive:EventArchive": {
    calls: ["events.CreateArchive"],
    template: "AWS::Events::Archive",
    words: ["Archive"],
  },
  "aws:cloudwatch/eventRule:EventRule": { calls: ["events.PutRule"], template: "AWS::Events::Rule" },
  "aws:cloudwatch/eventTarget:EventTarget": {
    calls: ["events.PutTargets/Targets", "events.PutTargets"],
    renamed: {
      Id: "targetId",
      "EcsParameters.NetworkConfiguration.awsvpcConfiguration": "ecsTarget.networkConfiguration",
      EcsParameters: "ecsTarget",
      KinesisParameters: "kinesisTarget",
      RunCommandParameters: "runCommandTargets",
      BatchParameters: "batchTarget",
      SqsParameters: "sqsTarget",
      HttpParameters: "httpTarget",
      RedshiftDataParameters: "redshiftTarget",
      SageMakerPipelineParameters: "sagemakerPipelineTarget",
      "InputTransformer.InputPathsMap": "inputTransformer.inputPaths",
    },
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    calls: ["logs.CreateLogGroup", "logs.PutRetentionPolicy"],
    template: "AWS::Logs::LogGroup",
    words: ["LogGroup"],
  },
  "aws:cloudwatch/logStream:LogStream": {
    calls: ["logs.CreateLogStream"],
    template: "AWS::Logs::LogStream",
    words: ["LogStream"],
  },
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    calls: ["cloudwatch.PutCompositeAlarm"],
    template: "AWS::CloudWatch::CompositeAlarm",
    words: ["Alarm"],
    renamed: { OKActions: "okActions" },
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    calls: ["cloudwatch.PutMetricAlarm"],
    template: "AWS::CloudWatch::Alarm",
    words: ["Alarm"],
    renamed: {
      Metrics: "metricQueries",
      AlarmName: "name",
      EvaluateLowSampleCountPercentile: "evaluateLowSampleCountPercentiles",
      // Metric queries call members of a metric otherwise.
      "Metrics.MetricStat.Metric": "metricQueries.metric",
      "Metrics.MetricStat": "metricQueries.metric",
    },
  },
  "aws:codebuild/project:Project": {
    calls: ["codebuild.CreateProject"],
    template: "AWS::CodeBuild::Project",
    renamed: {
      timeoutInMinutes: "buildTimeout",
      queuedTimeoutInMinutes: "queuedTimeout",
      TimeoutInMinutes: "buildTimeout",
      QueuedTimeoutInMinutes: "queuedTimeout",
    },
  },
  "aws:codepipeline/pipeline:Pipeline": {
    calls: ["codepipeline.CreatePipeline/pipeline"],
    renamed: {
      "stages.actions.actionTypeId.category": "stages.actions.category",
      "stages.actions.actionTypeId.owner": "stages.actions.owner",
      "stages.actions.actionTypeId.provider": "stages.actions.provider",
      "stages.actions.actionTypeId.version": "stages.actions.version",
    },
  },
  "aws:dlm/lifecyclePolicy:LifecyclePolicy": {
    calls: ["dlm.CreateLifecyclePolicy"],
    template: "AWS::DLM::LifecyclePolicy",
  },
  "aws:ebs/volume:Volume": {
    calls: ["ec2.CreateVolume"],
    template: "AWS::EC2::Volume",
    renamed: { VolumeType: "type" },
  },
  "aws:ec2/launchTemplate:LaunchTemplate": {
    calls: ["ec2.CreateLaunchTemplate/LaunchTemplateData", "ec2.CreateLaunchTemplate"],
    template: "AWS::EC2::LaunchTemplate",
    words: ["LaunchTemplate"],
    renamed: {
      LaunchTemplateData: "",
      SecurityGroupIds: "vpcSecurityGroupIds",
      "LaunchTemplateData.SecurityGroupIds": "vpcSecurityGroupIds",
    },
  },
  "aws:ec2/managedPrefixList:ManagedPrefixList": {
    calls: ["ec2.CreateManagedPrefixList"],
    template: "AWS::EC2::PrefixList",
    renamed: { PrefixListName: "name" },
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    calls: ["ec2.CreateSecurityGroup"],
    template: "AWS::EC2::SecurityGroup",
    renamed: {
      GroupName: "name",
      GroupDescription: "description",
      SecurityGroupIngress: "ingress",
      SecurityGroupEgress: "egress",
    },
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { calls: ["ec2.CreateVpcEndpoint"], template: "AWS::EC2::VPCEndpoint" },
  "aws:ec2/flowLog:FlowLog": { calls: ["ec2.CreateFlowLogs"], template: "AWS::EC2::FlowLog" },
  "aws:ec2/eip:Eip": { calls: ["ec2.AllocateAddress"], template: "AWS::EC2::EIP" },
  "aws:ec2/instance:Instance": {
    calls: ["ec2.RunInstances"],
    template: "AWS::EC2::Instance",
    renamed: { SecurityGroupIds: "vpcSecurityGroupIds", ImageId: "ami" },
  },
  "aws:ec2/networkAclRule:NetworkAclRule": {
    calls: ["ec2.CreateNetworkAclEntry"],
    template: "AWS::EC2::NetworkAclEntry",
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    calls: ["ec2.AssociateRouteTable"],
    template: "AWS::EC2::SubnetRouteTableAssociation",
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
    calls: ["ecr.PutLifecyclePolicy"],
    renamed: { repositoryName: "repository", lifecyclePolicyText: "policy" },
  },
  "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": {
    calls: ["ecr.PutRegistryScanningConfiguration"],
    template: "AWS::ECR::RegistryScanningConfiguration",
  },
  "aws:ecr/repository:Repository": {
    calls: ["ecr.CreateRepository"],
    template: "AWS::ECR::Repository",
    words: ["repository"],
    renamed: { encryptionConfiguration: "encryptionConfigurations" },
  },
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": {
    calls: ["ecr.CreateRepositoryCreationTemplate"],
    template: "AWS::ECR::RepositoryCreationTemplate",
  },
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": {
    calls: ["ecs.PutClusterCapacityProviders"],
    template: "AWS::ECS::ClusterCapacityProviderAssociations",
    renamed: { cluster: "clusterName" },
  },
  "aws:ecs/service:Service": {
    calls: ["ecs.CreateService"],
    template: "AWS::ECS::Service",
    renamed: {
      serviceName: "name",
      ServiceName: "name",
      capacityProviderStrategy: "capacityProviderStrategies",
      placementStrategy: "orderedPlacementStrategies",
      "networkConfiguration.awsvpcConfiguration": "networkConfiguration",
      "NetworkConfiguration.AwsvpcConfiguration": "networkConfiguration",
      "deploymentConfiguration.maximumPercent": "deploymentMaximumPercent",
      "deploymentConfiguration.minimumHealthyPercent": "deploymentMinimumHealthyPercent",
      "deploymentConfiguration.deploymentCircuitBreaker": "deploymentCircuitBreaker",
      "deploymentConfiguration.alarms": "alarms",
      role: "iamRole",
    },
  },
  "aws:ecs/taskDefinition:TaskDefinition": {
    calls: ["ecs.RegisterTaskDefinition"],
    template: "AWS::ECS::TaskDefinition",
    documents: { containerDefinitions: "containerDefinitions" },
    renamed: { "volumes.host.sourcePath": "volumes.hostPath" },
  },
  "aws:efs/backupPolicy:BackupPolicy": { calls: ["efs.PutBackupPolicy"] },
  "aws:efs/fileSystem:FileSystem": {
    calls: ["efs.CreateFileSystem", "efs.PutLifecycleConfiguration", "efs.UpdateFileSystemProtection"],
    template: "AWS::EFS::FileSystem",
    renamed: {
      ReplicationOverwriteProtection: "protection.replicationOverwrite",
      FileSystemProtection: "protection",
    },
  },
  "aws:efs/fileSystemPolicy:FileSystemPolicy": { calls: ["efs.PutFileSystemPolicy"] },
  "aws:fsx/windowsFileSystem:WindowsFileSystem": {
    calls: ["fsx.CreateFileSystem/WindowsConfiguration", "fsx.CreateFileSystem"],
    template: "AWS::FSx::FileSystem",
    renamed: { WindowsConfiguration: "" },
  },
  "aws:fsx/lustreFileSystem:LustreFileSystem": {
    calls: ["fsx.CreateFileSystem/LustreConfiguration", "fsx.CreateFileSystem"],
    template: "AWS::FSx::FileSystem",
    renamed: { LustreConfiguration: "" },
  },
  "aws:fsx/ontapFileSystem:OntapFileSystem": {
    calls: ["fsx.CreateFileSystem/OntapConfiguration", "fsx.CreateFileSystem"],
    template: "AWS::FSx::FileSystem",
    renamed: { OntapConfiguration: "" },
  },
  "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": {
    calls: ["fsx.CreateFileSystem/OpenZFSConfiguration", "fsx.CreateFileSystem"],
    template: "AWS::FSx::FileSystem",
    renamed: { OpenZFSConfiguration: "" },
  },
  "aws:fsx/ontapVolume:OntapVolume": {
    calls: ["fsx.CreateVolume/OntapConfiguration", "fsx.CreateVolume"],
    renamed: {},
  },
  "aws:fsx/openZfsVolume:OpenZfsVolume": {
    calls: ["fsx.CreateVolume/OpenZFSConfiguration", "fsx.CreateVolume"],
    renamed: {},
  },
  "aws:iam/rolePolicy:RolePolicy": {
    calls: ["iam.PutRolePolicy"],
    renamed: { PolicyName: "name", PolicyDocument: "policy", RoleName: "role" },
  },
  "aws:iam/policy:Policy": {
    calls: ["iam.CreatePolicy"],
    renamed: { PolicyName: "name", PolicyDocument: "policy" },
  },
  "aws:iam/role:Role": {
    calls: ["iam.CreateRole"],
    template: "AWS::IAM::Role",
    renamed: { RoleName: "name", AssumeRolePolicyDocument: "assumeRolePolicy" },
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    calls: ["iam.AttachRolePolicy"],
    renamed: { RoleName: "role" },
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    calls: ["iam.CreateOpenIDConnectProvider"],
    template: "AWS::IAM::OIDCProvider",
    renamed: {
      ClientIDList: "clientIdLists",
      ThumbprintList: "thumbprintLists",
      ClientIdList: "clientIdLists",
    },
  },
  "aws:kms/key:Key": {
    calls: ["kms.CreateKey", "kms.EnableKeyRotation", "kms.ScheduleKeyDeletion"],
    template: "AWS::KMS::Key",
    renamed: {
      KeySpec: "customerMasterKeySpec",
      PendingWindowInDays: "deletionWindowInDays",
      Policy: "policy",
    },
  },
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": {
    calls: ["lambda.PutFunctionEventInvokeConfig"],
    template: "AWS::Lambda::EventInvokeConfig",
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    calls: ["elbv2.CreateLoadBalancer"],
    template: "AWS::ElasticLoadBalancingV2::LoadBalancer",
    renamed: { Type: "loadBalancerType" },
  },
  "aws:lb/listener:Listener": {
    calls: ["elbv2.CreateListener"],
    template: "AWS::ElasticLoadBalancingV2::Listener",
    renamed: {
      "DefaultActions.FixedResponseConfig": "defaultActions.fixedResponse",
      "DefaultActions.RedirectConfig": "defaultActions.redirect",
      "DefaultActions.ForwardConfig": "defaultActions.forward",
      "DefaultActions.AuthenticateOidcConfig": "defaultActions.authenticateOidc",
      "DefaultActions.AuthenticateCognitoConfig": "defaultActions.authenticateCognito",
    },
  },
  "aws:lb/targetGroup:TargetGroup": {
    calls: ["elbv2.CreateTargetGroup"],
    template: "AWS::ElasticLoadBalancingV2::TargetGroup",
    renamed: {
      HealthCheckProtocol: "healthCheck.protocol",
      HealthCheckPort: "healthCheck.port",
      HealthCheckPath: "healthCheck.path",
      HealthCheckIntervalSeconds: "healthCheck.interval",
      HealthCheckTimeoutSeconds: "healthCheck.timeout",
      HealthyThresholdCount: "healthCheck.healthyThreshold",
      UnhealthyThresholdCount: "healthCheck.unhealthyThreshold",
      HealthCheckEnabled: "healthCheck.enabled",
    },
  },
  "aws:rds/cluster:Cluster": {
    calls: ["rds.CreateDBCluster"],
    template: "AWS::RDS::DBCluster",
    words: ["DB", "DBCluster"],
    renamed: { PreferredMaintenanceWindow: "preferredMaintenanceWindow" },
  },
  "aws:rds/clusterInstance:ClusterInstance": {
    calls: ["rds.CreateDBInstance"],
    template: "AWS::RDS::DBInstance",
    words: ["DBInstance"],
    renamed: { DBInstanceClass: "instanceClass" },
  },
  "aws:rds/clusterParameterGroup:ClusterParameterGroup": {
    calls: ["rds.CreateDBClusterParameterGroup"],
    template: "AWS::RDS::DBClusterParameterGroup",
    words: ["DBClusterParameterGroup", "DBParameterGroup"],
  },
  "aws:rds/eventSubscription:EventSubscription": {
    calls: ["rds.CreateEventSubscription"],
    template: "AWS::RDS::EventSubscription",
    renamed: { SubscriptionName: "name" },
  },
  "aws:rds/instance:Instance": {
    calls: ["rds.CreateDBInstance"],
    template: "AWS::RDS::DBInstance",
    words: ["DB", "DBInstance"],
    renamed: {
      PreferredBackupWindow: "backupWindow",
      PreferredMaintenanceWindow: "maintenanceWindow",
      MasterUsername: "username",
      MasterUserPassword: "password",
    },
  },
  "aws:rds/optionGroup:OptionGroup": {
    calls: ["rds.CreateOptionGroup"],
    template: "AWS::RDS::OptionGroup",
    words: ["OptionGroup"],
  },
  "aws:rds/parameterGroup:ParameterGroup": {
    calls: ["rds.CreateDBParameterGroup"],
    template: "AWS::RDS::DBParameterGroup",
    words: ["DBParameterGroup"],
  },
  "aws:rds/subnetGroup:SubnetGroup": {
    calls: ["rds.CreateDBSubnetGroup"],
    template: "AWS::RDS::DBSubnetGroup",
    words: ["DBSubnetGroup"],
  },
  "aws:route53/resolverEndpoint:ResolverEndpoint": {
    calls: ["route53resolver.CreateResolverEndpoint"],
    template: "AWS::Route53Resolver::ResolverEndpoint",
  },
  "aws:route53/resolverRule:ResolverRule": {
    calls: ["route53resolver.CreateResolverRule"],
    template: "AWS::Route53Resolver::ResolverRule",
  },
  "aws:route53/resolverRuleAssociation:ResolverRuleAssociation": {
    calls: ["route53resolver.AssociateResolverRule"],
    template: "AWS::Route53Resolver::ResolverRuleAssociation",
  },
  "aws:s3/bucket:Bucket": { calls: ["s3.CreateBucket"], template: "AWS::S3::Bucket" },
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    calls: ["s3.PutBucketLifecycleConfiguration/LifecycleConfiguration"],
  },
  "aws:s3/bucketObjectv2:BucketObjectv2": { calls: ["s3.PutObject"] },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { calls: ["s3.PutPublicAccessBlock"] },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
    calls: ["s3.PutBucketEncryption/ServerSideEncryptionConfiguration"],
    renamed: {
      "Rules.ApplyServerSideEncryptionByDefault.KMSMasterKeyID":
        "rules.applyServerSideEncryptionByDefault.kmsMasterKeyId",
    },
  },
  "aws:s3/bucketVersioning:BucketVersioning": { calls: ["s3.PutBucketVersioning"] },
  "aws:s3/bucketNotification:BucketNotification": {
    calls: ["s3.PutBucketNotificationConfiguration/NotificationConfiguration"],
    renamed: {
      TopicConfigurations: "topics",
      QueueConfigurations: "queues",
      LambdaFunctionConfigurations: "lambdaFunctions",
    },
  },
  "aws:secretsmanager/secretRotation:SecretRotation": { calls: ["secretsmanager.RotateSecret"] },
  "aws:secretsmanager/secretVersion:SecretVersion": { calls: ["secretsmanager.PutSecretValue"] },
  "aws:sns/topicPolicy:TopicPolicy": {},
  "aws:sns/topicSubscription:TopicSubscription": {
    calls: ["sns.Subscribe"],
    template: "AWS::SNS::Subscription",
    renamed: { TopicArn: "topic" },
  },
  "aws:ssm/parameter:Parameter": { calls: ["ssm.PutParameter"], template: "AWS::SSM::Parameter" },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
    calls: ["ec2.AuthorizeSecurityGroupEgress/IpPermissions"],
    template: "AWS::EC2::SecurityGroupEgress",
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
    calls: ["ec2.AuthorizeSecurityGroupIngress/IpPermissions"],
    template: "AWS::EC2::SecurityGroupIngress",
  },
  "aws:ec2/securityGroupRule:SecurityGroupRule": {
    template: "AWS::EC2::SecurityGroupIngress",
    renamed: { IpProtocol: "protocol" },
  },
};
