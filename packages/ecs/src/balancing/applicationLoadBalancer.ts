import schema from "#schema" with { type: "json" };
import * as aws from "@pulumi/aws";
import {
  checkArguments,
  checkProtection,
  checkWhole,
  type Faults,
  isOn,
  waiversOf,
  whenReady,
  type Protection,
  type Waivers,
  type WatchPart,
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
import { alternateSuffix, createProductionRule, mapped, type ListenerTargets } from "./trafficShift.ts";
import { watchApplicationBalancer } from "./watched.ts";

/** A port for HTTP requests of clients, and the containers that receive them. */
export interface ApplicationListener {
  /** TCP port to which clients connect. @default 443 with a certificate, 80 without */
  port?: number;
  /** ARN of an ACM certificate. The listener then uses HTTPS, and HTTP is redirected to it. @default - none: HTTP */
  certificateArn?: pulumi.Input<string>;
  /** TCP port of the containers. */
  targetPort: number;
  /** Protocol between load balancer and containers, `HTTP` or `HTTPS`. @default "HTTP" */
  targetProtocol?: string;
  /** Health check of the targets. @default - GET / on the target's port, every 15 seconds */
  healthCheck?: HealthCheck;
  /** Seconds that a deregistered task has to finish its requests. @default 30 */
  deregistrationDelaySeconds?: number;
  /**
   * Adds a second target group and a separate listener rule, with which ECS moves requests during deployments: for a
   * service whose `deployment.strategy` is not `rolling`.
   *
   * @default false
   */
  trafficShift?: boolean;
  /** Requires `certificateArn` if the load balancer is internet-facing. @default - on */
  tls?: Protection;
}

export interface ApplicationLoadBalancerArgs extends FrontDoorArgs {
  /** Keyed by name; each has a target group. */
  listeners: Record<string, ApplicationListener>;
  /**
   * Name of an existing bucket for access logs, whose policy allows Elastic Load Balancing to write.
   *
   * @default - none
   */
  accessLogsBucket?: pulumi.Input<string>;
  /** Seconds until an idle connection is closed. @default 60 */
  idleTimeoutSeconds?: number;
}

/**
 * An application load balancer, internal by default and open only to named clients.
 *
 * Charges: per hour and per capacity unit used.
 */
export class ApplicationLoadBalancer extends pulumi.ComponentResource {
  /** DNS name that AWS assigns; HTTPS needs a name that the certificate covers. */
  readonly dnsName: pulumi.Output<string>;
  /** Id of the hosted zone, for alias records. */
  readonly hostedZoneId: pulumi.Output<string>;
  /** ARN of the load balancer, for alarms and for AWS WAF. */
  readonly loadBalancerArn: pulumi.Output<string>;
  /** Security group of the load balancer: `clients` can connect to it, and it can connect to the targets. */
  readonly securityGroupId: pulumi.Output<string>;
  /** ARNs of the target groups, keyed by listener; known once the listener sends requests to them. */
  readonly targetGroupArns: Record<string, pulumi.Output<string>>;
  /** ARNs of the second target groups, keyed by listener, for listeners with `trafficShift`. */
  readonly alternateTargetGroupArns: Record<string, pulumi.Output<string>>;
  /** ARNs of the rules that ECS changes, keyed by listener, for listeners with `trafficShift`. */
  readonly productionListenerRuleArns: Record<string, pulumi.Output<string>>;
  /** Keyed by listener. */
  readonly urls: Record<string, pulumi.Output<string>>;
  /** For `Watch`. */
  readonly watchPart: WatchPart;
  /** Reasons for disabled protections, by rule and by the member to which each applies. */
  readonly waivers: Waivers;

  constructor(name: string, args: ApplicationLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments(schema, "ApplicationLoadBalancer", name, args, check);
    super("ballast-ecs:index:ApplicationLoadBalancer", name, {}, opts);
    const child = { parent: this };

    const listeners = Object.entries(args.listeners);
    const ports = Object.fromEntries(listeners.map(([key, listener]) => [key, portOf(listener)]));
    const redirected = redirectedListener(args);
    const group = createFrontDoor(
      name,
      args,
      { ports: redirected ? { ...ports, redirect: 80 } : ports, targetPorts: targetPorts(args.listeners) },
      child,
    );
    const balancer = createBalancer(name, args, group, child);
    const created = Object.fromEntries(
      listeners.map(([key, listener]) => [
        key,
        createListener(`${name}-${key}`, args.vpcId, listener, balancer, child),
      ]),
    );
    if (redirected) createRedirect(`${name}-redirect`, balancer, portOf(redirected), child);

    this.dnsName = balancer.dnsName;
    this.hostedZoneId = balancer.zoneId;
    this.loadBalancerArn = balancer.arn;
    this.securityGroupId = group.id;
    this.targetGroupArns = mapped(created, ({ targetGroupArn }) => targetGroupArn);
    this.alternateTargetGroupArns = mapped(created, ({ shift }) => shift?.alternateTargetGroupArn);
    this.productionListenerRuleArns = mapped(created, ({ shift }) => shift?.productionListenerRuleArn);
    this.urls = Object.fromEntries(listeners.map(([key, listener]) => [key, urlOf(balancer, listener)]));
    this.watchPart = watchApplicationBalancer(name, balancer.arn, args.listeners);
    this.waivers = waiversOf({
      "lb-deletion-protection": { [`${name}-lb`]: args.deletionProtection },
      "lb-tls": Object.fromEntries(listeners.map(([key, { tls }]) => [`${name}-${key}`, tls])),
    });
    this.registerOutputs({
      dnsName: this.dnsName,
      hostedZoneId: this.hostedZoneId,
      loadBalancerArn: this.loadBalancerArn,
      securityGroupId: this.securityGroupId,
      targetGroupArns: this.targetGroupArns,
      alternateTargetGroupArns: this.alternateTargetGroupArns,
      productionListenerRuleArns: this.productionListenerRuleArns,
      urls: this.urls,
      waivers: this.waivers,
    });
  }
}

function check(faults: Faults, args: ApplicationLoadBalancerArgs, name: string): void {
  const listeners = Object.fromEntries(
    Object.entries(args.listeners).map(([key, listener]) => [
      key,
      { ...listener, port: portOf(listener), protocol: listener.targetProtocol ?? "HTTP" },
    ]),
  );
  checkFrontDoor(faults, name, { ...args, listeners });
  // Elastic Load Balancing API reference, LoadBalancerAttribute, idle_timeout.timeout_seconds.
  checkWhole(faults, "idleTimeoutSeconds", args.idleTimeoutSeconds, { from: 1, to: 4000, unit: "seconds" });
  for (const [key, { certificateArn, tls }] of Object.entries(args.listeners)) {
    checkProtection(faults, `listeners.${key}.tls`, tls);
    if (args.internetFacing && isOn(tls) && certificateArn === undefined) {
      faults.add(
        `listeners.${key}.certificateArn`,
        'is missing on an internet-facing load balancer; give a certificate, or tls: { enabled: false, reason: "…" }.',
      );
    }
  }
}

function portOf(listener: ApplicationListener): number {
  return listener.port ?? (listener.certificateArn === undefined ? 80 : 443);
}

/** For users who type an address without `https:`: port 80 redirects to 443 unless it has its own listener. */
function redirectedListener(args: ApplicationLoadBalancerArgs): ApplicationListener | undefined {
  const listeners = Object.values(args.listeners);
  if (listeners.some((listener) => portOf(listener) === 80)) return undefined;
  return listeners.find((listener) => listener.certificateArn !== undefined && portOf(listener) === 443);
}

function createBalancer(
  name: string,
  args: ApplicationLoadBalancerArgs,
  group: aws.ec2.SecurityGroup,
  child: pulumi.ComponentResourceOptions,
): aws.lb.LoadBalancer {
  return new aws.lb.LoadBalancer(
    `${name}-lb`,
    {
      loadBalancerType: "application",
      ...balancerArgs(name, args, group),
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "defensive",
      idleTimeout: args.idleTimeoutSeconds ?? 60,
      accessLogs: accessLogs(name, args.accessLogsBucket),
    },
    child,
  );
}

function accessLogs(
  name: string,
  bucket: pulumi.Input<string> | undefined,
): aws.types.input.lb.LoadBalancerAccessLogs | undefined {
  return bucket === undefined ? undefined : { enabled: true, bucket, prefix: name };
}

function createListener(
  name: string,
  vpcId: pulumi.Input<string>,
  args: ApplicationListener,
  balancer: aws.lb.LoadBalancer,
  child: pulumi.ComponentResourceOptions,
): ListenerTargets {
  const targetArgs = { ...args, vpcId, protocol: args.targetProtocol ?? "HTTP" };
  const targets = createTargetGroup(name, targetArgs, child);
  const tls = args.certificateArn !== undefined;
  const listener = new aws.lb.Listener(
    name,
    {
      loadBalancerArn: balancer.arn,
      port: portOf(args),
      protocol: tls ? "HTTPS" : "HTTP",
      certificateArn: args.certificateArn,
      sslPolicy: tls ? sslPolicy : undefined,
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    },
    child,
  );
  if (!args.trafficShift) return { targetGroupArn: whenReady(targets.arn, [listener.arn]) };
  const alternate = createTargetGroup(`${name}${alternateSuffix}`, targetArgs, child);
  const rule = createProductionRule(name, listener, [targets, alternate], child);
  return {
    targetGroupArn: whenReady(targets.arn, [listener.arn, rule.arn]),
    shift: {
      alternateTargetGroupArn: whenReady(alternate.arn, [rule.arn]),
      productionListenerRuleArn: rule.arn,
    },
  };
}

function createRedirect(
  name: string,
  balancer: aws.lb.LoadBalancer,
  port: number,
  child: pulumi.ComponentResourceOptions,
): void {
  new aws.lb.Listener(
    name,
    {
      loadBalancerArn: balancer.arn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [
        { type: "redirect", redirect: { protocol: "HTTPS", port: port.toString(), statusCode: "HTTP_301" } },
      ],
    },
    child,
  );
}

function urlOf(balancer: aws.lb.LoadBalancer, listener: ApplicationListener): pulumi.Output<string> {
  const scheme = listener.certificateArn === undefined ? "http" : "https";
  const port = portOf(listener);
  const usual = { http: 80, https: 443 }[scheme] === port;
  return pulumi.interpolate`${scheme}://${balancer.dnsName}${usual ? "" : `:${port}`}/`;
}
