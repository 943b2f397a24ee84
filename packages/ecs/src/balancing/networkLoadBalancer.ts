import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  checkWhole,
  checkWithoutEffect,
  type Faults,
  whenReady,
  waiversOf,
  type WatchPart,
  type Waivers,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { checkFrontDoor } from "./checkFrontDoor.ts";
import {
  createFrontDoor,
  createTargetGroup,
  targetPorts,
  type HealthCheck,
  balancerArgs,
  sslPolicy,
  type FrontDoorArgs,
} from "./frontDoor.ts";
import { alternateSuffix, mapped, type ListenerTargets } from "./trafficShift.ts";
import { watchNetworkBalancer } from "./watched.ts";

/** A TCP port to which clients connect, and the containers that receive the connections. */
export interface NetworkListener {
  /** TCP port to which clients connect. */
  port: number;
  /**
   * ARN of an ACM certificate. Clients then use TLS to the load balancer, which uses TCP to the containers.
   *
   * @default - none: TCP
   */
  certificateArn?: pulumi.Input<string>;
  /** TCP port of the containers. */
  targetPort: number;
  /** Health check of the targets. @default - a TCP connection to the target's port, every 15 seconds */
  healthCheck?: HealthCheck;
  /** Seconds for which a deregistered task keeps its connections. @default 30 */
  deregistrationDelaySeconds?: number;
  /**
   * Idle timeout of connections in seconds, 60 to 6000. It must be longer than a database's clients are idle, otherwise
   * their next query fails. Not with a certificate: for TLS it is always 350.
   *
   * @default 350
   */
  tcpIdleTimeoutSeconds?: number;
  /**
   * Adds a second target group, to which ECS moves connections during deployments: for a service whose
   * `deployment.strategy` is not `rolling`.
   *
   * @default false
   */
  trafficShift?: boolean;
}

export interface NetworkLoadBalancerArgs extends FrontDoorArgs {
  /** Keyed by name; each has a target group. */
  listeners: Record<string, NetworkListener>;
}

/**
 * A network load balancer for TCP, or for TLS with a certificate, internal by default and open only to named clients.
 * It is created with a security group, because AWS does not allow adding one later. It balances across zones, because a
 * service with one task has targets in one zone only.
 *
 * Charges: per hour and per capacity unit used.
 */
export class NetworkLoadBalancer extends pulumi.ComponentResource {
  /** DNS name that AWS assigns. */
  readonly dnsName: pulumi.Output<string>;
  /** Id of the hosted zone, for alias records. */
  readonly hostedZoneId: pulumi.Output<string>;
  /** ARN of the load balancer, for alarms and endpoint services. */
  readonly loadBalancerArn: pulumi.Output<string>;
  /** Security group of the load balancer: `clients` can connect to it, and it can connect to the targets. */
  readonly securityGroupId: pulumi.Output<string>;
  /** ARNs of the target groups, keyed by listener; known once the listener sends connections to them. */
  readonly targetGroupArns: Record<string, pulumi.Output<string>>;
  /** ARNs of the second target groups, keyed by listener, for listeners with `trafficShift`. */
  readonly alternateTargetGroupArns: Record<string, pulumi.Output<string>>;
  /** ARNs of the listeners that ECS changes, keyed by listener, for listeners with `trafficShift`. */
  readonly productionListenerRuleArns: Record<string, pulumi.Output<string>>;
  /** For `Watch`. */
  readonly watchPart: WatchPart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: NetworkLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "NetworkLoadBalancer", name, args, check);
    super("ballast-ecs:index:NetworkLoadBalancer", name, {}, opts);
    const child = { parent: this };

    const listeners = Object.entries(args.listeners);
    const ports = Object.fromEntries(listeners.map(([key, listener]) => [key, listener.port]));
    const group = createFrontDoor(name, args, { ports, targetPorts: targetPorts(args.listeners) }, child);
    const balancer = createBalancer(name, args, group, child);

    this.dnsName = balancer.dnsName;
    this.hostedZoneId = balancer.zoneId;
    this.loadBalancerArn = balancer.arn;
    this.securityGroupId = group.id;
    const created = Object.fromEntries(
      listeners.map(([key, listener]) => [
        key,
        createListener(`${name}-${key}`, args.vpcId, listener, balancer, child),
      ]),
    );
    this.targetGroupArns = mapped(created, ({ targetGroupArn }) => targetGroupArn);
    this.alternateTargetGroupArns = mapped(created, ({ shift }) => shift?.alternateTargetGroupArn);
    this.productionListenerRuleArns = mapped(created, ({ shift }) => shift?.productionListenerRuleArn);
    this.watchPart = watchNetworkBalancer(name, balancer.arn, args.listeners);
    this.waivers = waiversOf({ "lb-deletion-protection": { [`${name}-lb`]: args.deletionProtection } });
    this.registerOutputs({
      dnsName: this.dnsName,
      hostedZoneId: this.hostedZoneId,
      loadBalancerArn: this.loadBalancerArn,
      securityGroupId: this.securityGroupId,
      targetGroupArns: this.targetGroupArns,
      alternateTargetGroupArns: this.alternateTargetGroupArns,
      productionListenerRuleArns: this.productionListenerRuleArns,
      waivers: this.waivers,
    });
  }
}

function check(faults: Faults, args: NetworkLoadBalancerArgs, name: string): void {
  const listeners = Object.fromEntries(
    Object.entries(args.listeners).map(([key, listener]) => [key, { ...listener, protocol: "TCP" }]),
  );
  checkFrontDoor(faults, name, { ...args, listeners });
  // Network Load Balancer user guide, "Update the TCP idle timeout" (read 2026-11-27).
  for (const [key, listener] of Object.entries(args.listeners)) {
    const path = `listeners.${key}`;
    const range = { from: 60, to: 6000, unit: "seconds" };
    checkWhole(faults, `${path}.tcpIdleTimeoutSeconds`, listener.tcpIdleTimeoutSeconds, range);
    if (listener.certificateArn !== undefined)
      checkWithoutEffect(
        faults,
        path,
        listener,
        ["tcpIdleTimeoutSeconds"],
        "a TLS listener has a fixed idle timeout of 350 seconds. Leave it out.",
      );
  }
}

function createBalancer(
  name: string,
  args: NetworkLoadBalancerArgs,
  group: aws.ec2.SecurityGroup,
  child: pulumi.ComponentResourceOptions,
): aws.lb.LoadBalancer {
  return new aws.lb.LoadBalancer(
    `${name}-lb`,
    {
      loadBalancerType: "network",
      ...balancerArgs(name, args, group),
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "on",
      enableCrossZoneLoadBalancing: true,
    },
    child,
  );
}

function createListener(
  name: string,
  vpcId: pulumi.Input<string>,
  args: NetworkListener,
  balancer: aws.lb.LoadBalancer,
  child: pulumi.ComponentResourceOptions,
): ListenerTargets {
  const targetArgs = { ...args, vpcId, protocol: "TCP" };
  const targets = createTargetGroup(name, targetArgs, child);
  const listener = new aws.lb.Listener(
    name,
    {
      loadBalancerArn: balancer.arn,
      port: args.port,
      tcpIdleTimeoutSeconds: args.tcpIdleTimeoutSeconds,
      ...(args.certificateArn === undefined
        ? { protocol: "TCP" }
        : { protocol: "TLS", certificateArn: args.certificateArn, sslPolicy }),
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    },
    // ECS moves connections by these.
    { ...child, ...(args.trafficShift && { ignoreChanges: ["defaultActions"] }) },
  );
  const targetGroupArn = whenReady(targets.arn, [listener.arn]);
  if (!args.trafficShift) return { targetGroupArn };
  const alternate = createTargetGroup(`${name}${alternateSuffix}`, targetArgs, child);
  return {
    targetGroupArn,
    shift: { alternateTargetGroupArn: alternate.arn, productionListenerRuleArn: listener.arn },
  };
}
