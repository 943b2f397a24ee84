import * as aws from "@pulumi/aws";
import { isOn, type Client, type Protection, type VpcArgs } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { allow } from "../clients/allow.ts";

// Common parts of both kinds of load balancer: the security group, the permitted clients, and the rules to the
// targets.

/** How a load balancer checks whether a task is healthy. */
export interface HealthCheck {
  /** Path of HTTP checks. @default "/" */
  path?: string;
  /** Separate port for the check. @default - the target's port */
  port?: number;
  /**
   * `HTTP`, `HTTPS` or `TCP`; an application load balancer has no `TCP`.
   *
   * @default - HTTP for an application load balancer, TCP for a network load balancer
   */
  protocol?: string;
  /** Statuses that count as healthy, for HTTP checks. @default "200" */
  successCodes?: string;
  /** Seconds between two checks of a target, 5 to 300. @default 15 */
  intervalSeconds?: number;
  /** Seconds until a check counts as failed, 2 to 120. @default 5 */
  timeoutSeconds?: number;
  /** Consecutive successes that make a target healthy, 2 to 10. @default 2 */
  healthyThreshold?: number;
  /** Consecutive failures that make a target unhealthy, 2 to 10. @default 3 */
  unhealthyThreshold?: number;
}

export interface FrontDoorArgs extends VpcArgs {
  /** Subnets in at least two zones: private subnets, or public ones if internet-facing. */
  subnetIds: Record<string, pulumi.Input<string>>;
  /** Clients that can connect. No other client can connect. */
  clients: Record<string, Client>;
  /** Security groups of its target tasks; the component adds rules that allow the load balancer to connect. */
  targetSecurityGroupIds: Record<string, pulumi.Input<string>>;
  /** Gives it public IP addresses; its subnets must then be public. @default false */
  internetFacing?: boolean;
  /** AWS refuses to delete the load balancer, also when its stack is destroyed. @default - on */
  deletionProtection?: Protection;
}

/** Ports that a listener requires in security groups. */
export interface Opening {
  /** Listener ports for clients. */
  ports: Record<string, number>;
  /** Ports of the targets, including that of the health check. */
  targetPorts: Record<string, number>;
}

/** Arguments that load balancers of both types share. */
export function balancerArgs(
  name: string,
  args: FrontDoorArgs,
  group: aws.ec2.SecurityGroup,
): aws.lb.LoadBalancerArgs {
  return {
    internal: !args.internetFacing,
    subnets: Object.values(args.subnetIds),
    securityGroups: [group.id],
    enableDeletionProtection: isOn(args.deletionProtection),
    tags: { Name: name },
  };
}

export function createFrontDoor(
  name: string,
  args: FrontDoorArgs,
  opening: Opening,
  child: pulumi.ComponentResourceOptions,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    `${name}-balancer`,
    { vpcId: args.vpcId, description: `Load balancer ${name}`, tags: { Name: `${name}-balancer` } },
    child,
  );
  allow(
    name,
    {
      serverGroupId: group.id,
      clients: args.clients,
      ports: opening.ports,
      description: `Load balancer ${name}`,
    },
    child,
  );
  for (const [key, serverGroupId] of Object.entries(args.targetSecurityGroupIds)) {
    allow(
      `${name}-${key}`,
      {
        serverGroupId,
        clients: { balancer: { securityGroupId: group.id } },
        ports: opening.targetPorts,
        description: `Targets of ${name}`,
      },
      child,
    );
  }
  return group;
}

export interface TargetArgs {
  targetPort: number;
  /** @default - on the target's port, every 15 seconds */
  healthCheck?: HealthCheck;
  /** @default 30 */
  deregistrationDelaySeconds?: number;
}

/**
 * The port of each listener's targets, and the one of the health check where it differs. Each port once, by the first who
 * names it: AWS refuses a second rule that says the same.
 */
export function targetPorts(listeners: Record<string, TargetArgs>): Record<string, number> {
  const ports = Object.entries(listeners).flatMap(
    ([key, { targetPort, healthCheck }]): [string, number][] => [
      [key, targetPort],
      ...(healthCheck?.port === undefined ? [] : [[`${key}health`, healthCheck.port] as [string, number]]),
    ],
  );
  return Object.fromEntries(
    ports.filter(([, port], position) => ports.findIndex(([, other]) => other === port) === position),
  );
}

export function createTargetGroup(
  name: string,
  args: TargetArgs & { vpcId: pulumi.Input<string>; protocol: string },
  child: pulumi.ComponentResourceOptions,
): aws.lb.TargetGroup {
  const check = args.healthCheck ?? {};
  const protocol = check.protocol ?? args.protocol;
  const overHttp = isOverHttp(protocol);
  return new aws.lb.TargetGroup(
    name,
    {
      vpcId: args.vpcId,
      port: args.targetPort,
      protocol: args.protocol,
      targetType: "ip",
      // AWS's 300 seconds would hold up every replacement of a single task.
      deregistrationDelay: args.deregistrationDelaySeconds ?? 30,
      healthCheck: {
        protocol,
        port: check.port?.toString() ?? "traffic-port",
        path: overHttp ? (check.path ?? "/") : undefined,
        matcher: overHttp ? (check.successCodes ?? "200") : undefined,
        interval: check.intervalSeconds ?? 15,
        timeout: check.timeoutSeconds ?? 5,
        healthyThreshold: check.healthyThreshold ?? 2,
        unhealthyThreshold: check.unhealthyThreshold ?? 3,
      },
    },
    child,
  );
}

/** Whether a health check uses HTTP or HTTPS, and so has a path. */
export function isOverHttp(protocol: string): boolean {
  return protocol.startsWith("HTTP");
}

/** One of AWS's predefined policies: TLS 1.2 and 1.3 with forward secrecy. */
export const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";
