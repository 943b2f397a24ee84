import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { DirectoryArgs } from "./args.ts";
import { reachDirectory } from "./ports.ts";

interface ResolverArgs extends DirectoryArgs {
  dnsIps: pulumi.Output<string[]>;
  prefixListId: pulumi.Output<string>;
}

/** Has Route 53 Resolver ask the domain's DNS servers for the domain's names, for everyone in the VPC. */
export function createResolver(
  name: string,
  args: ResolverArgs,
  child: pulumi.ComponentResourceOptions,
): void {
  const group = new aws.ec2.SecurityGroup(
    `${name}-resolver`,
    {
      vpcId: args.vpcId,
      description: `Forwards DNS queries for ${args.domainName}`,
      tags: { Name: `${name}-resolver` },
    },
    child,
  );
  const reach = { groupId: group.id, prefixListId: args.prefixListId, description: "resolver" };
  reachDirectory(`${name}-resolver`, reach, child, ["tcp53", "udp53"]);
  const endpoint = new aws.route53.ResolverEndpoint(
    `${name}-resolver`,
    {
      direction: "OUTBOUND",
      securityGroupIds: [group.id],
      ipAddresses: Object.values(args.resolverSubnetIds ?? {}).map((subnetId) => ({ subnetId })),
    },
    child,
  );
  const rule = new aws.route53.ResolverRule(
    `${name}-resolver`,
    {
      ruleType: "FORWARD",
      domainName: args.domainName,
      resolverEndpointId: endpoint.id,
      targetIps: args.dnsIps.apply((ips) => ips.map((ip) => ({ ip }))),
    },
    child,
  );
  new aws.route53.ResolverRuleAssociation(
    `${name}-resolver`,
    { resolverRuleId: rule.id, vpcId: args.vpcId },
    child,
  );
}
