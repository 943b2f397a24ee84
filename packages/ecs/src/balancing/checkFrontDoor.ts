import { loadBalancerName, targetGroupName } from "@ballast/aws/services/lb";
import {
  anywhere,
  checkAutoName,
  checkCertificateArn,
  checkClients,
  checkKeys,
  checkPort,
  checkWhole,
  checkWithoutEffect,
  everybodyAmong,
  given,
  listed,
  checkProtection,
  type Client,
  type Faults,
} from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { isOverHttp, type FrontDoorArgs, type HealthCheck, type TargetArgs } from "./frontDoor.ts";
import { alternateSuffix } from "./trafficShift.ts";

/** @pulumi/aws, `TargetGroupHealthCheck`: interval 5 to 300, timeout 2 to 120, thresholds 2 to 10. */
function checkHealthCheck(faults: Faults, path: string, check: HealthCheck): void {
  checkWhole(faults, `${path}.intervalSeconds`, check.intervalSeconds, { from: 5, to: 300, unit: "seconds" });
  checkWhole(faults, `${path}.timeoutSeconds`, check.timeoutSeconds, { from: 2, to: 120, unit: "seconds" });
  checkWhole(faults, `${path}.healthyThreshold`, check.healthyThreshold, { from: 2, to: 10 });
  checkWhole(faults, `${path}.unhealthyThreshold`, check.unhealthyThreshold, { from: 2, to: 10 });
}

/** The checks that both kinds share. */
export function checkFrontDoor(
  faults: Faults,
  name: string,
  args: FrontDoorArgs & {
    /** `protocol` is the one towards the targets. */
    listeners: Record<
      string,
      TargetArgs & {
        port?: number;
        protocol: string;
        certificateArn?: pulumi.Input<string>;
        trafficShift?: boolean;
      }
    >;
  },
): void {
  checkProtection(faults, "deletionProtection", args.deletionProtection);
  for (const [key, { trafficShift }] of Object.entries(args.listeners))
    checkAutoName(
      faults,
      `${name}-${key}${trafficShift ? alternateSuffix : ""}`,
      targetGroupName,
      "a target group",
    );
  checkAutoName(faults, `${name}-lb`, loadBalancerName, "a load balancer");
  checkKeys(faults, "subnetIds", args.subnetIds, { from: 2 });
  checkKeys(faults, "clients", args.clients, { from: 1 });
  checkClients(faults, "clients", args.clients);
  checkKeys(faults, "targetSecurityGroupIds", args.targetSecurityGroupIds, { from: 1 });
  checkKeys(faults, "listeners", args.listeners, { from: 1 });
  if (!args.internetFacing) checkInternalClients(faults, args.clients);
  const ports = Object.values(args.listeners).map((listener) => listener.port);
  for (const [key, listener] of Object.entries(args.listeners)) {
    const { port, targetPort, protocol, healthCheck = {}, deregistrationDelaySeconds } = listener;
    const path = `listeners.${key}`;
    if (!isOverHttp(healthCheck.protocol ?? protocol)) {
      const why = 'a check of protocol "TCP" only connects. Leave it out, or set protocol: "HTTP".';
      checkWithoutEffect(faults, `${path}.healthCheck`, healthCheck, ["path", "successCodes"], why);
    }
    checkPort(faults, `${path}.port`, port);
    checkCertificateArn(faults, `${path}.certificateArn`, listener.certificateArn);
    checkPort(faults, `${path}.targetPort`, targetPort);
    checkPort(faults, `${path}.healthCheck.port`, healthCheck.port);
    checkHealthCheck(faults, `${path}.healthCheck`, healthCheck);
    checkWhole(faults, `${path}.deregistrationDelaySeconds`, deregistrationDelaySeconds, {
      from: 0,
      to: 3600,
    });
    if (ports.filter((other) => other === port).length > 1) {
      faults.add(
        `${path}.port`,
        `${given(port)} is already used by another listener; the ports are ${listed(ports)}.`,
      );
    }
  }
}

function checkInternalClients(faults: Faults, clients: Record<string, Client>): void {
  const blocks = Object.entries(clients).flatMap(([key, { cidrBlock }]) =>
    cidrBlock === undefined ? [] : [[key, cidrBlock] as const],
  );
  const { alone, together } = everybodyAmong(Object.fromEntries(blocks));
  for (const key of alone)
    faults.add(
      `clients.${key}.cidrBlock`,
      `${given(anywhere)} is the whole internet, and this load balancer is internal.`,
    );
  if (together) faults.add("clients", "together are the whole internet, and this load balancer is internal.");
}
