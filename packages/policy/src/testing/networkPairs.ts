import { aws } from "@ballast/aws";
import fc, { type Arbitrary } from "fast-check";
import { block, flag, maybe, pair, port, words, type Pair } from "./pairs.ts";

const rule = { protocol: fc.constantFrom("tcp", "-1", "udp", "6"), port, block, words };

export const networkPairs: Record<string, Arbitrary<Pair>> = {
  "AWS::EC2::SecurityGroup": pair(
    rule,
    ({ protocol, port: to, block: range, words: description }) => [
      [
        aws.securityGroup,
        { description, ingress: [{ protocol, fromPort: to, toPort: to, cidrBlocks: [range] }] },
      ],
    ],
    ({ protocol, port: to, block: range, words: description }) => ({
      GroupDescription: description,
      SecurityGroupIngress: [{ IpProtocol: protocol, FromPort: to, ToPort: to, CidrIp: range }],
    }),
  ),
  "AWS::EC2::SecurityGroupIngress": pair(
    { ...rule, six: flag },
    ({ protocol, port: to, block: range, words: description, six }) => [
      [
        aws.ingressRule,
        {
          securityGroupId: "sg-1",
          description,
          ipProtocol: protocol,
          fromPort: to,
          toPort: to,
          ...(six ? { cidrIpv6: "::/0" } : { cidrIpv4: range }),
        },
      ],
    ],
    ({ protocol, port: to, block: range, words: description, six }) => ({
      GroupId: "sg-1",
      Description: description,
      IpProtocol: protocol,
      FromPort: to,
      ToPort: to,
      ...(six ? { CidrIpv6: "::/0" } : { CidrIp: range }),
    }),
  ),
  "AWS::EC2::SecurityGroupEgress": pair(
    { words: maybe(words) },
    ({ words: description }) => [
      [aws.egressRule, { securityGroupId: "sg-1", description, ipProtocol: "-1" }],
    ],
    ({ words: Description }) => ({ GroupId: "sg-1", Description, IpProtocol: "-1", CidrIp: "10.0.0.0/8" }),
  ),
  "AWS::EC2::PrefixList": pair(
    { block },
    ({ block: cidr }) => [[aws.managedPrefixList, { entries: [{ cidr }] }]],
    ({ block: Cidr }) => ({ PrefixListName: "clients", Entries: [{ Cidr }] }),
  ),
  "AWS::EC2::NetworkAcl": pair(
    {},
    () => [[aws.networkAcl, { vpcId: "vpc-1" }]],
    () => ({ VpcId: "vpc-1" }),
  ),
  "AWS::EC2::NetworkAclEntry": pair(
    { port, block },
    ({ port: to, block: cidrBlock }) => [
      [aws.networkAclRule, { networkAclId: "acl-1", cidrBlock, fromPort: to, toPort: to, ruleNumber: 1 }],
    ],
    ({ port: to, block: CidrBlock }) => ({
      NetworkAclId: "acl-1",
      CidrBlock,
      RuleNumber: 1,
      PortRange: { From: to, To: to },
    }),
  ),
  "AWS::EC2::VPC": pair(
    { block },
    ({ block: cidrBlock }) => [[aws.vpc, { cidrBlock }]],
    ({ block: CidrBlock }) => ({ CidrBlock }),
  ),
  "AWS::EC2::Subnet": pair(
    { flag: maybe(flag) },
    ({ flag: mapPublicIpOnLaunch }) => [[aws.subnet, { vpcId: "vpc-1", mapPublicIpOnLaunch }]],
    ({ flag: MapPublicIpOnLaunch }) => ({ VpcId: "vpc-1", MapPublicIpOnLaunch }),
  ),
  "AWS::EC2::FlowLog": pair(
    {},
    () => [[aws.flowLog, { vpcId: "vpc-1" }]],
    () => ({ ResourceId: "vpc-1", ResourceType: "VPC" }),
  ),
  "AWS::ElasticLoadBalancingV2::LoadBalancer": pair(
    {
      kind: fc.constantFrom("application", "network"),
      drop: maybe(flag),
      cross: maybe(flag),
      protection: maybe(flag),
      desync: maybe(fc.constantFrom("monitor", "defensive")),
      groups: flag,
    },
    ({ kind, drop, cross, protection, desync, groups }) => [
      [
        aws.loadBalancer,
        {
          loadBalancerType: kind,
          dropInvalidHeaderFields: drop,
          enableCrossZoneLoadBalancing: cross,
          enableDeletionProtection: protection,
          desyncMitigationMode: desync,
          securityGroups: groups ? ["sg-1"] : undefined,
        },
      ],
    ],
    ({ kind, drop, cross, protection, desync, groups }) => ({
      Type: kind,
      SecurityGroups: groups ? ["sg-1"] : undefined,
      LoadBalancerAttributes: [
        { Key: "routing.http.drop_invalid_header_fields.enabled", Value: drop },
        { Key: "load_balancing.cross_zone.enabled", Value: cross },
        { Key: "deletion_protection.enabled", Value: protection },
        { Key: "routing.http.desync_mitigation_mode", Value: desync },
      ].filter(({ Value }) => Value !== undefined),
    }),
  ),
  "AWS::ElasticLoadBalancingV2::Listener": pair(
    {
      protocol: fc.constantFrom("HTTP", "HTTPS", "TLS"),
      policy: maybe(fc.constantFrom("ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS13-1-2-2021-06")),
    },
    ({ protocol, policy }) => [
      [aws.listener, { protocol, sslPolicy: policy, defaultActions: [{ type: "forward" }] }],
    ],
    ({ protocol, policy }) => ({
      Protocol: protocol,
      SslPolicy: policy,
      DefaultActions: [{ Type: "forward" }],
    }),
  ),
  "AWS::ElasticLoadBalancingV2::ListenerRule": pair(
    {},
    () => [["aws:lb/listenerRule:ListenerRule", { actions: [{ type: "forward" }] }]],
    () => ({ Actions: [{ Type: "forward" }] }),
  ),
  "AWS::ElasticLoadBalancingV2::TargetGroup": pair(
    { path: maybe(fc.constantFrom("/", "/health")) },
    ({ path }) => [[aws.targetGroup, { healthCheck: path === undefined ? undefined : { path } }]],
    ({ path }) => ({ HealthCheckPath: path }),
  ),
};
