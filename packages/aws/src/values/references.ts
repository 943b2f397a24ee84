import { addressRange } from "@ballast/model";
import accepted from "./accepted.json" with { type: "json" };
import { sources } from "./sources.ts";
import type { ValueSource } from "./limit.ts";

/** Partitions, keyed by region. */
const partitions: ReadonlyMap<string, string> = new Map(
  Object.entries(accepted.regions).flatMap(([partition, names]) =>
    names.split(" ").map((name): [string, string] => [name, partition]),
  ),
);

/** The parts of an ARN. */
export interface Arn {
  partition: string;
  service: string;
  /** Empty for a global resource. */
  region: string;
  /** Empty if the ARN has no account; `aws` for resources of AWS itself. */
  account: string;
  resource: string;
}

export function arnOf(text: string): Arn | undefined {
  const [, partition = "", service = "", region = "", account = "", resource = ""] =
    /^arn:([a-z-]+):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|aws-marketplace|cloudfront|)?:(.+)$/s.exec(text) ??
    [];
  return partition === "" ? undefined : { partition, service, region, account, resource };
}

/** The partition of a region; undefined for an unknown region. */
export function partitionOfRegion(region: string): string | undefined {
  return partitions.get(region);
}

/** The known partition and region of a stack. */
export interface Home {
  /** @default - unknown */
  partition?: string;
  /** @default - unknown */
  region?: string;
}

/** Why AWS rejects a reference, as a text that follows "AWS accepts ". */
export interface ReferenceFault {
  accepts: string;
  source: ValueSource;
}

/** Services to which a property of this name may refer. @default - any service */
const servicesByName: readonly [RegExp, readonly string[]][] = [
  [/^connectionArn$/i, ["codeconnections", "codestar-connections", "events"]],
  [/^(targetGroupArns?|loadBalancerArn|listenerArn)$/i, ["elasticloadbalancing"]],
  [/^certificateArn$/i, ["acm", "iam"]],
  [
    /^(executionRoleArn|taskRoleArn|roleArn|iamRoleArn|serviceRoleArn|monitoringRoleArn|policyArn)$/i,
    ["iam"],
  ],
  [/^(kmsKeyArn|kmsMasterKeyId|kmsKeyId|masterUserSecretKmsKeyId|performanceInsightsKmsKeyId)$/i, ["kms"]],
  [/^autoScalingGroupArn$/i, ["autoscaling"]],
  [/^(topicArn|snsTopic|snsTopicArn)$/i, ["sns"]],
  [/^(secretArn|credentialArn|repositoryCredentials|credentialsParameter)$/i, ["secretsmanager", "ssm"]],
  [/^cloudwatchLogGroupArn$/i, ["logs"]],
  [/^clusterArn$/i, ["ecs", "rds", "eks", "dax"]],
];

/** Properties that must refer to a resource in the same region, according to AWS's API references. */
const sameRegion =
  /^(targetGroupArns?|loadBalancerArn|listenerArn|certificateArn|autoScalingGroupArn|kmsKeyArn|kmsKeyId|masterUserSecretKmsKeyId|performanceInsightsKmsKeyId|snsTopic|credentialArn|cloudwatchLogGroupArn)$/i;

const ids: readonly [RegExp, string][] = [
  [/^(vpcId)$/, "vpc"],
  [/^(subnetIds?|vpcZoneIdentifiers|preferredSubnetId)$/, "subnet"],
  [/^(securityGroupIds?|vpcSecurityGroupIds|sourceSecurityGroupId)$/, "sg"],
  [/^(routeTableIds?)$/, "rtb"],
  [/^(natGatewayId)$/, "nat"],
  [/^(volumeId)$/, "vol"],
  [/^(networkInterfaceId)$/, "eni"],
  [/^(prefixListIds?|destinationPrefixListId)$/, "pl"],
];

/**
 * Why AWS rejects a property's reference: an id, ARN, region, zone, account or CIDR block.
 *
 * @param name Property name without indexes and parent properties.
 * @param home Partition and region of the resource.
 * @param isArn Whether the property only accepts ARNs, not names or ids.
 */
export function referenceFault(name: string, value: string, home: Home): ReferenceFault | undefined {
  const fault = (accepts: string, source: ValueSource = sources.identifiers) => ({ accepts, source });
  if (/^(region|sourceRegion|destinationRegion|regionName|awslogs-region)$/.test(name))
    return partitionOfRegion(value) === undefined
      ? fault("the code of a region, such as eu-west-1", sources.partitions)
      : undefined;
  if (/^availabilityZones?$/.test(name)) return zoneFault(value, home);
  if (/^(accountId|sourceAccount|registryId|expectedBucketOwner|resourceOwner|awsAccountId)$/.test(name))
    return /^\d{12}$/.test(value) ? undefined : fault("an account id of twelve digits");
  if (/^(cidrBlocks?|cidrIpv[46]|ipv6CidrBlocks?|destinationCidrBlock|destinationIpv6CidrBlock)$/.test(name))
    return value.includes("/") && addressRange(value) !== undefined
      ? undefined
      : fault("a CIDR block, such as 10.0.0.0/16");
  const prefix = ids.find(([names]) => names.test(name))?.[1];
  if (prefix !== undefined)
    return new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(value)
      ? undefined
      : fault(`${prefix}- with 8 or 17 digits from 0 to f`);
  const isArn = /^arn$|Arns?$/.test(name);
  return isArn || value.startsWith("arn:") ? arnFault(name, value, home, isArn) : undefined;
}

function zoneFault(value: string, { region }: Home): ReferenceFault | undefined {
  const [, own = ""] = /^([a-z]{2,4}(?:-[a-z]+)+-\d)(?:[a-z]|-[a-z0-9-]+[a-z])$/.exec(value) ?? [];
  if (partitionOfRegion(own) === undefined)
    return { accepts: "a zone of a region, such as eu-west-1a", source: sources.partitions };
  return region === undefined || own === region
    ? undefined
    : { accepts: `a zone of ${region}`, source: sources.partitions };
}

function arnFault(name: string, value: string, home: Home, isArn: boolean): ReferenceFault | undefined {
  const fault = (accepts: string, source: ValueSource = sources.identifiers) => ({ accepts, source });
  const arn = arnOf(value);
  // ARN patterns in policies, and bucket ARNs with wildcards, are not references.
  if (arn === undefined)
    return value.includes("*")
      ? undefined
      : fault(isArn ? "an ARN: arn:partition:service:region:account:resource" : "a complete ARN");
  const expected = arn.region === "" ? undefined : partitionOfRegion(arn.region);
  if (arn.region !== "" && !/^(\*|us-gov-.*)$/.test(arn.region) && expected === undefined)
    return fault("the code of a region in an ARN, such as eu-west-1", sources.partitions);
  if (expected !== undefined && expected !== arn.partition)
    return fault(`the partition ${expected} for ${arn.region}`, sources.partitions);
  if (home.partition !== undefined && arn.partition !== home.partition)
    return fault(`an ARN of this stack's partition, ${home.partition}`);
  const services = servicesByName.find(([names]) => names.test(name))?.[1];
  if (services !== undefined && !services.includes(arn.service))
    return fault(`an ARN of ${services.join(", ")}`);
  if (sameRegion.test(name) && home.region !== undefined && arn.region !== "" && arn.region !== home.region)
    return fault(`an ARN of this resource's region, ${home.region}`);
  return undefined;
}

/** Whether properties of this name are checked; used to count checked properties. */
export function isReference(name: string): boolean {
  return (
    referenceFault(name, "\u0000", {}) !== undefined || servicesByName.some(([names]) => names.test(name))
  );
}

/** Whether a property of this name must refer to the resource's own region. */
export function staysInRegion(name: string): boolean {
  return sameRegion.test(name) || ids.some(([names]) => names.test(name));
}
