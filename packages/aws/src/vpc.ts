import { endpointCharges, natGatewayCharges } from "./charges/network.ts";
import { allMonth, assumed } from "./charges/terms.ts";
import { text } from "@ballast/model";
import { association, ec2Resource, ownedEc2Resource } from "./computed.ts";
import { charged, nameless, plain } from "./entries.ts";
import { node, NodeKind, partOf, undrawn } from "./look.ts";
import { naming } from "./naming.ts";
import { counts, countsWithOthers } from "./quotas.ts";
import type { Service } from "./resourceType.ts";
import { sameProtocol } from "./sameValues.ts";
import { formerSecurityGroupRule, securityGroup, securityGroupRule } from "./values/balancing.ts";
import { ipv4Block } from "./values/networks.ts";
import { accepting, sources } from "./values/sources.ts";

/**
 * Characters that descriptions of security groups and rules may contain (API reference, CreateSecurityGroup).
 */
export const groupDescription = /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

const groupRule = nameless({
  refusesTogether: [securityGroupRule],
  same: { ipProtocol: sameProtocol },
  computed: ec2Resource("sgr", "security-group-rule"),
  look: undrawn,
  quotas: countsWithOthers("securityGroupRules"),
});

export const vpc: Service = {
  withoutData: [],
  types: {
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": nameless({
      computed: ownedEc2Resource("sg", "security-group", () => ({
        name: "default",
      })),
      look: undrawn,
    }),
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": nameless({
      computed: ownedEc2Resource("acl", "network-acl"),
      computedOnUpdate: [],
      replacedBy: { always: ["defaultNetworkAclId"] },
      look: undrawn,
    }),
    "aws:ec2/defaultRouteTable:DefaultRouteTable": nameless({
      computed: ownedEc2Resource("rtb", "route-table"),
      computedOnUpdate: [],
      replacedBy: { always: ["defaultRouteTableId"] },
      look: undrawn,
    }),
    "aws:ec2/defaultSubnet:DefaultSubnet": nameless({
      computed: ownedEc2Resource("subnet", "subnet"),
      computedOnUpdate: [],
      replacedBy: { always: ["availabilityZone", "ipv6Native"] },
      look: undrawn,
    }),
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation": nameless({
      computed: association("rtbassoc"),
      computedOnUpdate: [],
      replacedBy: { always: [] },
      look: undrawn,
    }),
    "aws:ec2/networkAclAssociation:NetworkAclAssociation": nameless({
      computed: association("aclassoc"),
      computedOnUpdate: [],
      replacedBy: { always: ["*"] },
      look: undrawn,
    }),
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": nameless({
      computed: association("a"),
      computedOnUpdate: [],
      replacedBy: { always: ["*"] },
      look: undrawn,
    }),
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": nameless({
      computed: association("vpc-cidr-assoc"),
      computedOnUpdate: [],
      replacedBy: { always: ["*"] },
      look: undrawn,
    }),
    "aws:ec2/eip:Eip": nameless({
      computed: ec2Resource("eipalloc", "elastic-ip", ({ hex }, id) => ({
        allocationId: id,
        publicIp: `203.0.113.${parseInt(hex(2), 16)}`,
      })),
      look: undrawn,
      quotas: [counts("elasticIps")],
      charge: charged("per hour, for the public IPv4 address", "vpc", allMonth("publicIpv4.hours")),
    }),
    "aws:ec2/flowLog:FlowLog": nameless({
      accepts: accepting(sources.apiOfVpc, { maxAggregationInterval: ["values", "60", "600"] }),
      computed: ec2Resource("fl", "vpc-flow-log"),
      replacedBy: { always: ["*"], never: ["tags", "tagsAll"] },
      look: undrawn,
      charge: charged("per GB delivered", "cloudwatch", assumed("logs.vended", "flowLogGigabytes")),
    }),
    "aws:ec2/internetGateway:InternetGateway": nameless({
      computed: ownedEc2Resource("igw", "internet-gateway"),
      look: undrawn,
    }),
    "aws:ec2/managedPrefixList:ManagedPrefixList": plain({
      words: "prefix list",
      computed: ownedEc2Resource("pl", "prefix-list", ({ name }) => ({
        name,
        version: 1,
      })),
      look: node(NodeKind.Network),
      name: naming("name", 255, /^(?!com\.amazonaws)/, "a name that does not start with com.amazonaws"),
    }),
    "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry": nameless({
      computed: ({ input }) => ({ id: `${input("prefixListId")},${input("cidr")}`, state: {} }),
      computedOnUpdate: [],
      replacedBy: { always: ["*"] },
      look: partOf("prefixListId"),
    }),
    "aws:ec2/natGateway:NatGateway": nameless({
      measuredBy: { "AWS/NATGateway": { NatGatewayId: "id" } },
      computed: association("nat"),
      replacedBy: { always: ["secondaryPrivateIpAddressCount"] },
      look: partOf("subnetId"),
      quotas: countsWithOthers("natGateways"),
      charge: charged("per hour and per GB processed", "vpc", natGatewayCharges),
    }),
    "aws:ec2/networkAcl:NetworkAcl": nameless({
      computed: ownedEc2Resource("acl", "network-acl"),
      computedOnUpdate: [],
      replacedBy: { always: ["vpcId"] },
      look: undrawn,
    }),
    "aws:ec2/networkAclRule:NetworkAclRule": nameless({
      accepts: accepting(sources.apiOfVpc, {
        ruleNumber: ["range", 1, 32_766],
        ruleAction: ["values", "allow", "deny"],
      }),
      computed: association("nacl"),
      computedOnUpdate: [],
      replacedBy: { always: ["*"] },
      look: partOf("networkAclId"),
    }),
    "aws:ec2/route:Route": nameless({ computed: association("r"), look: undrawn }),
    "aws:ec2/routeTable:RouteTable": nameless({
      computed: ownedEc2Resource("rtb", "route-table"),
      look: undrawn,
    }),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": nameless({
      computed: association("rtbassoc"),
      look: undrawn,
    }),
    "aws:ec2/securityGroup:SecurityGroup": plain({
      refusesTogether: [securityGroup],
      computed: ownedEc2Resource("sg", "security-group", ({ name }) => ({ name })),
      look: undrawn,
      same: { "egress.protocol": sameProtocol, "ingress.protocol": sameProtocol },
      name: naming(
        "name",
        255,
        /^(?!sg-)[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]+$/,
        "letters, digits, spaces and . _ - : / ( ) # , @ [ ] + = & ; { } ! $ *, not starting with sg-",
      ),
    }),
    "aws:ec2/securityGroupRule:SecurityGroupRule": nameless({
      refusesTogether: [formerSecurityGroupRule],
      computed: association("sgrule"),
      computedOnUpdate: [],
      replacedBy: { always: ["*"], never: ["description"] },
      same: { protocol: sameProtocol },
      look: undrawn,
      quotas: countsWithOthers("securityGroupRules"),
    }),
    "aws:ec2/subnet:Subnet": nameless({
      refusesTogether: [ipv4Block],
      words: "subnet",
      // Only together with `assignIpv6AddressOnCreation`, according to the comment in the provider's typings.
      replacedBy: { sometimes: ["ipv6CidrBlock"] },
      computed: ownedEc2Resource("subnet", "subnet"),
      look: node(NodeKind.Network),
      notes: ({ inputs }, parts) => [
        text(inputs["cidrBlock"]),
        parts("aws:ec2/natGateway:NatGateway").length > 0 && "NAT gateway",
      ],
    }),
    "aws:ec2/vpc:Vpc": nameless({
      refusesTogether: [ipv4Block],
      computed: ownedEc2Resource("vpc", "vpc", ({ hex }) => ({
        defaultSecurityGroupId: `sg-${hex(17)}`,
        mainRouteTableId: `rtb-${hex(17)}`,
        // Without a request, AWS assigns no IPv6 block; awsx was only recorded without one.
        ipv6AssociationId: undefined,
        ipv6CidrBlock: undefined,
        ipv6CidrBlockNetworkBorderGroup: undefined,
      })),
      replacedBy: {
        always: ["cidrBlock"],
        when: {
          instanceTenancy: (before, after) =>
            before["instanceTenancy"] !== "dedicated" ||
            (after["instanceTenancy"] ?? "default") !== "default",
        },
      },
      look: undrawn,
      quotas: [counts("vpcs")],
    }),
    "aws:ec2/vpcEndpoint:VpcEndpoint": nameless({
      words: "VPC endpoint",
      computed: ownedEc2Resource("vpce", "vpc-endpoint"),
      replacedBy: {
        when: { privateDnsEnabled: (_before, { vpcEndpointType }) => text(vpcEndpointType) !== "Interface" },
      },
      look: node(NodeKind.Network),
      notes: ({ inputs }) => [text(inputs["vpcEndpointType"]).toLowerCase()],
      charge: charged(
        "interface endpoints per zone and hour and per GB; gateway endpoints are free",
        "privatelink",
        endpointCharges,
      ),
    }),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": groupRule,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": groupRule,
  },
};
