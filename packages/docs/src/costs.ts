/** What AWS charges for a resource; never a price, which differs by region, by contract and by year. */
export interface Charge {
  /** What is counted. */
  by: string;
  /** AWS's own page of prices. */
  prices: string;
}

const page = (service: string): string => `https://aws.amazon.com/${service}/pricing/`;

/** Types of resources that AWS charges for by themselves. */
export const charged: Record<string, Charge> = {
  "aws:autoscaling/group:Group": {
    by: "its instances by the second, with their root volumes by the gigabyte and month; the group itself is free",
    prices: "https://aws.amazon.com/ec2/pricing/",
  },
  "aws:cloudformation/stack:Stack": {
    by: "what its template makes; resources of other vendors' types also by the operation",
    prices: page("cloudformation"),
  },
  "aws:cloudwatch/dashboard:Dashboard": { by: "the month", prices: page("cloudwatch") },
  "aws:cloudwatch/logGroup:LogGroup": {
    by: "the gigabyte taken in, and the gigabyte and month kept",
    prices: page("cloudwatch"),
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { by: "the month", prices: page("cloudwatch") },
  "aws:codebuild/project:Project": { by: "the minute of a build", prices: page("codebuild") },
  "aws:codecommit/repository:Repository": {
    by: "the active user and month, and the gigabyte beyond what is free",
    prices: page("codecommit"),
  },
  "aws:codepipeline/pipeline:Pipeline": {
    by: "the active pipeline and month, or the minute of an action, by its type",
    prices: page("codepipeline"),
  },
  "aws:ebs/volume:Volume": {
    by: "the gigabyte and month, and what is provisioned beyond the type's own IOPS and throughput; snapshots by what changed",
    prices: page("ebs"),
  },
  "aws:ec2/eip:Eip": { by: "the hour: a public IPv4 address", prices: page("vpc") },
  "aws:ec2/flowLog:FlowLog": { by: "the gigabyte delivered", prices: page("cloudwatch") },
  "aws:ec2/natGateway:NatGateway": { by: "the hour, and the gigabyte processed", prices: page("vpc") },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    by: "interface endpoints by the hour in each zone and by the gigabyte; gateway endpoints are free",
    prices: page("privatelink"),
  },
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": {
    by: "the gigabyte and month of the images that it keeps",
    prices: page("ecr"),
  },
  "aws:ecr/repository:Repository": { by: "the gigabyte and month of its images", prices: page("ecr") },
  "aws:ecs/cluster:Cluster": {
    by: "nothing itself; Container Insights by the metric and the gigabyte of logs",
    prices: page("cloudwatch"),
  },
  "aws:ecs/service:Service": {
    by: "on AWS Fargate the vCPU, the GiB and the second of its tasks; on container instances nothing itself",
    prices: page("fargate"),
  },
  "aws:efs/fileSystem:FileSystem": {
    by: "the gigabyte and month by storage class, throughput by its mode, backups by the gigabyte and month",
    prices: page("efs"),
  },
  "aws:fsx/windowsFileSystem:WindowsFileSystem": {
    by: "the gigabyte and month, throughput by the MBps and month, both by deployment type; backups by the gigabyte and month",
    prices: page("fsx/windows"),
  },
  "aws:kms/key:Key": { by: "the month, and requests", prices: page("kms") },
  "aws:lb/loadBalancer:LoadBalancer": {
    by: "the hour, and the capacity unit used; a public one also its IPv4 addresses",
    prices: page("elasticloadbalancing"),
  },
  "aws:rds/clusterInstance:ClusterInstance": {
    by: "the hour of an instance, or the Aurora capacity unit and hour of a serverless one",
    prices: page("rds/aurora"),
  },
  "aws:rds/cluster:Cluster": {
    by: "storage by the gigabyte and month, I/O requests, and backups beyond what is free",
    prices: page("rds/aurora"),
  },
  "aws:rds/instance:Instance": {
    by: "the hour with its licence, twice with a standby; storage by the gigabyte and month; backups beyond what is free",
    prices: page("rds/sqlserver"),
  },
  "aws:route53/resolverEndpoint:ResolverEndpoint": {
    by: "the hour of each network interface, and queries",
    prices: page("route53"),
  },
  "aws:s3/bucket:Bucket": { by: "the gigabyte and month, and requests", prices: page("s3") },
  "aws:scheduler/schedule:Schedule": { by: "the invocation", prices: page("eventbridge") },
  "aws:secretsmanager/secret:Secret": {
    by: "the secret and month, and requests",
    prices: page("secrets-manager"),
  },
  "aws:sfn/stateMachine:StateMachine": {
    by: "the state transition",
    prices: page("step-functions"),
  },
  "aws:sns/topic:Topic": { by: "the request and the notification", prices: page("sns") },
};

/** Types of resources that come with others, or that AWS does not charge for. */
export const free: readonly string[] = [
  "aws:cloudwatch/eventRule:EventRule",
  "aws:cloudwatch/eventTarget:EventTarget",
  "aws:codeconnections/connection:Connection",
  "aws:dlm/lifecyclePolicy:LifecyclePolicy",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "aws:ec2/internetGateway:InternetGateway",
  "aws:ec2/launchTemplate:LaunchTemplate",
  "aws:ec2/managedPrefixList:ManagedPrefixList",
  "aws:ec2/route:Route",
  "aws:ec2/routeTable:RouteTable",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/vpc:Vpc",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy",
  "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
  "aws:ecs/capacityProvider:CapacityProvider",
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
  "aws:ecs/taskDefinition:TaskDefinition",
  "aws:efs/accessPoint:AccessPoint",
  "aws:efs/backupPolicy:BackupPolicy",
  "aws:efs/fileSystemPolicy:FileSystemPolicy",
  "aws:efs/mountTarget:MountTarget",
  "aws:iam/instanceProfile:InstanceProfile",
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
  "aws:iam/policy:Policy",
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  "aws:kms/alias:Alias",
  "aws:lb/listener:Listener",
  "aws:lb/targetGroup:TargetGroup",
  "aws:rds/clusterParameterGroup:ClusterParameterGroup",
  "aws:rds/eventSubscription:EventSubscription",
  "aws:rds/parameterGroup:ParameterGroup",
  "aws:rds/subnetGroup:SubnetGroup",
  "aws:route53/resolverRule:ResolverRule",
  "aws:route53/resolverRuleAssociation:ResolverRuleAssociation",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:secretsmanager/secretPolicy:SecretPolicy",
  "aws:secretsmanager/secretRotation:SecretRotation",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:ssm/association:Association",
  "aws:ssm/document:Document",
  "aws:ssm/parameter:Parameter",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
];

/** What of these AWS charges for, by type. @throws {Error} where nobody has said yet whether it does. */
export function chargesOf(types: Iterable<string>): [string, Charge][] {
  const asked = [...new Set(types)].filter((type) => type.startsWith("aws:")).sort();
  const unknown = asked.filter((type) => !(type in charged) && !free.includes(type));
  if (unknown.length > 0) {
    throw new Error(
      `Nobody has said whether AWS charges for ${unknown.join(", ")}. Look at AWS's page of prices, and name it in ` +
        "packages/docs/src/costs.ts, as charged or as free.",
    );
  }
  return asked.flatMap((type): [string, Charge][] => {
    const charge = charged[type];
    return charge ? [[type, charge]] : [];
  });
}
