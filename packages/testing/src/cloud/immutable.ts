import { deliveryImmutable } from "./computedDelivery.ts";

/**
 * Properties that AWS cannot change on a thing that exists: a new value means a new thing. Taken from the
 * provider's documentation of each type ("Forces new resource", @pulumi/aws 7.48.0), for the types that our stacks
 * use; `*` stands for every property.
 */
export const immutableProperties: Record<string, string[]> = {
  ...deliveryImmutable,
  "aws:autoscaling/group:Group": ["name", "namePrefix"],
  "aws:cloudformation/stack:Stack": ["name"],
  "aws:cloudformation/stack:Stack": ["disableRollback", "name", "onFailure", "timeoutInMinutes"],
  "aws:cloudwatch/logGroup:LogGroup": ["name", "namePrefix"],
  "aws:ebs/volume:Volume": ["availabilityZone", "encrypted", "kmsKeyId", "multiAttachEnabled", "snapshotId"],
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ["vpcId"],
  "aws:ec2/flowLog:FlowLog": ["*"],
  "aws:ec2/launchTemplate:LaunchTemplate": ["name", "namePrefix"],
  "aws:ec2/natGateway:NatGateway": ["allocationId", "connectivityType", "subnetId"],
  "aws:ec2/route:Route": ["destinationCidrBlock", "routeTableId"],
  "aws:ec2/routeTable:RouteTable": ["vpcId"],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ["subnetId"],
  "aws:ec2/securityGroup:SecurityGroup": ["description", "name", "namePrefix", "vpcId"],
  "aws:ec2/subnet:Subnet": ["availabilityZone", "cidrBlock", "vpcId"],
  "aws:ec2/vpc:Vpc": ["cidrBlock"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["serviceName", "vpcEndpointType", "vpcId"],
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": ["ecrRepositoryPrefix", "upstreamRegistryUrl"],
  "aws:ecr/repository:Repository": ["encryptionConfigurations", "name"],
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": ["prefix"],
  "aws:ecs/capacityProvider:CapacityProvider": ["autoScalingGroupProvider.autoScalingGroupArn", "name"],
  "aws:ecs/cluster:Cluster": ["name"],
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": ["clusterName"],
  "aws:ecs/service:Service": ["cluster", "launchType", "name", "schedulingStrategy"],
  "aws:ecs/taskDefinition:TaskDefinition": ["*"],
  "aws:iam/instanceProfile:InstanceProfile": ["name", "namePrefix", "path"],
  "aws:iam/role:Role": ["name", "namePrefix", "path"],
  "aws:iam/rolePolicy:RolePolicy": ["name", "namePrefix", "role"],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["policyArn", "role"],
  "aws:lb/listener:Listener": ["loadBalancerArn"],
  "aws:lb/loadBalancer:LoadBalancer": ["internal", "loadBalancerType", "name", "namePrefix"],
  "aws:lb/targetGroup:TargetGroup": ["name", "namePrefix", "port", "protocol", "targetType", "vpcId"],
  "aws:secretsmanager/secret:Secret": ["name", "namePrefix"],
  "aws:secretsmanager/secretVersion:SecretVersion": ["secretId", "secretString"],
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ["securityGroupId"],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["securityGroupId"],
};

/** Of the changed properties, those that make the engine replace the resource. */
export function replacing(type: string, changed: string[]): string[] {
  const immutable = immutableProperties[type] ?? [];
  if (immutable.includes("*")) return changed;
  return changed.filter((path) =>
    immutable.some((property) => path === property || path.startsWith(`${property}.`)),
  );
}
