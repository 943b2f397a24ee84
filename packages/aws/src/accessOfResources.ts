import { words } from "@ballast/model";
import type { Access, PolicySubject } from "./access.ts";

/** Types by the property that is their resource policy (provider's documentation, 7.48.0; CloudFormation's template reference, 2026-11). */
export const resourcePolicies: Readonly<Record<string, string>> = {
  policy: `
    aws:acmpca/policy:Policy aws:apigateway/domainName:DomainName aws:apigateway/restApi:RestApi
    aws:apigateway/restApiPolicy:RestApiPolicy aws:backup/vaultPolicy:VaultPolicy
    aws:bedrock/agentcoreResourcePolicy:AgentcoreResourcePolicy aws:cloudwatch/eventBusPolicy:EventBusPolicy
    aws:codebuild/resourcePolicy:ResourcePolicy aws:dsql/clusterPolicy:ClusterPolicy
    aws:dynamodb/resourcePolicy:ResourcePolicy aws:ecr/registryPolicy:RegistryPolicy
    aws:ecr/repositoryPolicy:RepositoryPolicy aws:efs/fileSystemPolicy:FileSystemPolicy aws:glacier/vaultLock:VaultLock
    aws:glue/resourcePolicy:ResourcePolicy aws:kinesis/resourcePolicy:ResourcePolicy aws:kms/externalKey:ExternalKey
    aws:kms/key:Key aws:kms/keyPolicy:KeyPolicy aws:kms/replicaExternalKey:ReplicaExternalKey aws:kms/replicaKey:ReplicaKey
    aws:lambda/resourcePolicy:ResourcePolicy aws:mediastore/containerPolicy:ContainerPolicy
    aws:msk/clusterPolicy:ClusterPolicy aws:networkfirewall/resourcePolicy:ResourcePolicy aws:oam/sinkPolicy:SinkPolicy
    aws:opensearchingest/resourcePolicy:ResourcePolicy aws:pinpoint/smsvoicev2ResourcePolicy:Smsvoicev2ResourcePolicy
    aws:redshift/resourcePolicy:ResourcePolicy aws:redshiftserverless/resourcePolicy:ResourcePolicy
    aws:s3/accessPoint:AccessPoint aws:s3/bucket:Bucket aws:s3/bucketPolicy:BucketPolicy
    aws:s3/filesFileSystemPolicy:FilesFileSystemPolicy aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy
    aws:s3control/accessGrantsInstanceResourcePolicy:AccessGrantsInstanceResourcePolicy
    aws:s3control/accessPointPolicy:AccessPointPolicy aws:s3control/bucketPolicy:BucketPolicy
    aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy aws:schemas/registryPolicy:RegistryPolicy
    aws:secretsmanager/secret:Secret aws:secretsmanager/secretPolicy:SecretPolicy aws:ses/identityPolicy:IdentityPolicy
    aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy aws:sns/topic:Topic aws:sns/topicPolicy:TopicPolicy aws:sqs/queue:Queue
    aws:sqs/queuePolicy:QueuePolicy aws:vpclattice/authPolicy:AuthPolicy aws:vpclattice/resourcePolicy:ResourcePolicy`,
  policyDocument: `
    aws:amp/resourcePolicy:ResourcePolicy aws:cloudwatch/logResourcePolicy:LogResourcePolicy
    aws:codeartifact/domainPermissions:DomainPermissions
    aws:codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy aws:xray/resourcePolicy:ResourcePolicy`,
  accessPolicy: `
    aws:cloudsearch/domainServiceAccessPolicy:DomainServiceAccessPolicy
    aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy aws:glacier/vault:Vault`,
  deliveryDestinationPolicy: `
    aws:cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy`,
  repositoryPolicy: `
    aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate`,
  accessPolicies: `
    aws:elasticsearch/domain:Domain aws:elasticsearch/domainPolicy:DomainPolicy aws:opensearch/domain:Domain
    aws:opensearch/domainPolicy:DomainPolicy`,
  content: `
    aws:organizations/resourcePolicy:ResourcePolicy`,
  "details.policy": `
    aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy`,
  resourcePolicy: `
    aws:s3tables/tableBucketPolicy:TableBucketPolicy aws:s3tables/tablePolicy:TablePolicy
    aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy`,
  Policy: `
    AWS::ApiGateway::RestApi AWS::Events::EventBus AWS::MSK::ClusterPolicy AWS::S3::AccessPoint
    AWS::S3::MultiRegionAccessPointPolicy AWS::VpcLattice::AuthPolicy AWS::VpcLattice::ResourcePolicy`,
  AccessPolicy: `
    AWS::Backup::BackupVault`,
  PermissionsPolicyDocument: `
    AWS::CodeArtifact::Domain AWS::CodeArtifact::Repository`,
  "ResourcePolicy.PolicyDocument": `
    AWS::DynamoDB::Table`,
  PolicyText: `
    AWS::ECR::RegistryPolicy`,
  RepositoryPolicyText: `
    AWS::ECR::Repository`,
  RepositoryPolicy: `
    AWS::ECR::RepositoryCreationTemplate`,
  FileSystemPolicy: `
    AWS::EFS::FileSystem`,
  AccessPolicies: `
    AWS::Elasticsearch::Domain AWS::OpenSearchService::Domain`,
  Statement: `
    AWS::Events::EventBusPolicy`,
  KeyPolicy: `
    AWS::KMS::Key AWS::KMS::ReplicaKey`,
  ResourcePolicy: `
    AWS::Kinesis::ResourcePolicy AWS::SecretsManager::ResourcePolicy`,
  DestinationPolicy: `
    AWS::Logs::Destination`,
  PolicyDocument: `
    AWS::Logs::ResourcePolicy AWS::S3::BucketPolicy AWS::SNS::TopicInlinePolicy AWS::SNS::TopicPolicy
    AWS::SQS::QueueInlinePolicy AWS::SQS::QueuePolicy AWS::XRay::ResourcePolicy`,
};

/** Resources to which separate policy resources belong, keyed by the policy's type. */
export const subjects: Readonly<Record<string, PolicySubject>> = {
  "aws:backup/vaultPolicy:VaultPolicy": { property: "backupVaultName", type: "aws:backup/vault:Vault" },
  "aws:ecr/registryPolicy:RegistryPolicy": { type: "aws:ecr/repository:Repository" },
  "aws:ecr/repositoryPolicy:RepositoryPolicy": {
    property: "repository",
    type: "aws:ecr/repository:Repository",
  },
  "aws:efs/fileSystemPolicy:FileSystemPolicy": {
    property: "fileSystemId",
    type: "aws:efs/fileSystem:FileSystem",
  },
  "aws:kms/keyPolicy:KeyPolicy": { property: "keyId", type: "aws:kms/key:Key" },
  "aws:lambda/permission:Permission": { property: "function", type: "aws:lambda/function:Function" },
  "aws:s3/bucketPolicy:BucketPolicy": { property: "bucket", type: "aws:s3/bucket:Bucket" },
  "aws:secretsmanager/secretPolicy:SecretPolicy": {
    property: "secretArn",
    type: "aws:secretsmanager/secret:Secret",
  },
  "aws:sns/topicPolicy:TopicPolicy": { property: "arn", type: "aws:sns/topic:Topic" },
  "aws:sqs/queuePolicy:QueuePolicy": { property: "queueUrl", type: "aws:sqs/queue:Queue" },
};

const permission = {
  sourceAccount: "aws:SourceAccount",
  sourceArn: "aws:SourceArn",
  principalOrgId: "aws:PrincipalOrgID",
};

const templatePermission = {
  SourceAccount: "aws:SourceAccount",
  SourceArn: "aws:SourceArn",
  PrincipalOrgID: "aws:PrincipalOrgID",
};

/** Settings of a public access block, each of which permits public access if it is false. */
const unblocked = (block: string, settings: string) =>
  Object.fromEntries(words(settings).map((setting) => [`${block}.${setting}`, ["false"]]));

/** Types that become public or shared through other properties than a policy. */
export const sharing: Readonly<Record<string, Access>> = {
  "aws:cloudwatch/eventPermission:EventPermission": {
    principal: { property: "principal", boundBy: { "condition.value": "aws:PrincipalOrgID" } },
  },
  "aws:lambda/functionUrl:FunctionUrl": { openedBy: { authorizationType: ["NONE"] } },
  "aws:lambda/layerVersionPermission:LayerVersionPermission": {
    principal: { property: "principal", boundBy: { organizationId: "aws:PrincipalOrgID" } },
  },
  "aws:lambda/permission:Permission": { principal: { property: "principal", boundBy: permission } },
  "AWS::Lambda::LayerVersionPermission": {
    principal: { property: "Principal", boundBy: { OrganizationId: "aws:PrincipalOrgID" } },
  },
  "AWS::Lambda::Permission": {
    principal: {
      property: "Principal",
      boundBy: templatePermission,
    },
  },
  "AWS::Lambda::Url": { openedBy: { AuthType: ["NONE"] } },
  // A canned ACL, or the group in a grant (S3 user guide, "Access control list overview").
  "aws:s3/bucket:Bucket": { sharedWith: ["acl", "grants.uri"] },
  "aws:s3/bucketAcl:BucketAcl": { sharedWith: ["acl", "accessControlPolicy.grants.grantee.uri"] },
  "aws:s3/bucketObject:BucketObject": { sharedWith: ["acl"] },
  "aws:s3/bucketObjectv2:BucketObjectv2": { sharedWith: ["acl"] },
  "aws:s3/objectCopy:ObjectCopy": { sharedWith: ["acl", "grants.uri"] },
  "aws:s3/accessPoint:AccessPoint": {
    openedBy: unblocked(
      "publicAccessBlockConfiguration",
      "blockPublicAcls blockPublicPolicy ignorePublicAcls restrictPublicBuckets",
    ),
  },
  "AWS::S3::Bucket": { sharedWith: ["AccessControl"] },
  "AWS::S3::AccessPoint": {
    openedBy: unblocked(
      "PublicAccessBlockConfiguration",
      "BlockPublicAcls BlockPublicPolicy IgnorePublicAcls RestrictPublicBuckets",
    ),
  },
  "aws:dlm/lifecyclePolicy:LifecyclePolicy": {
    sharedWith: ["policyDetails.schedules.shareRules.targetAccounts"],
  },
  "aws:ec2/amiLaunchPermission:AmiLaunchPermission": {
    sharedWith: ["group", "organizationArn", "organizationalUnitArn", "accountId"],
  },
  "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess": { openedBy: { state: ["unblocked"] } },
  "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess": { openedBy: { state: ["unblocked"] } },
  "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission": { sharedWith: ["accountId"] },
  "aws:ec2/vpcEndpointService:VpcEndpointService": { sharedWith: ["allowedPrincipals"] },
  "aws:ec2/vpcEndpointServiceAllowedPrinciple:VpcEndpointServiceAllowedPrinciple": {
    sharedWith: ["principalArn"],
  },
  "aws:imagebuilder/distributionConfiguration:DistributionConfiguration": {
    sharedWith: ["userGroups", "organizationArns", "organizationalUnitArns"].map(
      (whom) => `distributions.amiDistributionConfiguration.launchPermission.${whom}`,
    ),
  },
  "aws:rds/clusterSnapshot:ClusterSnapshot": { sharedWith: ["sharedAccounts"] },
  "aws:rds/clusterSnapshotCopy:ClusterSnapshotCopy": { sharedWith: ["sharedAccounts"] },
  "aws:rds/snapshot:Snapshot": { sharedWith: ["sharedAccounts"] },
  "aws:rds/snapshotCopy:SnapshotCopy": { sharedWith: ["sharedAccounts"] },
  "aws:ssm/document:Document": { sharedWith: ["permissions.accountIds"] },
};
