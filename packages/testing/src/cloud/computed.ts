import { createHash } from "node:crypto";
import type { Properties } from "../recorder/wire.ts";
import { deliveryTypes } from "./computedDelivery.ts";
import type { PlainSite } from "./site.ts";

/**
 * What AWS adds to a resource when it makes it: one pure function, shared by the recorder, the offline plan and the
 * stand-in provider of the engine tests. The same resource always gets the same id, ARN and name.
 */
export interface ResourceFacts {
  urn: string;
  type: string;
  name: string;
  /** Decoded inputs. */
  inputs: Properties;
  site: PlainSite;
}

export interface Computed {
  id: string;
  state: Properties;
}

interface Tools {
  /** Hexadecimal digits that belong to this resource. */
  hex(length: number): string;
  /** The name given, or the one Pulumi would make up. */
  name: string;
  /** An ARN in the site's region and account. */
  arn(service: string, resource: string): string;
  /** An ARN of a service without regions. */
  globalArn(service: string, resource: string): string;
  input(property: string): string;
  site: PlainSite;
}

export type Compute = (tools: Tools) => Computed;

/** `id` and `arn` by the service's form. */
const named =
  (
    arn: (tools: Tools) => string,
    id: (tools: Tools) => string = ({ name }) => name,
    more: Compute | undefined = undefined,
  ) =>
  (tools: Tools): Computed => ({
    id: id(tools),
    state: { name: tools.name, arn: arn(tools), ...more?.(tools).state },
  });

const ec2 = (
  prefix: string,
  resource: string,
  more: (tools: Tools, id: string) => Properties = () => ({}),
): Compute => {
  return (tools) => {
    const id = `${prefix}-${tools.hex(17)}`;
    return {
      id,
      state: {
        arn: tools.arn("ec2", `${resource}/${id}`),
        ownerId: tools.site.accountId,
        ...more(tools, id),
      },
    };
  };
};

const association =
  (prefix: string): Compute =>
  ({ hex }) => ({ id: `${prefix}-${hex(17)}`, state: {} });

const domain = ({ partition }: PlainSite): string =>
  partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";

const table: Record<string, Compute> = {
  ...deliveryTypes,
  "aws:autoscaling/group:Group": named(({ arn, hex, name }) =>
    arn("autoscaling", `autoScalingGroup:${uuid(hex)}:autoScalingGroupName/${name}`),
  ),
  "aws:cloudformation/stack:Stack": (tools) => {
    const id = tools.arn("cloudformation", `stack/${tools.name}/${uuid(tools.hex)}`);
    return { id, state: { name: tools.name, outputs: templateOutputs(tools) } };
  },
  "aws:cloudwatch/dashboard:Dashboard": ({ globalArn, input }) => ({
    id: input("dashboardName"),
    state: { dashboardArn: globalArn("cloudwatch", `dashboard/${input("dashboardName")}`) },
  }),
  "aws:cloudwatch/eventRule:EventRule": named(({ arn, name }) => arn("events", `rule/${name}`)),
  "aws:cloudwatch/eventTarget:EventTarget": ({ input, name }) => ({
    id: `${input("rule")}-${name}`,
    state: { targetId: name },
  }),
  "aws:cloudwatch/logGroup:LogGroup": named(({ arn, name }) => arn("logs", `log-group:${name}`)),
  "aws:cloudwatch/metricAlarm:MetricAlarm": named(({ arn, name }) => arn("cloudwatch", `alarm:${name}`)),
  "aws:dlm/lifecyclePolicy:LifecyclePolicy": ({ arn, hex }) => {
    const id = `policy-${hex(17)}`;
    return { id, state: { arn: arn("dlm", `policy/${id}`) } };
  },
  "aws:ebs/volume:Volume": ec2("vol", "volume"),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ec2("sg", "security-group", () => ({
    name: "default",
  })),
  "aws:ec2/eip:Eip": ec2("eipalloc", "elastic-ip", ({ hex }, id) => ({
    allocationId: id,
    publicIp: `203.0.113.${parseInt(hex(2), 16)}`,
  })),
  "aws:ec2/flowLog:FlowLog": ec2("fl", "vpc-flow-log"),
  "aws:ec2/internetGateway:InternetGateway": ec2("igw", "internet-gateway"),
  "aws:ec2/launchTemplate:LaunchTemplate": ec2("lt", "launch-template", ({ name }) => ({
    name,
    latestVersion: 1,
  })),
  "aws:ec2/managedPrefixList:ManagedPrefixList": ec2("pl", "prefix-list", ({ name }) => ({
    name,
    version: 1,
  })),
  "aws:ec2/natGateway:NatGateway": ec2("nat", "natgateway"),
  "aws:ec2/route:Route": association("r"),
  "aws:ec2/routeTable:RouteTable": ec2("rtb", "route-table"),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": association("rtbassoc"),
  "aws:ec2/securityGroup:SecurityGroup": ec2("sg", "security-group", ({ name }) => ({ name })),
  "aws:ec2/subnet:Subnet": ec2("subnet", "subnet"),
  "aws:ec2/vpc:Vpc": ec2("vpc", "vpc", ({ hex }) => ({
    defaultSecurityGroupId: `sg-${hex(17)}`,
    mainRouteTableId: `rtb-${hex(17)}`,
  })),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ec2("vpce", "vpc-endpoint"),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": ({ input, site }) => ({
    id: input("repository"),
    state: { registryId: site.accountId },
  }),
  "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": ({ input, site }) => ({
    id: input("ecrRepositoryPrefix"),
    state: { registryId: site.accountId },
  }),
  "aws:ecr/repository:Repository": named(
    ({ arn, name }) => arn("ecr", `repository/${name}`),
    undefined,
    ({ name, site }) => ({
      id: name,
      state: {
        registryId: site.accountId,
        repositoryUrl: `${site.accountId}.dkr.ecr.${site.region}.${domain(site)}/${name}`,
      },
    }),
  ),
  "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": ({ input, site }) => ({
    id: input("prefix"),
    state: { registryId: site.accountId },
  }),
  "aws:ecs/capacityProvider:CapacityProvider": named(
    ({ arn, name }) => arn("ecs", `capacity-provider/${name}`),
    ({ arn, name }) => arn("ecs", `capacity-provider/${name}`),
  ),
  "aws:ecs/cluster:Cluster": named(
    ({ arn, name }) => arn("ecs", `cluster/${name}`),
    ({ arn, name }) => arn("ecs", `cluster/${name}`),
  ),
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": ({ input }) => ({
    id: input("clusterName"),
    state: {},
  }),
  "aws:ecs/service:Service": named(
    ({ arn, name, input }) => arn("ecs", `service/${lastPart(input("cluster"))}/${name}`),
    ({ arn, name, input }) => arn("ecs", `service/${lastPart(input("cluster"))}/${name}`),
  ),
  "aws:ecs/taskDefinition:TaskDefinition": ({ arn, input }) => ({
    id: input("family"),
    state: {
      arn: arn("ecs", `task-definition/${input("family")}:1`),
      arnWithoutRevision: arn("ecs", `task-definition/${input("family")}`),
      revision: 1,
    },
  }),
  "aws:efs/accessPoint:AccessPoint": ({ arn, hex, input, site }) => {
    const id = `fsap-${hex(17)}`;
    return {
      id,
      state: {
        arn: arn("elasticfilesystem", `access-point/${id}`),
        fileSystemArn: arn("elasticfilesystem", `file-system/${input("fileSystemId")}`),
        ownerId: site.accountId,
      },
    };
  },
  "aws:efs/backupPolicy:BackupPolicy": ({ input }) => ({ id: input("fileSystemId"), state: {} }),
  "aws:efs/fileSystem:FileSystem": ({ arn, hex, site }) => {
    const id = `fs-${hex(17)}`;
    return {
      id,
      state: {
        arn: arn("elasticfilesystem", `file-system/${id}`),
        dnsName: `${id}.efs.${site.region}.${domain(site)}`,
        ownerId: site.accountId,
      },
    };
  },
  "aws:efs/fileSystemPolicy:FileSystemPolicy": ({ input }) => ({ id: input("fileSystemId"), state: {} }),
  "aws:efs/mountTarget:MountTarget": ({ arn, hex, input, site }) => ({
    id: `fsmt-${hex(17)}`,
    state: {
      dnsName: `${input("fileSystemId")}.efs.${site.region}.${domain(site)}`,
      fileSystemArn: arn("elasticfilesystem", `file-system/${input("fileSystemId")}`),
      networkInterfaceId: `eni-${hex(17)}`,
      ownerId: site.accountId,
    },
  }),
  "aws:fsx/windowsFileSystem:WindowsFileSystem": ({ arn, hex, site }) => {
    const id = `fs-${hex(17)}`;
    return {
      id,
      state: {
        arn: arn("fsx", `file-system/${id}`),
        // In the directory's domain, which only the directory knows.
        dnsName: `amznfsx${hex(8)}.corp.example.com`,
        preferredFileServerIp: `10.0.0.${parseInt(hex(2), 16)}`,
        remoteAdministrationEndpoint: `amznfsx${hex(8)}.corp.example.com`,
        ownerId: site.accountId,
      },
    };
  },
  "aws:iam/instanceProfile:InstanceProfile": named(({ globalArn, name }) =>
    globalArn("iam", `instance-profile/${name}`),
  ),
  "aws:iam/role:Role": named(({ globalArn, name }) => globalArn("iam", `role/${name}`)),
  "aws:iam/rolePolicy:RolePolicy": ({ input, name }) => ({ id: `${input("role")}:${name}`, state: { name } }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ input, hex }) => ({
    id: `${input("role")}-${hex(12)}`,
    state: {},
  }),
  "aws:kms/key:Key": ({ arn, hex }) => ({
    id: uuid(hex),
    state: { keyId: uuid(hex), arn: arn("kms", `key/${uuid(hex)}`) },
  }),
  "aws:lb/listener:Listener": ({ hex, input }) => {
    const arn = `${input("loadBalancerArn").replace(":loadbalancer/", ":listener/")}/${hex(16)}`;
    return { id: arn, state: { arn } };
  },
  "aws:lb/loadBalancer:LoadBalancer": ({ arn, hex, name, input, site }) => {
    const kind = input("loadBalancerType") === "network" ? "net" : "app";
    const loadBalancerArn = arn("elasticloadbalancing", `loadbalancer/${kind}/${name}/${hex(16)}`);
    const prefix = input("internal") === "true" ? "internal-" : "";
    return {
      id: loadBalancerArn,
      state: {
        name,
        arn: loadBalancerArn,
        arnSuffix: `${kind}/${name}/${hex(16)}`,
        dnsName: `${prefix}${name}-${hex(10)}.${site.region}.elb.${domain(site)}`,
        zoneId: `Z${hex(13).toUpperCase()}`,
      },
    };
  },
  "aws:lb/targetGroup:TargetGroup": ({ arn, hex, name }) => {
    const targetGroupArn = arn("elasticloadbalancing", `targetgroup/${name}/${hex(16)}`);
    return {
      id: targetGroupArn,
      state: { name, arn: targetGroupArn, arnSuffix: `targetgroup/${name}/${hex(16)}` },
    };
  },
  "aws:rds/eventSubscription:EventSubscription": named(({ arn, name }) => arn("rds", `es:${name}`)),
  "aws:rds/instance:Instance": databaseInstance,
  "aws:rds/parameterGroup:ParameterGroup": named(({ arn, name }) => arn("rds", `pg:${name}`)),
  "aws:rds/subnetGroup:SubnetGroup": named(({ arn, name }) => arn("rds", `subgrp:${name}`)),
  "aws:route53/resolverEndpoint:ResolverEndpoint": ({ arn, hex, name }) => {
    const id = `rslvr-out-${hex(17)}`;
    return { id, state: { name, arn: arn("route53resolver", `resolver-endpoint/${id}`) } };
  },
  "aws:route53/resolverRule:ResolverRule": ({ arn, hex, name }) => {
    const id = `rslvr-rr-${hex(17)}`;
    return { id, state: { name, arn: arn("route53resolver", `resolver-rule/${id}`) } };
  },
  "aws:route53/resolverRuleAssociation:ResolverRuleAssociation": ({ hex, name }) => ({
    id: `rslvr-rrassoc-${hex(17)}`,
    state: { name },
  }),
  "aws:secretsmanager/secret:Secret": named(
    ({ arn, hex, name }) => arn("secretsmanager", `secret:${name}-${hex(6)}`),
    ({ arn, hex, name }) => arn("secretsmanager", `secret:${name}-${hex(6)}`),
  ),
  "aws:secretsmanager/secretRotation:SecretRotation": ({ input }) => ({ id: input("secretId"), state: {} }),
  "aws:secretsmanager/secretVersion:SecretVersion": ({ hex, input }) => ({
    id: `${input("secretId")}|${uuid(hex)}`,
    state: { arn: input("secretId"), versionId: uuid(hex) },
  }),
  "aws:sfn/stateMachine:StateMachine": named(
    ({ arn, name }) => arn("states", `stateMachine:${name}`),
    ({ arn, name }) => arn("states", `stateMachine:${name}`),
  ),
  "aws:sns/topic:Topic": named(
    ({ arn, name }) => arn("sns", name),
    ({ arn, name }) => arn("sns", name),
  ),
  "aws:sns/topicPolicy:TopicPolicy": ({ input }) => ({ id: input("arn"), state: {} }),
  "aws:sns/topicSubscription:TopicSubscription": ({ hex, input }) => {
    const arn = `${input("topic")}:${uuid(hex)}`;
    return { id: arn, state: { arn } };
  },
  "aws:ssm/association:Association": ({ arn, hex }) => ({
    id: uuid(hex),
    state: { associationId: uuid(hex), arn: arn("ssm", `association/${uuid(hex)}`) },
  }),
  "aws:ssm/document:Document": named(
    ({ arn, name }) => arn("ssm", `document/${name}`),
    undefined,
    ({ name }) => ({ id: name, state: { defaultVersion: "1", documentVersion: "1", latestVersion: "1" } }),
  ),
  "aws:ssm/parameter:Parameter": named(({ arn, name }) => arn("ssm", `parameter/${name.replace(/^\//, "")}`)),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ec2("sgr", "security-group-rule"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ec2("sgr", "security-group-rule"),
};

/** Types whose ids and ARNs have AWS's own form here; others get a made-up one. */
export const knownTypes = Object.keys(table);

export function computed(facts: ResourceFacts): Computed {
  const tools = toolsFor(facts);
  const compute = table[facts.type];
  if (compute !== undefined) return compute(tools);
  const [service = "", kind = ""] = facts.type.split(/[:/]/).filter((word) => word !== "aws");
  return { id: tools.name, state: { arn: tools.arn(service, `${kind}/${tools.name}`) } };
}

function toolsFor({ urn, name, inputs, site }: ResourceFacts): Tools {
  const digits = createHash("sha256").update(urn).digest("hex");
  const input = (property: string): string => scalar(inputs[property]);
  const prefix = input("namePrefix");
  return {
    hex: (length) => digits.slice(0, length),
    name: input("name") || (prefix ? `${prefix}${digits.slice(0, 26)}` : `${name}-${digits.slice(0, 7)}`),
    arn: (service, resource) =>
      `arn:${site.partition}:${service}:${site.region}:${site.accountId}:${resource}`,
    globalArn: (service, resource) => `arn:${site.partition}:${service}::${site.accountId}:${resource}`,
    input,
    site,
  };
}

function scalar(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

function lastPart(arn: string): string {
  return arn.split("/").at(-1) ?? "";
}

function uuid(hex: (length: number) => string): string {
  const digits = hex(32);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join("-");
}

/** A server of Amazon RDS with the secret that RDS makes for its administrator; ports of the engines that stacks here use. */
function databaseInstance({ arn, hex, input, name, site }: Tools): Computed {
  const identifier = input("identifier") || name;
  const port = input("engine").startsWith("sqlserver") ? 1433 : 5432;
  const address = `${identifier}.c${hex(11)}.${site.region}.rds.${domain(site)}`;
  const secretArn = arn("secretsmanager", `secret:rds!db-${uuid(hex)}-${hex(6)}`);
  return {
    id: `db-${hex(26).toUpperCase()}`,
    state: {
      identifier,
      arn: arn("rds", `db:${identifier}`),
      resourceId: `db-${hex(26).toUpperCase()}`,
      address,
      port,
      endpoint: `${address}:${port}`,
      masterUserSecrets:
        input("manageMasterUserPassword") === "true"
          ? [{ secretArn, secretStatus: "active", kmsKeyId: input("masterUserSecretKmsKeyId") }]
          : [],
    },
  };
}

/** What a template's outputs refer to, of the types that our stacks have in templates. */
function templateOutputs({ input, name, arn, hex }: Tools): Record<string, string> {
  const { Outputs: outputs = {}, Resources: resources = {} } = JSON.parse(input("templateBody") || "{}") as {
    Outputs?: Record<string, { Value: { Ref?: string } }>;
    Resources?: Record<string, { Type: string }>;
  };
  const references: Record<string, string> = {
    "AWS::DirectoryService::MicrosoftAD": `d-${hex(10)}`,
    "AWS::SecretsManager::Secret": arn("secretsmanager", `secret:${name}-${hex(6)}`),
    "Spot::Elastigroup::Group": `sig-${hex(8)}`,
  };
  return Object.fromEntries(
    Object.entries(outputs).map(([key, { Value: value }]) => [
      key,
      // Not by reference: the addresses of a directory's DNS servers, joined.
      value.Ref === undefined ? "10.0.0.10,10.0.1.10" : (references[resources[value.Ref]?.Type ?? ""] ?? ""),
    ]),
  );
}
