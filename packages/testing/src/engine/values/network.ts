import { association, domain, ec2, type Compute } from "./tools.ts";

/** Networks, their firewalls, load balancers and names. */
export const networkTypes: Record<string, Compute> = {
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
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ec2("sgr", "security-group-rule"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ec2("sgr", "security-group-rule"),
};
