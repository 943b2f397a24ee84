import { isDomain } from "@ballast/aws/services/servicediscovery";
import { anywhere } from "@ballast/contracts";
import { Namespace, type ServiceArgs } from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { cidrBlock, clientsOf, key } from "./common.ts";
import type { StackNetwork } from "./network.ts";
import { ownDomain, ownName } from "./stackName.ts";

// DNS names in the VPC by which clients reach the tasks themselves, in the scenarios that offer them.

/** @param names What the names are: "`mysql`". */
export function discoverySettings(names: string) {
  return {
    discovery: z
      .strictObject({
        namespace: z
          .string()
          .refine(isDomain, 'name a domain, for example "prod.internal"')
          .describe(
            `Domain of a private DNS namespace that the stack creates, for example \`prod.internal\`; in it ${names}. ` +
              "Another instance of the scenario creates `<instance>.prod.internal`.",
          ),
        clients: z
          .record(
            key,
            cidrBlock.refine((range) => range !== anywhere, "is everybody; name a range of the network"),
          )
          .refine((clients) => Object.keys(clients).length > 0, "name at least one range")
          .describe("Address ranges that can connect to the tasks directly, keyed by name."),
      })
      .optional()
      .meta({
        description:
          "DNS names of the tasks, for clients in the VPC that connect to a task directly, without the load balancer.",
        without: "none",
      }),
  };
}

export interface DiscoverySettings {
  discovery?: { namespace: string; clients: Record<string, string> } | undefined;
}

export function createNamespace(
  { discovery }: DiscoverySettings,
  { vpcId }: StackNetwork,
): Namespace | undefined {
  return (
    discovery && new Namespace(ownName("names"), { namespaceName: ownDomain(discovery.namespace), vpcId })
  );
}

interface Named {
  hostName: string;
  containerName: string;
  containerPort: number;
}

/** The resulting arguments of a service for its name. */
export function discoveryArgs(
  { discovery }: DiscoverySettings,
  namespace: Namespace | undefined,
  server: Named,
): Pick<ServiceArgs, "discovery"> {
  if (discovery === undefined || namespace === undefined) return {};
  return {
    discovery: {
      dns: { namespaceId: namespace.namespaceId, ...server },
      clients: clientsOf(discovery.clients),
    },
  };
}

/** Where it answers, for the stack's outputs. */
export function discoveredAddress(
  namespace: Namespace,
  { hostName, containerPort }: Named,
): pulumi.Output<string> {
  return pulumi.interpolate`${hostName}.${namespace.namespaceName}:${containerPort}`;
}
