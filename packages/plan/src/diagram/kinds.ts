import { fields, type ResolvedResource } from "@ballast/model";
import { nestedResources } from "@ballast/aws/templates";
import { NodeKind } from "./diagram.ts";

export interface Look {
  kind: NodeKind;
  /** In words. */
  type: string;
}

const looks: Record<string, Look> = {
  "aws:autoscaling/group:Group": { kind: NodeKind.Instances, type: "container instances" },
  "aws:cloudwatch/eventRule:EventRule": { kind: NodeKind.Automation, type: "event rule" },
  "aws:codebuild/project:Project": { kind: NodeKind.Automation, type: "build" },
  "aws:codecommit/repository:Repository": { kind: NodeKind.Automation, type: "source repository" },
  "aws:codeconnections/connection:Connection": { kind: NodeKind.Automation, type: "source connection" },
  "aws:codepipeline/pipeline:Pipeline": { kind: NodeKind.Automation, type: "pipeline" },
  "aws:dynamodb/table:Table": { kind: NodeKind.Store, type: "DynamoDB table" },
  "aws:ebs/volume:Volume": { kind: NodeKind.Store, type: "EBS volume" },
  "aws:ec2/instance:Instance": { kind: NodeKind.Instances, type: "instance" },
  "aws:ec2/managedPrefixList:ManagedPrefixList": { kind: NodeKind.Network, type: "prefix list" },
  "aws:ec2/subnet:Subnet": { kind: NodeKind.Network, type: "subnet" },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { kind: NodeKind.Network, type: "VPC endpoint" },
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": { kind: NodeKind.Store, type: "pull-through cache" },
  "aws:ecr/repository:Repository": { kind: NodeKind.Store, type: "image repository" },
  "aws:ecs/service:Service": { kind: NodeKind.Compute, type: "service" },
  "aws:ecs/taskDefinition:TaskDefinition": { kind: NodeKind.Compute, type: "task run by hand" },
  "aws:efs/fileSystem:FileSystem": { kind: NodeKind.Store, type: "EFS file system" },
  "aws:fsx/windowsFileSystem:WindowsFileSystem": { kind: NodeKind.Store, type: "FSx file system" },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    kind: NodeKind.Outside,
    type: "identity provider",
  },
  "aws:iam/role:Role": { kind: NodeKind.Other, type: "role" },
  "aws:lambda/function:Function": { kind: NodeKind.Compute, type: "function" },
  "aws:lb/loadBalancer:LoadBalancer": { kind: NodeKind.Balancer, type: "load balancer" },
  "aws:rds/cluster:Cluster": { kind: NodeKind.Store, type: "Aurora cluster" },
  "aws:rds/instance:Instance": { kind: NodeKind.Store, type: "RDS database" },
  "aws:s3/bucket:Bucket": { kind: NodeKind.Store, type: "bucket" },
  "aws:scheduler/schedule:Schedule": { kind: NodeKind.Automation, type: "schedule" },
  "aws:secretsmanager/secret:Secret": { kind: NodeKind.Secret, type: "secret" },
  "aws:sfn/stateMachine:StateMachine": { kind: NodeKind.Automation, type: "state machine" },
  "aws:sns/topic:Topic": { kind: NodeKind.Automation, type: "topic" },
  "aws:sqs/queue:Queue": { kind: NodeKind.Store, type: "queue" },
  "aws:ssm/parameter:Parameter": { kind: NodeKind.Secret, type: "parameter" },
};

/**
 * Types that are part of another thing: the property that names it. Buckets' parts all name theirs by `bucket`.
 */
const ownedBy: Record<string, string> = {
  "aws:cloudwatch/eventTarget:EventTarget": "rule",
  "aws:ec2/natGateway:NatGateway": "subnetId",
  "aws:ec2/volumeAttachment:VolumeAttachment": "volumeId",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": "repository",
  "aws:ecr/repositoryPolicy:RepositoryPolicy": "repository",
  "aws:ecs/capacityProvider:CapacityProvider": "autoScalingGroupProvider.autoScalingGroupArn",
  "aws:efs/accessPoint:AccessPoint": "fileSystemId",
  "aws:efs/backupPolicy:BackupPolicy": "fileSystemId",
  "aws:efs/fileSystemPolicy:FileSystemPolicy": "fileSystemId",
  "aws:efs/mountTarget:MountTarget": "fileSystemId",
  "aws:lb/listener:Listener": "loadBalancerArn",
  "aws:lb/listenerRule:ListenerRule": "listenerArn",
  "aws:rds/clusterInstance:ClusterInstance": "clusterIdentifier",
  "aws:secretsmanager/secretPolicy:SecretPolicy": "secretArn",
  "aws:secretsmanager/secretRotation:SecretRotation": "secretId",
  "aws:secretsmanager/secretVersion:SecretVersion": "secretId",
  "aws:sns/topicPolicy:TopicPolicy": "arn",
  "aws:sns/topicSubscription:TopicSubscription": "topic",
};

/** Types that stand with whoever refers to them; some are drawn when nobody does. */
const usedBy = [
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:ecs/taskDefinition:TaskDefinition",
  "aws:iam/instanceProfile:InstanceProfile",
  "aws:iam/role:Role",
  "aws:lb/targetGroup:TargetGroup",
  "aws:rds/clusterParameterGroup:ClusterParameterGroup",
  "aws:rds/parameterGroup:ParameterGroup",
  "aws:rds/subnetGroup:SubnetGroup",
];

/** Types that are edges, notes or nothing in a drawing. */
const never = [
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:dlm/lifecyclePolicy:LifecyclePolicy",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "aws:ec2/eip:Eip",
  "aws:ec2/flowLog:FlowLog",
  "aws:ec2/internetGateway:InternetGateway",
  "aws:ec2/route:Route",
  "aws:ec2/routeTable:RouteTable",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/vpc:Vpc",
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
  "aws:ecs/cluster:Cluster",
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:kms/alias:Alias",
  "aws:kms/key:Key",
  "aws:rds/eventSubscription:EventSubscription",
  "aws:ssm/association:Association",
  "aws:ssm/document:Document",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "pulumi:pulumi:StackReference",
];

/** How a resource stands in the drawing. */
export type Standing =
  | { as: "node"; look: Look }
  | { as: "part"; ofPath: string }
  | { as: "used"; alone?: Look }
  | { as: "nothing" };

export function standingOf(resource: ResolvedResource): Standing {
  const { type, custom } = resource;
  if (!custom || never.includes(type)) return { as: "nothing" };
  const path = type.startsWith("aws:s3/bucket") && type !== "aws:s3/bucket:Bucket" ? "bucket" : ownedBy[type];
  if (path !== undefined) return { as: "part", ofPath: path };
  const look = type === "aws:cloudformation/stack:Stack" ? templateLook(resource) : looks[type];
  if (usedBy.includes(type)) return look === undefined ? { as: "used" } : { as: "used", alone: look };
  // A type that is not known here is shown rather than passed over.
  return { as: "node", look: look ?? { kind: NodeKind.Other, type: typeInWords(type) } };
}

/** A template is named after what it makes. */
function templateLook({ inputs }: ResolvedResource): Look {
  const { resources = [] } = nestedResources(inputs["templateBody"], fields(inputs["parameters"])) ?? {};
  const types = resources.map(({ type }) => type);
  if (types.includes("AWS::DirectoryService::MicrosoftAD"))
    return { kind: NodeKind.Store, type: "directory, with its secret" };
  if (types.length > 0 && types.every((type) => type === "AWS::SecretsManager::Secret"))
    return { kind: NodeKind.Secret, type: "generated secret" };
  return { kind: NodeKind.Other, type: "CloudFormation stack" };
}

/** `aws:sqs/queue:Queue` is a `sqs queue`. */
function typeInWords(type: string): string {
  const [, module = "", name = type] = /^[^:]+:([^/:]*)[^:]*:(.*)$/.exec(type) ?? [];
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return module === "index" ? words : `${module} ${words}`;
}
