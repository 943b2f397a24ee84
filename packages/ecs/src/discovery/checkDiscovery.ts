import { isRefused } from "@ballast/aws/services/naming";
import { isDomain, registryName } from "@ballast/aws/services/servicediscovery";
import {
  checkClients,
  checkKeys,
  checkPort,
  checkWhole,
  checkWithoutEffect,
  given,
  listed,
  type Faults,
} from "@ballast/contracts";
import { shiftsTraffic } from "../service/checkDeployment.ts";
import { mostOf } from "../service/checkScaling.ts";
import type { ServiceArgs } from "../service/serviceArgs.ts";
import { appProtocol } from "../task/namedPort.ts";
import { hasOwnAddress, isFargate, isWindows } from "../task/shape.ts";
import { discoveryName } from "./discovery.ts";
import { tellsPort } from "./dnsRecord.ts";
import { DnsRecord, type DnsDiscovery, type ServiceConnect } from "./discoveryArgs.ts";

/** Route 53's quota, which ECS passes on (ECS developer guide, "Use service discovery to connect Amazon ECS services", read 2026-11-27). */
const mostTasks = 1000;

/** Refuses what ECS and Cloud Map refuse, and what would find no task. */
export function checkDiscovery(
  faults: Faults,
  name: string,
  args: ServiceArgs,
  desiredCount: number | undefined,
): void {
  const { discovery } = args;
  if (discovery === undefined) return;
  const { dns, connect, clients } = discovery;
  if (dns === undefined && connect === undefined) {
    faults.add("discovery", "has neither dns nor connect; set one of them, or leave discovery out.");
    return;
  }
  if (dns) checkDns(faults, args, dns, desiredCount);
  if (connect) checkConnect(faults, args, connect);
  for (const portName of Object.keys(connect?.endpoints ?? {}))
    if (dns?.hostName.toLowerCase() === discoveryName(name, portName))
      faults.add(
        "discovery.dns.hostName",
        `${given(dns.hostName)} is also the name that ECS gives to the endpoint ${given(portName)} in Cloud Map, which has one of each; use another one.`,
      );
  if (clients) checkClientPath(faults, args);
  else
    checkWithoutEffect(
      faults,
      "discovery",
      discovery,
      ["securityGroup"],
      "it allows clients, but there are none. Leave it out, or add clients.",
    );
}

function checkDns(
  faults: Faults,
  { taskDefinition, deployment, scaling }: ServiceArgs,
  { hostName, record, containerName, containerPort, ttlSeconds }: DnsDiscovery,
  desiredCount = 0,
): void {
  const path = "discovery.dns";
  checkHostName(faults, `${path}.hostName`, hostName);
  if (!hasOwnAddress(taskDefinition.networkMode) && !tellsPort(record))
    faults.add(
      `${path}.record`,
      `${given(record ?? DnsRecord.A)} requires tasks with their own IP addresses, which network mode "bridge" does not provide. Set record to "srv", or use a task definition with network mode "awsvpc".`,
    );
  const ports = Object.hasOwn(taskDefinition.containerPorts, containerName)
    ? taskDefinition.containerPorts[containerName]
    : undefined;
  if (ports === undefined)
    faults.add(
      `${path}.containerName`,
      `${given(containerName)} is not a container of the task; there are ${listed(Object.keys(taskDefinition.containerPorts))}.`,
    );
  else if (!ports.includes(containerPort))
    faults.add(
      `${path}.containerPort`,
      `${given(containerPort)} is not a port of ${given(containerName)}; it listens on ${listed(ports) || "none"}.`,
    );
  checkWhole(faults, `${path}.ttlSeconds`, ttlSeconds, { from: 0, to: 2_147_483_647, unit: "seconds" });
  if (shiftsTraffic(deployment))
    faults.add(
      path,
      `returns the tasks of both revisions, but deployment.strategy ${given(deployment?.strategy)} decides which of them get traffic. Use ` +
        'only connect or a load balancer, or the strategy "rolling".',
    );
  const most = scaling ? mostOf(scaling) : desiredCount;
  if (most > mostTasks)
    faults.add(
      path,
      `is for up to ${mostTasks} tasks of a service, but this one may have ${most}; use connect, or fewer tasks.`,
    );
}

function checkHostName(faults: Faults, path: string, hostName: string): void {
  if (!isDomain(hostName) || isRefused(registryName, hostName))
    faults.add(path, `${given(hostName)} is not a DNS name; use ${registryName.allowed}.`);
}

/** ECS API reference, ServiceConnectClientAlias, dnsName (read 2026-11-27). */
const clientName = /^[a-z0-9_.][a-z0-9_.-]{0,126}$/;

function checkClientName(faults: Faults, path: string, hostName: string): void {
  if (!clientName.test(hostName))
    faults.add(
      path,
      `${given(hostName)} is rejected by ECS; use up to 127 lowercase letters, digits, "_", "-" and ".", not starting with "-".`,
    );
}

/** ECS developer guide, "Use Service Connect to connect Amazon ECS services with short names", considerations (read 2026-11-27). */
function checkConnect(
  faults: Faults,
  { taskDefinition }: ServiceArgs,
  { endpoints = {} }: ServiceConnect,
): void {
  const path = "discovery.connect";
  const { platform, launchType, memoryMiB, portNames = {} } = taskDefinition;
  if (isWindows(platform))
    faults.add(path, "is for Linux: ECS has no proxy for Windows containers. Use discovery.dns.");
  else if (!isFargate(launchType) && memoryMiB === undefined)
    faults.add(
      path,
      "requires task memory for its proxy; set memoryMiB on the task definition, higher than the sum of its containers.",
    );
  const aliases = new Set<string>();
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const at = `${path}.endpoints.${name}`;
    const named = Object.hasOwn(portNames, name) ? portNames[name] : undefined;
    if (named === undefined)
      faults.add(
        at,
        `is not the name of a port; the task definition has ${listed(Object.keys(portNames)) || "none"}. Name one under portNames of its container.`,
      );
    if (endpoint.hostName !== undefined) checkClientName(faults, `${at}.hostName`, endpoint.hostName);
    const alias = `${endpoint.hostName ?? name}:${endpoint.port ?? named?.port}`;
    if (aliases.has(alias))
      faults.add(
        at,
        `is ${alias} for clients, the same as another endpoint; give it another hostName or port.`,
      );
    aliases.add(alias);
    checkPort(faults, `${at}.port`, endpoint.port);
    const seconds = { from: 0, to: 2_147_483_647, unit: "seconds" };
    checkWhole(faults, `${at}.idleTimeoutSeconds`, endpoint.idleTimeoutSeconds, seconds);
    if (
      endpoint.requestTimeoutSeconds !== undefined &&
      named !== undefined &&
      appProtocol(named) === undefined
    )
      faults.add(
        `${at}.requestTimeoutSeconds`,
        'has no effect: the port speaks "tcp", which has no requests. Leave it out, or give the port its protocol.',
      );
    checkWhole(faults, `${at}.requestTimeoutSeconds`, endpoint.requestTimeoutSeconds, seconds);
  }
}

/** The rules are the tasks' own: tasks behind their instance have none. */
function checkClientPath(faults: Faults, args: ServiceArgs): void {
  const { clients = {}, securityGroup, connect, dns } = args.discovery ?? {};
  checkKeys(faults, "discovery.clients", clients, { from: 1 });
  checkClients(faults, "discovery.clients", clients);
  if (!hasOwnAddress(args.taskDefinition.networkMode))
    return faults.add(
      "discovery.clients",
      'are allowed in the tasks\' own security groups, which network mode "bridge" does not have; open the instances\' group, or use "awsvpc".',
    );
  const groups = Object.keys(args.securityGroupIds);
  if (securityGroup === undefined ? groups.length > 1 : !groups.includes(securityGroup))
    faults.add(
      "discovery.securityGroup",
      `${securityGroup === undefined ? "is missing; several groups could admit the clients" : `${given(securityGroup)} is not one of securityGroupIds`}. Name one of ${listed(groups)}.`,
    );
  if (dns === undefined && Object.keys(connect?.endpoints ?? {}).length === 0)
    faults.add(
      "discovery.clients",
      "have nothing to connect to: connect has no endpoints. Add one, or leave them out.",
    );
}
