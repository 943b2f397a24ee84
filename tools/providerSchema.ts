/**
 * `node tools/providerSchema.ts <aws-provider-facts.json>`: which properties of which types the AWS provider replaces a resource for,
 * in packages/testing/src/engine/providerSchema.json, for the stand-in provider of the engine tests. Run it by hand when stacks use
 * new types; name them here.
 *
 * The file is a dump of the provider's own schema, by a program that imports the provider: by type and attribute, in its snake case,
 * `forceNew` and the members (`elem`) of blocks. Pulumi's names are looked up in the typings of @pulumi/aws.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

interface Attribute {
  t: string;
  forceNew?: boolean;
  maxItems?: number;
  elem?: Record<string, Attribute>;
}

interface Type {
  attributes: Record<string, Attribute>;
  updatable: boolean;
}

/** The provider's names, by module, of types that are called differently in Pulumi's tokens. */
const names: Record<string, string> = {
  "autoscaling/group:Group": "autoscaling_group",
  "cloudformation/stack:Stack": "cloudformation_stack",
  "cloudwatch/eventRule:EventRule": "cloudwatch_event_rule",
  "cloudwatch/eventTarget:EventTarget": "cloudwatch_event_target",
  "cloudwatch/logGroup:LogGroup": "cloudwatch_log_group",
  "codepipeline/pipeline:Pipeline": "codepipeline",
  "ec2/managedPrefixList:ManagedPrefixList": "ec2_managed_prefix_list",
  "lb/loadBalancer:LoadBalancer": "lb",
  "rds/clusterInstance:ClusterInstance": "rds_cluster_instance",
  "rds/clusterParameterGroup:ClusterParameterGroup": "rds_cluster_parameter_group",
  "rds/cluster:Cluster": "rds_cluster",
  "iam/openIdConnectProvider:OpenIdConnectProvider": "iam_openid_connect_provider",
  "s3/bucketObjectv2:BucketObjectv2": "s3_object",
};
/** Properties that Pulumi calls otherwise. */
const renamed: Record<string, string> = {
  "cloudwatch/metricAlarm:MetricAlarm alarmName": "name",
  "sns/topicSubscription:TopicSubscription topicArn": "topic",
};
/** Modules whose name is not a part of the provider's names, and what stands for it. */
const prefixes: Record<string, string> = { ec2: "", vpc: "vpc_", rds: "db_", route53: "route53_" };

/** The types that stacks here register. */
const types = [
  "autoscaling/group:Group",
  "cloudformation/stack:Stack",
  "cloudwatch/dashboard:Dashboard",
  "cloudwatch/eventRule:EventRule",
  "cloudwatch/eventTarget:EventTarget",
  "cloudwatch/logGroup:LogGroup",
  "cloudwatch/metricAlarm:MetricAlarm",
  "codebuild/project:Project",
  "codecommit/repository:Repository",
  "codeconnections/connection:Connection",
  "codepipeline/pipeline:Pipeline",
  "dlm/lifecyclePolicy:LifecyclePolicy",
  "ebs/volume:Volume",
  "ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "ec2/eip:Eip",
  "ec2/flowLog:FlowLog",
  "ec2/internetGateway:InternetGateway",
  "ec2/launchTemplate:LaunchTemplate",
  "ec2/managedPrefixList:ManagedPrefixList",
  "ec2/natGateway:NatGateway",
  "ec2/route:Route",
  "ec2/routeTable:RouteTable",
  "ec2/routeTableAssociation:RouteTableAssociation",
  "ec2/securityGroup:SecurityGroup",
  "ec2/subnet:Subnet",
  "ec2/vpc:Vpc",
  "ec2/vpcEndpoint:VpcEndpoint",
  "ecr/lifecyclePolicy:LifecyclePolicy",
  "ecr/pullThroughCacheRule:PullThroughCacheRule",
  "ecr/registryScanningConfiguration:RegistryScanningConfiguration",
  "ecr/repository:Repository",
  "ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
  "ecs/capacityProvider:CapacityProvider",
  "ecs/cluster:Cluster",
  "ecs/clusterCapacityProviders:ClusterCapacityProviders",
  "ecs/service:Service",
  "ecs/taskDefinition:TaskDefinition",
  "efs/accessPoint:AccessPoint",
  "efs/backupPolicy:BackupPolicy",
  "efs/fileSystem:FileSystem",
  "efs/fileSystemPolicy:FileSystemPolicy",
  "efs/mountTarget:MountTarget",
  "fsx/windowsFileSystem:WindowsFileSystem",
  "iam/instanceProfile:InstanceProfile",
  "iam/openIdConnectProvider:OpenIdConnectProvider",
  "iam/policy:Policy",
  "iam/role:Role",
  "iam/rolePolicy:RolePolicy",
  "iam/rolePolicyAttachment:RolePolicyAttachment",
  "kms/key:Key",
  "lb/listener:Listener",
  "lb/loadBalancer:LoadBalancer",
  "lb/targetGroup:TargetGroup",
  "rds/cluster:Cluster",
  "rds/clusterInstance:ClusterInstance",
  "rds/clusterParameterGroup:ClusterParameterGroup",
  "rds/eventSubscription:EventSubscription",
  "rds/instance:Instance",
  "rds/parameterGroup:ParameterGroup",
  "rds/subnetGroup:SubnetGroup",
  "route53/resolverEndpoint:ResolverEndpoint",
  "route53/resolverRule:ResolverRule",
  "route53/resolverRuleAssociation:ResolverRuleAssociation",
  "s3/bucket:Bucket",
  "s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "s3/bucketLogging:BucketLogging",
  "s3/bucketNotification:BucketNotification",
  "s3/bucketObjectv2:BucketObjectv2",
  "s3/bucketPolicy:BucketPolicy",
  "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "s3/bucketVersioning:BucketVersioning",
  "scheduler/schedule:Schedule",
  "secretsmanager/secret:Secret",
  "secretsmanager/secretRotation:SecretRotation",
  "secretsmanager/secretVersion:SecretVersion",
  "sfn/stateMachine:StateMachine",
  "sns/topic:Topic",
  "sns/topicPolicy:TopicPolicy",
  "sns/topicSubscription:TopicSubscription",
  "ssm/association:Association",
  "ssm/document:Document",
  "ssm/parameter:Parameter",
  "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
];

const out = join(import.meta.dirname, "../packages/testing/src/engine/providerSchema.json");
const typings = join(import.meta.dirname, "../node_modules/@pulumi/aws");
const [path, ...rest] = process.argv.slice(2);
if (path === undefined || rest.length > 0) {
  console.error("Usage: node tools/providerSchema.ts <aws-provider-facts.json>");
  process.exit(2);
}

const facts = JSON.parse(readFileSync(path, "utf8")) as Record<string, Type>;
const entries = types.flatMap((type): [string, string[]][] => {
  const known = facts[`aws_${nameOf(type)}`];
  if (known === undefined) {
    console.error(`${type}: aws_${nameOf(type)} is not in ${path}`);
    return [];
  }
  const module = type.split(":")[0] ?? "";
  const text = readFileSync(join(typings, `${module}.d.ts`), "utf8");
  const paths = known.updatable ? forced(known.attributes, "", text) : ["*"];
  return [[`aws:${type}`, paths.map((one) => renamed[`${type} ${one}`] ?? one)]];
});
const source = "the AWS provider's own schema, version 5.73 (October 2024)";
const lines = entries.map(
  ([type, paths]) => `    ${JSON.stringify(type)}: ${JSON.stringify(paths.join(" "))}`,
);
writeFileSync(out, `{\n  "source": ${JSON.stringify(source)},\n  "types": {\n${lines.join(",\n")}\n  }\n}\n`);
console.log(`${relative(process.cwd(), out)}: ${entries.length} types of ${types.length}.`);

function nameOf(type: string): string {
  const [module = "", rest = ""] = type.split("/");
  const prefix = prefixes[module] ?? `${module}_`;
  return (
    names[type] ?? prefix + snake((rest.split(":")[1] ?? "").replace(/^./, (first) => first.toLowerCase()))
  );
}

function forced(attributes: Record<string, Attribute>, prefix: string, text: string): string[] {
  return Object.entries(attributes)
    .filter(([name]) => name !== "tags_all")
    .flatMap(([name, attribute]) => {
      const at = prefix + pulumiName(name, attribute, text);
      if (attribute.elem === undefined) return attribute.forceNew === true ? [at] : [];
      // Of a block, `forceNew` means that it comes or goes; its members say it of themselves.
      return [...(attribute.forceNew === true ? [`${at}#`] : []), ...forced(attribute.elem, `${at}.`, text)];
    })
    .sort();
}

/** Pulumi's name of a list is a plural, except where the list holds one object at most. */
function pulumiName(name: string, { t, maxItems }: Attribute, text: string): string {
  const camel = name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
  const isList = (t === "TypeList" || t === "TypeSet") && maxItems !== 1;
  return isList && !new RegExp(`\\b${camel}\\??:`).test(text) && !camel.endsWith("s") ? `${camel}s` : camel;
}

function snake(camel: string): string {
  return camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
