import * as aws from "@pulumi/aws";
import { entryOf, required, type Client } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { allow } from "../clients/allow.ts";
import type { ServiceArgs } from "../service/serviceArgs.ts";
import { recordType, tellsPort } from "./dnsRecord.ts";
import { type DnsDiscovery, type ServiceConnect, type ServiceDiscovery } from "./discoveryArgs.ts";

/** The service's arguments for discovery, with the Cloud Map service and the security group rules that they require. */
export function discoveryArgs(
  name: string,
  args: ServiceArgs,
  child: pulumi.ComponentResourceOptions,
): Pick<aws.ecs.ServiceArgs, "serviceConnectConfiguration" | "serviceRegistries"> {
  const { discovery } = args;
  if (discovery === undefined) return {};
  const { dns, connect, clients } = discovery;
  if (clients) admit(name, args, discovery, clients, child);
  return {
    ...(dns && { serviceRegistries: registry(name, dns, child) }),
    ...(connect && { serviceConnectConfiguration: configuration(name, connect, args) }),
  };
}

/** ECS registers each task that is healthy, and takes it out again when it ends. */
function registry(
  name: string,
  { namespaceId, hostName, record, containerName, containerPort, ttlSeconds = 10 }: DnsDiscovery,
  child: pulumi.ComponentResourceOptions,
): aws.types.input.ecs.ServiceServiceRegistries {
  const entry = new aws.servicediscovery.Service(
    `${name}-dns`,
    {
      name: hostName,
      dnsConfig: {
        namespaceId,
        routingPolicy: "MULTIVALUE",
        dnsRecords: [{ type: recordType(record), ttl: ttlSeconds }],
      },
      // ECS reports which tasks are healthy. The provider drops an empty block, and AWS sets every threshold to 1.
      healthCheckCustomConfig: { failureThreshold: 1 },
      // Deletes instances that ECS has not deregistered when the service is deleted.
      forceDestroy: true,
    },
    child,
  );
  return { registryArn: entry.arn, ...(tellsPort(record) && { containerName, containerPort }) };
}

/**
 * Of the service that ECS creates in Cloud Map for an endpoint. It must be unique in the namespace; by default it is the port's name, of
 * which two services may have the same.
 */
export function discoveryName(service: string, portName: string): string {
  return `${service}-${portName}`
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "-")
    .replace(/^-+/, "")
    .slice(0, 64);
}

function configuration(
  name: string,
  { namespaceArn, endpoints = {} }: ServiceConnect,
  { taskDefinition }: ServiceArgs,
): aws.types.input.ecs.ServiceServiceConnectConfiguration {
  const offered = Object.entries(endpoints).map(([portName, endpoint]) => {
    const { hostName, idleTimeoutSeconds, requestTimeoutSeconds } = endpoint;
    return {
      portName,
      discoveryName: discoveryName(name, portName),
      clientAlias: [
        {
          port: endpoint.port ?? portOf(portName, taskDefinition),
          // Written, because Service Connect would add the namespace's name to its own choice.
          dnsName: hostName ?? portName,
        },
      ],
      ...((idleTimeoutSeconds ?? requestTimeoutSeconds) !== undefined && {
        timeout: { idleTimeoutSeconds, perRequestTimeoutSeconds: requestTimeoutSeconds },
      }),
    };
  });
  return {
    enabled: true,
    namespace: namespaceArn,
    ...(offered.length > 0 && { services: offered }),
  };
}

function portOf(name: string, { portNames = {} }: ServiceArgs["taskDefinition"]): number {
  return entryOf(portNames, name, "portNames").port;
}

/** A proxy connects to the proxy of the server's task, which listens on the container's port. */
function admit(
  name: string,
  { securityGroupIds, taskDefinition }: ServiceArgs,
  {
    dns,
    connect,
    securityGroup = required(Object.keys(securityGroupIds)[0], "A group of the tasks"),
  }: ServiceDiscovery,
  clients: Record<string, Client>,
  child: pulumi.ComponentResourceOptions,
): void {
  const ports = new Set([
    ...(dns ? [dns.containerPort] : []),
    ...Object.keys(connect?.endpoints ?? {}).map((portName) => portOf(portName, taskDefinition)),
  ]);
  allow(
    `${name}-tasks`,
    {
      serverGroupId: entryOf(securityGroupIds, securityGroup, "securityGroupIds"),
      clients,
      ports: Object.fromEntries([...ports].map((port) => [String(port), port])),
      description: `Tasks of ${name}`,
    },
    child,
  );
}
