import { fields, number, text, type Fields } from "@ballast/model";
import { byKey, defined, listOf, members, renamed, shape, type Shapes } from "../shape.ts";

/** An inline security group rule: CloudFormation has one source in each rule, the provider has lists. */
function inlineRule(given: Fields): Fields {
  const group = given["sourceSecurityGroupId"] ?? given["destinationSecurityGroupId"];
  const prefixList = given["sourcePrefixListId"] ?? given["destinationPrefixListId"];
  const { ipProtocol, fromPort, toPort, description, cidrIp, cidrIpv6 } = given;
  return defined({
    protocol: ipProtocol,
    fromPort,
    toPort,
    description,
    cidrBlocks: listOf(cidrIp),
    ipv6CidrBlocks: listOf(cidrIpv6),
    prefixListIds: listOf(prefixList),
    securityGroups: listOf(group),
  });
}

const ruleNames = {
  groupId: "securityGroupId",
  groupName: "securityGroupId",
  cidrIp: "cidrIpv4",
  sourcePrefixListId: "prefixListId",
  destinationPrefixListId: "prefixListId",
  sourceSecurityGroupId: "referencedSecurityGroupId",
  destinationSecurityGroupId: "referencedSecurityGroupId",
};

/** Attributes of a load balancer as properties of the provider. */
function balancerAttributes(given: Fields): Fields {
  const all = byKey(given["loadBalancerAttributes"]);
  const flag = (key: string): boolean | undefined =>
    all[key] === undefined ? undefined : text(all[key]) === "true";
  const kind = text(given["type"]) || "application";
  return defined({
    dropInvalidHeaderFields: flag("routing.http.drop_invalid_header_fields.enabled"),
    enableDeletionProtection: flag("deletion_protection.enabled"),
    // An Application Load Balancer always uses cross-zone load balancing.
    enableCrossZoneLoadBalancing: flag("load_balancing.cross_zone.enabled") ?? kind === "application",
    desyncMitigationMode: all["routing.http.desync_mitigation_mode"],
    accessLogs: { enabled: flag("access_logs.s3.enabled"), bucket: all["access_logs.s3.bucket"] },
    internal: given["scheme"] === "internal",
  });
}

function action(given: Fields): Fields {
  return renamed(given, {
    redirectConfig: "redirect",
    forwardConfig: "forward",
    fixedResponseConfig: "fixedResponse",
    authenticateOidcConfig: "authenticateOidc",
    authenticateCognitoConfig: "authenticateCognito",
  });
}

const healthCheckNames = {
  healthCheckEnabled: "enabled",
  healthCheckIntervalSeconds: "interval",
  healthCheckPath: "path",
  healthCheckPort: "port",
  healthCheckProtocol: "protocol",
  healthCheckTimeoutSeconds: "timeout",
  healthyThresholdCount: "healthyThreshold",
  unhealthyThresholdCount: "unhealthyThreshold",
};

function healthCheck(given: Fields): Fields {
  const own = Object.entries(healthCheckNames).filter(([key]) => given[key] !== undefined);
  const matcher = fields(given["matcher"]);
  const named = defined({
    ...Object.fromEntries(own.map(([key, name]) => [name, given[key]])),
    matcher: matcher["httpCode"] ?? matcher["grpcCode"],
  });
  return Object.keys(named).length === 0 ? {} : { healthCheck: named };
}

/** Target group properties that the provider has in the health check. */
const inHealthCheck = Object.fromEntries(
  [...Object.keys(healthCheckNames), "matcher"].map((key) => [key, ""]),
);

/** Settings of a Classic Load Balancer in the provider's form. */
function classic(given: Fields): Fields {
  const policy = fields(given["accessLoggingPolicy"]);
  return defined({
    listeners: members(given["listeners"]).map((one) =>
      renamed(one, { loadBalancerPort: "lbPort", protocol: "lbProtocol" }),
    ),
    internal: given["scheme"] === "internal",
    crossZoneLoadBalancing: given["crossZone"] === true,
    accessLogs:
      given["accessLoggingPolicy"] === undefined
        ? undefined
        : { enabled: policy["enabled"], bucket: policy["s3BucketName"] },
  });
}

export const networkShapes: Shapes = {
  "AWS::EC2::SecurityGroup": shape(
    "aws:ec2/securityGroup:SecurityGroup",
    {
      groupDescription: "description",
      groupName: "name",
      securityGroupIngress: "",
      securityGroupEgress: "",
    },
    ({ securityGroupIngress, securityGroupEgress }) => ({
      ingress: members(listOf(securityGroupIngress)).map(inlineRule),
      egress: members(listOf(securityGroupEgress)).map(inlineRule),
    }),
  ),
  "AWS::EC2::SecurityGroupIngress": shape(
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    ruleNames,
  ),
  "AWS::EC2::SecurityGroupEgress": shape(
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    ruleNames,
  ),
  "AWS::EC2::PrefixList": shape("aws:ec2/managedPrefixList:ManagedPrefixList", { prefixListName: "name" }),
  "AWS::EC2::NetworkAcl": shape("aws:ec2/networkAcl:NetworkAcl"),
  "AWS::EC2::NetworkAclEntry": shape(
    "aws:ec2/networkAclRule:NetworkAclRule",
    { portRange: "" },
    ({ portRange }) => {
      const { from, to } = fields(portRange);
      return defined({ fromPort: from, toPort: to });
    },
  ),
  "AWS::EC2::VPC": shape("aws:ec2/vpc:Vpc"),
  "AWS::EC2::Subnet": shape("aws:ec2/subnet:Subnet"),
  "AWS::EC2::FlowLog": shape(
    "aws:ec2/flowLog:FlowLog",
    { resourceId: "", resourceType: "" },
    ({ resourceId, resourceType }) => {
      const kind = text(resourceType);
      return { [kind === "VPC" ? "vpcId" : kind === "Subnet" ? "subnetId" : "eniId"]: resourceId };
    },
  ),
  "AWS::ElasticLoadBalancingV2::LoadBalancer": shape(
    "aws:lb/loadBalancer:LoadBalancer",
    { type: "loadBalancerType", scheme: "", loadBalancerAttributes: "" },
    balancerAttributes,
  ),
  "AWS::ElasticLoadBalancingV2::Listener": shape(
    "aws:lb/listener:Listener",
    { certificates: "" },
    ({ defaultActions, certificates, port }) =>
      defined({
        defaultActions: members(defaultActions).map(action),
        certificateArn: members(certificates)[0]?.["certificateArn"],
        port: port === undefined ? undefined : number(port),
      }),
  ),
  "AWS::ElasticLoadBalancingV2::ListenerRule": shape(
    "aws:lb/listenerRule:ListenerRule",
    {},
    ({ actions }) => ({
      actions: members(actions).map(action),
    }),
  ),
  "AWS::ElasticLoadBalancingV2::TargetGroup": shape(
    "aws:lb/targetGroup:TargetGroup",
    { ...inHealthCheck, targetGroupName: "name" },
    healthCheck,
  ),
  "AWS::ElasticLoadBalancing::LoadBalancer": shape(
    "aws:elb/loadBalancer:LoadBalancer",
    { scheme: "", crossZone: "", accessLoggingPolicy: "", loadBalancerName: "name" },
    classic,
  ),
};
