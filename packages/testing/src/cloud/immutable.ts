import { knownTypes } from "./computed.ts";
import { deliveryImmutable } from "./types/delivery.ts";

/**
 * Properties that AWS cannot change on a thing that exists: a new value means a new thing. Taken from the
 * provider's documentation of each type ("Forces new resource", @pulumi/aws 7.48.0), for the types that our stacks
 * use; `*` stands for every property.
 */
export const immutableProperties: Record<string, string[]> = {
  ...deliveryImmutable,
  "aws:autoscaling/group:Group": ["name", "namePrefix"],
  "aws:cloudformation/stack:Stack": ["disableRollback", "name", "onFailure", "timeoutInMinutes"],
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardName"],
  "aws:cloudwatch/eventRule:EventRule": ["eventBusName", "name", "namePrefix"],
  "aws:cloudwatch/eventTarget:EventTarget": ["eventBusName", "rule", "targetId"],
  "aws:cloudwatch/logGroup:LogGroup": ["name", "namePrefix"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["name"],
  "aws:ebs/volume:Volume": ["availabilityZone", "encrypted", "kmsKeyId", "multiAttachEnabled", "snapshotId"],
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ["vpcId"],
  "aws:ec2/flowLog:FlowLog": ["*"],
  "aws:ec2/launchTemplate:LaunchTemplate": ["name", "namePrefix"],
  "aws:ec2/managedPrefixList:ManagedPrefixList": ["addressFamily"],
  "aws:ec2/natGateway:NatGateway": ["allocationId", "connectivityType", "subnetId"],
  "aws:ec2/route:Route": ["destinationCidrBlock", "routeTableId"],
  "aws:ec2/routeTable:RouteTable": ["vpcId"],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ["subnetId"],
  "aws:ec2/securityGroup:SecurityGroup": ["description", "name", "namePrefix", "vpcId"],
  "aws:ec2/subnet:Subnet": ["availabilityZone", "cidrBlock", "vpcId"],
  "aws:ec2/vpc:Vpc": ["cidrBlock"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["serviceName", "vpcEndpointType", "vpcId"],
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": ["policy", "repository"],
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": ["ecrRepositoryPrefix", "upstreamRegistryUrl"],
  "aws:ecr/repository:Repository": ["encryptionConfigurations", "name"],
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": ["prefix"],
  "aws:ecs/capacityProvider:CapacityProvider": ["autoScalingGroupProvider.autoScalingGroupArn", "name"],
  "aws:ecs/cluster:Cluster": ["name"],
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": ["clusterName"],
  "aws:ecs/service:Service": ["cluster", "launchType", "name", "schedulingStrategy"],
  "aws:ecs/taskDefinition:TaskDefinition": ["*"],
  "aws:efs/accessPoint:AccessPoint": ["fileSystemId", "posixUser", "rootDirectory"],
  "aws:efs/backupPolicy:BackupPolicy": ["fileSystemId"],
  "aws:efs/fileSystem:FileSystem": [
    "availabilityZoneName",
    "creationToken",
    "encrypted",
    "kmsKeyId",
    "performanceMode",
  ],
  "aws:efs/fileSystemPolicy:FileSystemPolicy": ["fileSystemId"],
  "aws:efs/mountTarget:MountTarget": [
    "fileSystemId",
    "ipAddress",
    "ipAddressType",
    "ipv6Address",
    "subnetId",
  ],
  "aws:fsx/windowsFileSystem:WindowsFileSystem": [
    "activeDirectoryId",
    "backupId",
    "copyTagsToBackups",
    "deploymentType",
    "kmsKeyId",
    "preferredSubnetId",
    "securityGroupIds",
    "selfManagedActiveDirectory.domainName",
    "selfManagedActiveDirectory.fileSystemAdministratorsGroup",
    "selfManagedActiveDirectory.organizationalUnitDistinguishedName",
    "storageType",
    "subnetIds",
  ],
  "aws:iam/instanceProfile:InstanceProfile": ["name", "namePrefix", "path"],
  "aws:iam/role:Role": ["name", "namePrefix", "path"],
  "aws:iam/rolePolicy:RolePolicy": ["name", "namePrefix", "role"],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["policyArn", "role"],
  "aws:kms/key:Key": ["customKeyStoreId", "customerMasterKeySpec", "keyUsage", "multiRegion", "xksKeyId"],
  "aws:lb/listener:Listener": ["loadBalancerArn"],
  "aws:lb/loadBalancer:LoadBalancer": ["internal", "loadBalancerType", "name", "namePrefix"],
  "aws:lb/targetGroup:TargetGroup": ["name", "namePrefix", "port", "protocol", "targetType", "vpcId"],
  "aws:rds/eventSubscription:EventSubscription": ["name", "namePrefix"],
  "aws:rds/instance:Instance": [
    "availabilityZone",
    "backupTarget",
    "characterSetName",
    "dbName",
    "engine",
    "kmsKeyId",
    "ncharCharacterSetName",
    "snapshotIdentifier",
    "storageEncrypted",
    "timezone",
    "username",
  ],
  "aws:rds/parameterGroup:ParameterGroup": ["description", "family", "name", "namePrefix"],
  "aws:rds/subnetGroup:SubnetGroup": ["name", "namePrefix"],
  "aws:route53/resolverEndpoint:ResolverEndpoint": ["direction", "securityGroupIds"],
  "aws:route53/resolverRule:ResolverRule": ["domainName", "ruleType"],
  "aws:route53/resolverRuleAssociation:ResolverRuleAssociation": ["name", "resolverRuleId", "vpcId"],
  "aws:secretsmanager/secret:Secret": ["name", "namePrefix"],
  "aws:secretsmanager/secretRotation:SecretRotation": ["secretId"],
  "aws:secretsmanager/secretVersion:SecretVersion": ["secretId", "secretString"],
  "aws:sfn/stateMachine:StateMachine": ["name", "namePrefix", "type"],
  "aws:sns/topic:Topic": ["fifoTopic", "name", "namePrefix"],
  "aws:sns/topicPolicy:TopicPolicy": ["arn"],
  "aws:sns/topicSubscription:TopicSubscription": ["endpoint", "protocol", "topic"],
  "aws:ssm/association:Association": ["name"],
  "aws:ssm/document:Document": ["documentType", "name"],
  "aws:ssm/parameter:Parameter": ["name"],
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ["securityGroupId"],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["securityGroupId"],
};

/**
 * Of the changed property paths, those that make the engine replace the resource: what is immutable, a part of it, and
 * what holds it.
 */
export function replacing(type: string, changed: string[]): string[] {
  const immutable = immutableProperties[type] ?? [];
  if (immutable.includes("*")) return changed;
  return changed.filter((path) =>
    // A list of one object is that object here: the provider counts its members, our table does not.
    immutable.some((property) => within(withoutIndexes(path), property) || within(property, path)),
  );
}

/** Whether anybody has looked up what makes the engine replace resources of a type. */
export function replacementIsKnown(type: string): boolean {
  return type in immutableProperties || knownTypes.includes(type);
}

function within(path: string, around: string): boolean {
  return path === around || path.startsWith(`${around}.`);
}

function withoutIndexes(path: string): string {
  return path.replace(/\[\d+\]/g, "");
}
