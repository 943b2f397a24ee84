import { topLevel } from "@ballast/model";
import schema from "./providerSchema.json" with { type: "json" };

// The decisions of the real AWS provider, from its schema and source. This file uses nothing of packages/aws, because the engine
// tests check packages/aws with it.

/**
 * Types that the dump of the schema lacks, in its form, from the provider's documentation (registry.terraform.io, November 2026).
 */
const documented: Record<string, string> = {
  "aws:elasticache/cluster:Cluster":
    "availabilityZone clusterId engine networkType port subnetGroupName | arn:string | port:i? engineVersion:s? nodeType:s? tags:t",
  "aws:elasticache/replicationGroup:ReplicationGroup":
    "atRestEncryptionEnabled globalReplicationGroupId kmsKeyId networkType port replicationGroupId snapshotName subnetGroupName | " +
    "arn:string memberClusters:set | automaticFailoverEnabled:b=false engine:s? engineVersion:s? nodeGroupConfigurations:S? " +
    "nodeType:s? numCacheClusters:i? numNodeGroups:i? replicasPerNodeGroup:i? securityGroupIds:S? snapshotRetentionLimit:i " +
    "tags:t transitEncryptionEnabled:b?",
  "aws:elasticache/serverlessCache:ServerlessCache":
    "kmsKeyId name snapshotArnsToRestores subnetIds | arn:string fullEngineVersion:string | dailySnapshotTime:s? description:s? " +
    "majorEngineVersion:s? securityGroupIds:S? snapshotRetentionLimit:i? subnetIds:S? tags:t",
  "aws:codeconnections/connection:Connection":
    "hostArn name providerType | arn:string connectionStatus:string",
  "aws:route53/resolverEndpoint:ResolverEndpoint": "direction securityGroupIds | arn:string name?:string",
  "aws:route53/resolverRule:ResolverRule": "domainName ruleType | arn:string name?:string",
  "aws:route53/resolverRuleAssociation:ResolverRuleAssociation": "name resolverRuleId vpcId | name?:string",
  "aws:sqs/queue:Queue":
    "fifoQueue name namePrefix | arn:string url:string | contentBasedDeduplication:b=false delaySeconds:i=0 fifoQueue:b=false " +
    "messageRetentionSeconds:i=345600 name:s? namePrefix:s? receiveWaitTimeSeconds:i=0 tags:t visibilityTimeoutSeconds:i=30",
  "aws:dynamodb/table:Table":
    "hashKey name rangeKey | arn:string | attributes:S billingMode:s=PROVISIONED deletionProtectionEnabled:b readCapacity:i? " +
    "tags:t writeCapacity:i?",
  "aws:lambda/function:Function":
    "name packageType tenancyConfig | arn:string architectures?:list codeSha256?:string invokeArn:string lastModified:string " +
    "qualifiedArn:string qualifiedInvokeArn:string sourceCodeHash?:string version:string | memorySize:i=128 packageType:s=Zip " +
    "publish:b=false reservedConcurrentExecutions:i=-1 skipDestroy:b=false tags:t timeout:i=3",
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig":
    "functionName qualifier | | maximumRetryAttempts:i=2",
  "aws:lambda/invocation:Invocation":
    "functionName input qualifier triggers | result:string | lifecycleScope:s=CREATE_ONLY qualifier:s=$LATEST terraformKey:s=tf",
  "aws:servicediscovery/httpNamespace:HttpNamespace": "name | arn:string httpName:string | tags:t",
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace":
    "name vpc | arn:string hostedZone:string | tags:t",
  "aws:servicediscovery/service:Service":
    "dnsConfig.dnsRecords.type dnsConfig.namespaceId dnsConfig.routingPolicy healthCheckConfig.type healthCheckCustomConfig name " +
    "namespaceId type | arn:string namespaceId?:string type?:string | dnsConfig.routingPolicy:s=MULTIVALUE forceDestroy:b=false " +
    "namespaceId:s? tags:t type:s?",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "securityGroupId | arn:string | tags:t",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "securityGroupId | arn:string | tags:t",
};

const texts = new Map<string, string>(Object.entries({ ...schema.types, ...documented }));

/** An attribute that the provider computes. */
export interface ComputedAttribute {
  name: string;
  /** Whether a program may set it; otherwise the provider computes it. */
  isOptional: boolean;
  /** The type in the provider's schema: `string`, `int`, `bool`, `list`, `set`, `map`, `float`. */
  kind: string;
}

/**
 * The property paths whose change makes the provider replace a resource of this type, and the attributes that the
 * provider computes. @returns undefined if the schema file does not contain the type
 */
export function schemaOf(type: string): { replaces: string[]; computed: ComputedAttribute[] } | undefined {
  const text = texts.get(type);
  if (text === undefined) return undefined;
  const [replaces = [], computed = []] = text
    .split("|")
    .map((part) => part.split(" ").filter((word) => word !== ""));
  return {
    replaces,
    computed: computed.map((word) => {
      const [name = "", kind = ""] = word.split(":");
      return { name: name.replace("?", ""), isOptional: name.endsWith("?"), kind };
    }),
  };
}

/** The schema of a property that programs can set. */
export interface GivenAttribute {
  /** b bool, i int, f float, s string, l list, m map, t tags with default tags, S set. */
  kind: string;
  /** Whether the provider keeps or computes a value that the program does not set. */
  isKept: boolean;
  /** The default value as text. @default - the zero value of its type */
  fallback?: string;
}

/** The attributes of a type, by path without indexes; undefined if the file does not contain the type. */
export function attributesOf(type: string): ReadonlyMap<string, GivenAttribute> | undefined {
  const [, , given] = texts.get(type)?.split("|") ?? [];
  if (given === undefined) return undefined;
  const words = given.split(" ").filter((word) => word !== "");
  return new Map(
    words.map((word) => {
      const [, path = "", kind = "", mark, fallback] = /^([\w.]+):(\w)(\?)?(?:=(.*))?$/.exec(word) ?? [];
      return [
        path,
        {
          kind,
          isKept: mark !== undefined,
          ...(fallback !== undefined && { fallback: decodeURIComponent(fallback) }),
        },
      ];
    }),
  );
}

type Inputs = Record<string, unknown>;

/** Whether a change of a property replaces the resource, by type and property, as the provider's `CustomizeDiff` decides (read in November 2026). */
const conditional: Record<string, Record<string, (olds: Inputs, news: Inputs) => boolean>> = {
  // internal/service/ecs/service.go
  "aws:ecs/service:Service": {
    capacityProviderStrategies: (olds, news) =>
      news["forceNewDeployment"] !== true ||
      !olds["capacityProviderStrategies"] !== !news["capacityProviderStrategies"],
  },
  // internal/service/elasticache/cluster.go, engine_version.go
  "aws:elasticache/cluster:Cluster": {
    engineVersion: (olds, news) => Number(news["engineVersion"]) < Number(olds["engineVersion"]),
    nodeType: (_olds, news) => news["engine"] === "memcached",
  },
  // internal/service/elasticache/replication_group.go, engine_version.go
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    engine: (olds, news) => `${String(olds["engine"])} ${String(news["engine"])}` !== "redis valkey",
    engineVersion: (olds, news) => Number(news["engineVersion"]) < Number(olds["engineVersion"]),
    nodeGroupConfigurations: (olds, news) =>
      JSON.stringify(slotsOf(olds["nodeGroupConfigurations"])) !==
      JSON.stringify(slotsOf(news["nodeGroupConfigurations"])),
    transitEncryptionEnabled: (olds) => olds["engine"] === "redis" && Number(olds["engineVersion"]) < 7,
  },
  // internal/service/elasticache/serverless_cache.go
  "aws:elasticache/serverlessCache:ServerlessCache": {
    engine: (olds, news) => [olds, news].some(({ engine }) => engine === "memcached"),
    majorEngineVersion: (olds, news) =>
      news["engine"] !== "valkey" || Number(news["majorEngineVersion"]) <= Number(olds["majorEngineVersion"]),
  },
  // internal/service/elbv2/load_balancer.go
  "aws:lb/loadBalancer:LoadBalancer": {
    securityGroups: (olds, news) =>
      news["loadBalancerType"] === "network" &&
      sizeOf(olds["securityGroups"]) * sizeOf(news["securityGroups"]) === 0,
    subnets: (olds, news) =>
      news["loadBalancerType"] === "network" && sizeOf(news["subnets"]) <= sizeOf(olds["subnets"]),
  },
  // internal/service/rds/cluster.go
  "aws:rds/cluster:Cluster": {
    storageType: (_olds, news) => !String(news["engine"]).startsWith("aurora"),
  },
  // internal/service/ec2/vpc_.go
  "aws:ec2/vpc:Vpc": {
    instanceTenancy: (olds, news) =>
      !(olds["instanceTenancy"] === "dedicated" && (news["instanceTenancy"] ?? "default") === "default"),
  },
  // internal/service/ssm/parameter.go
  "aws:ssm/parameter:Parameter": {
    tier: (olds, news) => olds["tier"] === "Advanced" && (news["tier"] ?? "Standard") === "Standard",
  },
};

/** The slots of each node group, in the order of the groups' ids. */
function slotsOf(value: unknown): string[] {
  const groups = Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
  return groups.map((one) => [one["nodeGroupId"], one["replicaCount"], one["slots"]].join(" ")).sort();
}

function sizeOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

/** The changed paths for which the provider replaces the resource. */
export function replacedBy(
  type: string,
  changed: readonly string[],
  olds: Inputs = {},
  news: Inputs = {},
): string[] {
  const paths = schemaOf(type)?.replaces ?? [];
  if (paths.includes("*")) return changed.filter((path) => !/^tags(All)?\b/.test(path));
  return changed.filter((path) => {
    if (path === "region") return true;
    const property = path.replace(/\[\d+\]/g, "");
    const isReplaced = conditional[type]?.[property.split(".")[0] ?? ""];
    if (isReplaced?.(olds, news) === true) return true;
    return paths.some(
      (one) =>
        one === property ||
        one === `${property}#` ||
        property.startsWith(`${one}.`) ||
        // A block that comes or goes has members that do.
        one.startsWith(`${property}.`),
    );
  });
}

/**
 * The outputs that the provider's `CustomizeDiff` marks as computed, and for which changes, by type (terraform-provider-aws, read in
 * November 2026: internal/service/cloudformation/stack.go, ec2/ec2_launch_template.go, ec2/vpc_managed_prefix_list.go,
 * elasticache/replication_group.go, elasticache/serverless_cache.go, ssm/document.go, ssm/parameter.go, s3/object.go).
 */
const computed: Record<string, (changed: (...properties: string[]) => boolean, any: string[]) => string[]> = {
  "aws:cloudformation/stack:Stack": (_changed, any) =>
    any.some((one) => !["disableRollback", "name", "onFailure", "timeoutInMinutes"].includes(one))
      ? ["outputs"]
      : [],
  "aws:ec2/launchTemplate:LaunchTemplate": (_changed, any) => {
    const described = ["name", "namePrefix", "description", "defaultVersion", "updateDefaultVersion"];
    return any.some((one) => !described.includes(one)) ? ["latestVersion"] : [];
  },
  "aws:ec2/managedPrefixList:ManagedPrefixList": (changed) => (changed("entries") ? ["version"] : []),
  "aws:elasticache/replicationGroup:ReplicationGroup": (changed) =>
    changed("numCacheClusters", "numNodeGroups", "replicasPerNodeGroup") ? ["memberClusters"] : [],
  "aws:elasticache/serverlessCache:ServerlessCache": () => ["fullEngineVersion"],
  "aws:s3/bucketObjectv2:BucketObjectv2": (changed) =>
    changed("content", "contentBase64", "source", "sourceHash", "contentType", "metadata")
      ? ["versionId"]
      : [],
  "aws:ssm/document:Document": (changed) =>
    changed("content") ? ["defaultVersion", "documentVersion", "hash", "latestVersion", "parameters"] : [],
  "aws:ssm/parameter:Parameter": (changed) => (changed("value", "insecureValue") ? ["version"] : []),
};

/** Outputs that are unknown in the preview of an update. */
export function unknownOutputs(type: string, changed: readonly string[]): string[] {
  const properties = changed.map(topLevel);
  const has = (...names: string[]): boolean => names.some((name) => properties.includes(name));
  return computed[type]?.(has, properties) ?? [];
}
