import schema from "#schema" with { type: "json" };
import { groupDescription } from "@ballast/aws/services/vpc";
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  anywhere,
  checkCidrBlock,
  checkKeys,
  checkPort,
  type Faults,
  given,
  type VpcArgs,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** An egress rule of a security group: exactly one of an address range, a security group and a prefix list. */
export interface Egress {
  /** TCP port. */
  port: number;
  /** IPv4 block, `10.0.0.0/16`. @default - none */
  cidrBlock?: string;
  /** Members of this security group. @default - none */
  securityGroupId?: pulumi.Input<string>;
  /** Addresses of this prefix list, `pl-…`. @default - none */
  prefixListId?: pulumi.Input<string>;
}

export interface ClientGroupArgs extends VpcArgs {
  /** Description of the security group, in the characters that EC2 allows: no apostrophes. */
  description: string;
  /**
   * TCP 443 to everywhere, which container instances and tasks on AWS Fargate need to pull images and call AWS. Turn it
   * off if you use interface endpoints. Also turn it off for tasks on container instances that open no connections
   * themselves, because the instances pull images and call AWS for them.
   *
   * @default true
   */
  httpsEgress?: boolean;
  /**
   * Further egress rules, keyed by name. Server components of this project add the rules for connections to themselves.
   *
   * @default - none
   */
  egress?: Record<string, Egress>;
}

/**
 * A security group for tasks or container instances, created before the servers to which they connect. Nothing can
 * connect to its members until a component, such as a load balancer, adds a rule. Members can connect only to the
 * listed destinations.
 */
export class ClientGroup extends pulumi.ComponentResource {
  /** Id of the security group, for tasks, container instances and `clients` of servers. */
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: ClientGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "ClientGroup", name, args, check);
    super("ballast-ecs:index:ClientGroup", name, {}, opts);
    const child = { parent: this };

    const group = new aws.ec2.SecurityGroup(
      `${name}-group`,
      { vpcId: args.vpcId, description: args.description, tags: { Name: name } },
      child,
    );
    for (const [key, egress] of Object.entries(waysOut(args))) {
      new aws.vpc.SecurityGroupEgressRule(
        `${name}-to-${key}`,
        {
          securityGroupId: group.id,
          description: `${key}: TCP ${egress.port}`,
          ipProtocol: "tcp",
          fromPort: egress.port,
          toPort: egress.port,
          cidrIpv4: egress.cidrBlock,
          referencedSecurityGroupId: egress.securityGroupId,
          prefixListId: egress.prefixListId,
        },
        child,
      );
    }

    this.securityGroupId = group.id;
    this.registerOutputs({ securityGroupId: this.securityGroupId });
  }
}

function waysOut(args: ClientGroupArgs): Record<string, Egress> {
  const https: Egress = { port: 443, cidrBlock: anywhere };
  return { ...((args.httpsEgress ?? true) && { https }), ...args.egress };
}

function check(faults: Faults, args: ClientGroupArgs): void {
  checkDescription(faults, "description", args.description);
  checkKeys(faults, "egress", args.egress ?? {});
  for (const [key, egress] of Object.entries(args.egress ?? {})) {
    const named = [egress.cidrBlock, egress.securityGroupId, egress.prefixListId].filter(
      (target) => target !== undefined,
    );
    if (named.length !== 1) {
      faults.add(
        `egress.${key}`,
        `has ${named.length} targets; give exactly one of cidrBlock, securityGroupId and prefixListId.`,
      );
    }
    checkPort(faults, `egress.${key}.port`, egress.port);
    if (egress.cidrBlock !== undefined) checkCidrBlock(faults, `egress.${key}.cidrBlock`, egress.cidrBlock);
    if (key === "https" && (args.httpsEgress ?? true)) {
      faults.add(
        `egress.${key}`,
        "conflicts with httpsEgress, which uses this name. Set httpsEgress: false, or rename it.",
      );
    }
  }
}

/** EC2's alphabet for descriptions of groups and rules (API reference of CreateSecurityGroup). */
function checkDescription(faults: Faults, path: string, text: string): void {
  if (!groupDescription.test(text)) {
    faults.add(
      path,
      `${given(text)} has characters that EC2 rejects, or is empty or longer than 255; use plain ASCII.`,
    );
  }
}
