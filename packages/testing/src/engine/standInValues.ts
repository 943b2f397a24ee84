import { createHash } from "node:crypto";
import { domainOf, text, type PlainSite } from "@ballast/model";
import type { Properties } from "@ballast/recording/wire";
import { schemaOf, type ComputedAttribute } from "./providerSchema.ts";
import { templateOutputs } from "./templates.ts";

/**
 * The values that the simulated provider adds to a resource at creation: the computed attributes of the provider's schema, by name and
 * type. This file uses nothing of packages/aws, because the plan reads it and the engine tests check it. The same resource always gets the
 * same id, ARN and name.
 */
export interface ResourceFacts {
  urn: string;
  type: string;
  name: string;
  /** Decoded inputs. */
  inputs: Properties;
  site: PlainSite;
}

/** A resource with what its values are made of. */
export interface StandIn extends ResourceFacts {
  /** Hexadecimal, the resource's own. */
  digits: string;
  /** The name that the program sets, or the one that Pulumi generates. */
  name: string;
  id: string;
  arn: (service: string, resource: string) => string;
  /** 1 for the first of this URN; a replacement is the next. */
  generation: number;
}

/** The prefixes of AWS's ids, by kind; seventeen digits follow. */
const idPrefixes: Record<string, string> = {
  "dlm/lifecyclePolicy": "policy",
  "ebs/volume": "vol",
  "ec2/defaultSecurityGroup": "sg",
  "ec2/eip": "eipalloc",
  "ec2/flowLog": "fl",
  "ec2/internetGateway": "igw",
  "ec2/launchTemplate": "lt",
  "ec2/managedPrefixList": "pl",
  "ec2/natGateway": "nat",
  "ec2/routeTable": "rtb",
  "ec2/securityGroup": "sg",
  "ec2/subnet": "subnet",
  "ec2/vpc": "vpc",
  "ec2/vpcEndpoint": "vpce",
  "efs/accessPoint": "fsap",
  "efs/fileSystem": "fs",
  "fsx/windowsFileSystem": "fs",
  "rds/instance": "db",
  "servicediscovery/httpNamespace": "ns",
  "servicediscovery/privateDnsNamespace": "ns",
  "servicediscovery/service": "srv",
  "vpc/securityGroupEgressRule": "sgr",
  "vpc/securityGroupIngressRule": "sgr",
};

/** Kinds whose ids are their ARNs ("Import" in the provider's documentation, November 2026). */
const identifiedByArn = [
  "cloudformation/stack",
  "codebuild/project",
  "codeconnections/connection",
  "ecs/capacityProvider",
  "ecs/cluster",
  "ecs/service",
  "iam/openIdConnectProvider",
  "iam/policy",
  "lb/listener",
  "lb/loadBalancer",
  "lb/targetGroup",
  "secretsmanager/secret",
  "sfn/stateMachine",
  "sns/topic",
  "sns/topicSubscription",
];

/** Kinds whose ids AWS makes up, and whose names stand for nothing ("Import" in the provider's documentation, November 2026). */
const identifiedByUuid = ["backup/plan", "backup/selection"];

/** The service names in ARNs that differ from the module's name. */
const services: Record<string, string> = {
  ebs: "ec2",
  efs: "elasticfilesystem",
  lb: "elasticloadbalancing",
  route53: "route53resolver",
  sfn: "states",
  vpc: "ec2",
};

/** ARNs that are not `<service>:<kind>/<name>` (AWS's service authorization reference, 2026-11): the service, and what follows the account. */
const arnForms: Record<string, [service: string, form: string]> = {
  "autoscaling/group": [
    "autoscaling",
    "autoScalingGroup:01234567-89ab-cdef-0123-456789abcdef:autoScalingGroupName/{}",
  ],
  "backup/vault": ["backup", "backup-vault:{}"],
  "cloudwatch/compositeAlarm": ["cloudwatch", "alarm:{}"],
  "cloudwatch/eventRule": ["events", "rule/{}"],
  "cloudwatch/logGroup": ["logs", "log-group:{}"],
  "cloudwatch/metricAlarm": ["cloudwatch", "alarm:{}"],
  "codecommit/repository": ["codecommit", "{}"],
  "codepipeline/pipeline": ["codepipeline", "{}"],
  "directoryservice/directory": ["ds", "directory/{}"],
  "dlm/lifecyclePolicy": ["dlm", "policy/{}"],
  "fsx/windowsFileSystem": ["fsx", "file-system/{}"],
  "lambda/function": ["lambda", "function:{}"],
  "rds/optionGroup": ["rds", "og:{}"],
  "scheduler/schedule": ["scheduler", "schedule/default/{}"],
  "servicediscovery/httpNamespace": ["servicediscovery", "namespace/{}"],
  "servicediscovery/privateDnsNamespace": ["servicediscovery", "namespace/{}"],
  "servicediscovery/service": ["servicediscovery", "service/{}"],
  "sfn/stateMachine": ["states", "stateMachine:{}"],
  "sns/topic": ["sns", "{}"],
  "sqs/queue": ["sqs", "{}"],
};

/** Properties that name a resource, the first that is given; where the schema has no such output, another one: a bucket's object. */
const naming = [
  "name",
  "identifier",
  "clusterIdentifier",
  "bucket",
  "repositoryName",
  "family",
  "dashboardName",
  "alarmName",
];

export function computed(facts: ResourceFacts): { id: string; state: Properties } {
  const standIn = standInOf(facts);
  const attributes = schemaOf(facts.type)?.computed ?? [{ name: "arn", isOptional: false, kind: "string" }];
  const values = attributes.map((one): [string, unknown] => [one.name, valueOf(one, standIn)]);
  // Pulumi makes names where the provider requires them, and the schema is older than some types' `arn`.
  const state: Properties = { name: standIn.name };
  if (identifiedByArn.includes(kindOf(facts.type))) state["arn"] = standIn.id;
  for (const [attribute, value] of values) if (value !== undefined) state[attribute] = value;
  return { id: standIn.id, state };
}

/** The hexadecimal digits from which the ids and names of a resource begin. */
export function digitsOf(urn: string): string {
  return createHash("sha256").update(urn).digest("hex");
}

export function standInOf(facts: ResourceFacts): StandIn {
  const { urn, inputs, site } = facts;
  const digits = digitsOf(urn);
  const prefix = text(inputs["namePrefix"]);
  const named = schemaOf(facts.type)?.computed.map((one) => one.name) ?? [];
  const given = naming
    .filter((property) => !["bucket", "clusterIdentifier"].includes(property) || named.includes(property))
    // The family of a task definition is its name, and that of a parameter group, which has a name, is what it is for.
    .filter((property) => property !== "family" || !named.includes("name"))
    .map((property) => text(inputs[property]))
    .find((one) => one !== "");
  const name =
    given ?? (prefix === "" ? `${facts.name}-${digits.slice(0, 7)}` : prefix + digits.slice(0, 26));
  const generation = Number(/#(\d+)$/.exec(urn)?.[1] ?? 1);
  const arn = (service: string, resource: string): string =>
    `arn:${site.partition}:${service}:${text(inputs["region"]) || site.region}:${site.accountId}:${resource}`;
  const standIn = { ...facts, digits, name, arn, generation, id: "" };
  return { ...standIn, id: idOf(standIn) };
}

function idOf(standIn: StandIn): string {
  const { type, name, digits, inputs, site, generation } = standIn;
  const prefix = idPrefixes[kindOf(type)];
  if (prefix !== undefined) return `${prefix}-${digits.slice(0, 17)}`;
  if (identifiedByArn.includes(kindOf(type))) return arnOf(standIn);
  if (identifiedByUuid.includes(kindOf(type)))
    return digits.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  // Its name is unique among those of its plan.
  if (kindOf(type) === "backup/restoreTestingSelection")
    return `${name}:${text(inputs["restoreTestingPlanName"])}`;
  // Revisions of one family stand side by side.
  if (type === "aws:ecs/taskDefinition:TaskDefinition" && generation > 1) return `${name}:${generation}`;
  const schema = schemaOf(type);
  const hasArn = schema?.computed.some((one) => /arn$/i.test(one.name) && !(one.name in inputs));
  if (schema === undefined || hasArn === true) return name;
  // A setting of something else has no ARN; it is known by what it sets.
  const deciding = schema.replaces.includes("*")
    ? Object.keys(inputs).filter((property) => property !== "policy")
    : schema.replaces;
  const isNamed = schema.computed.some((one) => one.name === "name");
  const parts = deciding.map((one) => (isNamed && one === "name" ? name : text(inputs[one])));
  return parts.filter((part) => part !== "").join("/") || site.accountId;
}

function valueOf({ name: attribute, isOptional, kind }: ComputedAttribute, standIn: StandIn): unknown {
  const { type, name, id, inputs, site, digits, generation, arn } = standIn;
  if (attribute === "outputs") return templateOutputs(standIn, () => digits);
  if (attribute === "masterUserSecrets") {
    if (inputs["manageMasterUserPassword"] !== true) return [];
    const secretArn = arn("secretsmanager", `secret:rds!${name}-${digits.slice(0, 6)}`);
    return [{ secretArn, secretStatus: "active", kmsKeyId: text(inputs["masterUserSecretKmsKeyId"]) }];
  }
  // The result of a function depends on its code; here it is empty.
  if (type === "aws:lambda/invocation:Invocation") return attribute === "result" ? "{}" : undefined;
  if (attribute === "port") return portOf(text(inputs["engine"]));
  if (naming.includes(attribute) || attribute === "targetId") return name;
  // Other optional attributes get AWS's defaults, which the schema does not contain.
  if (isOptional) return undefined;
  if (kind === "bool") return false;
  if (kind === "int" || kind === "float") return generation;
  if (kind === "map") return {};
  if (kind !== "string") return [];
  const host = `${name}.${digits.slice(0, 12)}.${site.region}.${domainOf(site.partition)}`;
  if (attribute === "arn") return arnOf(standIn);
  if (/Suffix$/.test(attribute)) return arnOf(standIn).split(":").at(-1);
  if (attribute === "repositoryUrl")
    return `${site.accountId}.dkr.ecr.${site.region}.${domainOf(site.partition)}/${name}`;
  if (attribute === "endpoint") return `${host}:${portOf(text(inputs["engine"]))}`;
  if (/^(owner|owner.*Id|registryId)$/.test(attribute)) return site.accountId;
  if (/Arn$/.test(attribute)) return arnOf(standIn);
  if (/arnWithoutRevision/.test(attribute)) return arnOf({ ...standIn, generation: 1 });
  if (/(dnsName|DnsName|address|Endpoint|Domain|DomainName)$/.test(attribute)) return host;
  if (/Ip$/.test(attribute)) return `203.0.113.${parseInt(digits.slice(0, 2), 16)}`;
  if (/Url/.test(attribute)) return `https://${host}`;
  if (/(Date|Time)$/.test(attribute)) return "2026-01-01T00:00:00Z";
  if (/Version$/.test(attribute)) return String(generation);
  if (/^(allocationId|keyId|associationId)$/.test(attribute)) return id;
  return `${attribute}-${digits.slice(0, 17)}`;
}

function arnOf(standIn: StandIn): string {
  const { type, name, digits, inputs, site, generation, arn } = standIn;
  const [module = "", kind = ""] = kindOf(type).split("/");
  const prefix = idPrefixes[kindOf(type)];
  const own = prefix === undefined ? name : `${prefix}-${digits.slice(0, 17)}`;
  switch (type) {
    case "aws:secretsmanager/secret:Secret":
      return arn("secretsmanager", `secret:${name}-${digits.slice(0, 6)}`);
    case "aws:secretsmanager/secretVersion:SecretVersion":
      return text(inputs["secretId"]);
    case "aws:ecs/taskDefinition:TaskDefinition":
      return arn("ecs", `task-definition/${name}:${generation}`);
    case "aws:ecs/service:Service":
      return arn("ecs", `service/${text(inputs["cluster"]).split("/").at(-1)}/${name}`);
    case "aws:lb/loadBalancer:LoadBalancer": {
      const form = { network: "net", gateway: "gwy" }[text(inputs["loadBalancerType"])] ?? "app";
      return arn("elasticloadbalancing", `loadbalancer/${form}/${name}/${digits.slice(0, 16)}`);
    }
    case "aws:lb/targetGroup:TargetGroup":
      return arn("elasticloadbalancing", `targetgroup/${name}/${digits.slice(0, 16)}`);
    // The ARN contains the identifier, which differs from the id.
    case "aws:rds/cluster:Cluster":
      return arn("rds", `cluster:${name}`);
    case "aws:rds/instance:Instance":
      return arn("rds", `db:${name}`);
    case "aws:s3/bucket:Bucket":
      return `arn:${site.partition}:s3:::${name}`;
  }
  const form = arnForms[kindOf(type)];
  if (form !== undefined) return arn(form[0], form[1].replace("{}", own));
  const resource = `${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}/${own}`;
  return module === "iam"
    ? `arn:${site.partition}:iam::${site.accountId}:${resource}`
    : arn(services[module] ?? module, resource);
}

/** Amazon RDS user guide and API reference, CreateDBInstance, `Port`, November 2026. */
function portOf(engine: string): number {
  if (/postgres/.test(engine)) return 5432;
  if (/^oracle/.test(engine)) return 1521;
  if (/^sqlserver/.test(engine)) return 1433;
  return /^db2/.test(engine) ? 50000 : 3306;
}

/** `ec2/vpc` of `aws:ec2/vpc:Vpc`. */
function kindOf(type: string): string {
  return type.split(":")[1] ?? type;
}
