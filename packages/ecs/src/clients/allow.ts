import * as aws from "@pulumi/aws";
import type { Client } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

export interface AllowArgs {
  /** Security group of the server. */
  serverGroupId: pulumi.Input<string>;
  /** Permitted clients; the keys name the rules. */
  clients: Record<string, Client>;
  /** TCP ports of the server; the keys name the rules. */
  ports: Record<string, number>;
  /** Description of the server, in the characters that EC2 allows: no apostrophes. */
  description: string;
}

/**
 * Opens a server to its clients: ingress on the server's group, and the matching egress on each client's group.
 * The rules are named `<name>-from-<client>-<port>`, so a client or a port added leaves the others alone.
 *
 * @returns The rules, for what must not begin before it can connect.
 */
export function allow(
  name: string,
  args: AllowArgs,
  child: pulumi.ComponentResourceOptions,
): pulumi.Resource[] {
  const rules: pulumi.Resource[] = [];
  for (const [clientKey, client] of Object.entries(args.clients)) {
    for (const [portKey, port] of Object.entries(args.ports)) {
      const ruleName = `${name}-from-${clientKey}-${portKey}`;
      const traffic = { ipProtocol: "tcp", fromPort: port, toPort: port };
      rules.push(
        new aws.vpc.SecurityGroupIngressRule(
          ruleName,
          {
            ...traffic,
            securityGroupId: args.serverGroupId,
            referencedSecurityGroupId: client.securityGroupId,
            cidrIpv4: client.cidrBlock,
            description: `${args.description}: ${portKey} from ${clientKey}`,
          },
          child,
        ),
      );
      if (client.securityGroupId === undefined) continue;
      rules.push(
        new aws.vpc.SecurityGroupEgressRule(
          ruleName,
          {
            ...traffic,
            securityGroupId: client.securityGroupId,
            referencedSecurityGroupId: args.serverGroupId,
            description: `${clientKey} to ${args.description}: ${portKey}`,
          },
          child,
        ),
      );
    }
  }
  return rules;
}
