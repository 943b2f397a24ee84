import type * as pulumi from "@pulumi/pulumi";
import { checkCidrBlock, coverEverything } from "./cidr.ts";
import type { Faults } from "./faults.ts";

/** A client that can connect: exactly one of a security group and an address range. */
export interface Client {
  /**
   * Members of this security group can connect. The server's component creates both rules: ingress in its own group and
   * egress in this one.
   *
   * @default - none; give a `cidrBlock`
   */
  securityGroupId?: pulumi.Input<string>;
  /**
   * Addresses that can connect and that are in no security group, for example the range of a VPN.
   *
   * @default - none; give a `securityGroupId`
   */
  cidrBlock?: string;
}

/** The one place that says it. */
// eslint-disable-next-line no-restricted-syntax -- everyone else uses this name
export const anywhere = "0.0.0.0/0";

/** The names of ranges that are the whole internet on their own; if there are none, whether all ranges together are. */
export function everybodyAmong(cidrBlocks: Record<string, string>): { alone: string[]; together: boolean } {
  const alone = Object.keys(cidrBlocks).filter((name) => cidrBlocks[name] === anywhere);
  return { alone, together: alone.length === 0 && coverEverything(Object.values(cidrBlocks)) };
}

export function checkClients(faults: Faults, path: string, clients: Record<string, Client>): void {
  for (const [key, client] of Object.entries(clients)) {
    const named = [client.securityGroupId, client.cidrBlock].filter((source) => source !== undefined);
    if (named.length !== 1) {
      faults.add(
        `${path}.${key}`,
        `names ${named.length} sources; give either securityGroupId or cidrBlock.`,
      );
    }
    if (client.cidrBlock !== undefined) checkCidrBlock(faults, `${path}.${key}.cidrBlock`, client.cidrBlock);
  }
}
