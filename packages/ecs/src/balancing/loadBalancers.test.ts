import { join } from "node:path";
import { itIsAComponent, record, recordRefusal, type Recording } from "@ballast/testing";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import {
  ApplicationLoadBalancer,
  NetworkLoadBalancer,
  type ApplicationLoadBalancerArgs,
  type NetworkLoadBalancerArgs,
} from "../index.ts";
import { securityGroupIds, subnetIds } from "../testing.ts";

const certificateArn = "arn:aws:acm:eu-central-1:123456789012:certificate/0";
const vpn = { vpn: { cidrBlock: "10.8.0.0/16" } };
const common = { vpcId: "vpc-0", subnetIds, clients: vpn, targetSecurityGroupIds: securityGroupIds };
const applicationArgs: ApplicationLoadBalancerArgs = { ...common, listeners: { http: { targetPort: 8080 } } };
const networkArgs: NetworkLoadBalancerArgs = {
  ...common,
  listeners: { sql: { port: 3306, targetPort: 3306 } },
};
const application = (
  args: Partial<ApplicationLoadBalancerArgs> = {},
  opts?: pulumi.ComponentResourceOptions,
) => new ApplicationLoadBalancer("web", { ...applicationArgs, ...args }, opts);
const network = (args: Partial<NetworkLoadBalancerArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new NetworkLoadBalancer("db", { ...networkArgs, ...args }, opts);

const ingressRule = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const egressRule = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";

/** `name: from port to port` of a kind of rule. */
function portsOf(recording: Recording<unknown>, type: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(recording.ofType(type)).map(([name, { inputs }]) => [name, inputs["fromPort"]]),
  );
}

it("keeps idle connections for as long as it is asked to, over TCP", async () => {
  const sql = { port: 3306, targetPort: 3306 };
  const recording = await record(() =>
    network({ listeners: { sql: { ...sql, tcpIdleTimeoutSeconds: 6000 } } }),
  );
  expect(recording.the("aws:lb/listener:Listener").inputs["tcpIdleTimeoutSeconds"]).toBe(6000);
  const { paths } = await recordRefusal(() =>
    network({
      listeners: {
        short: { ...sql, tcpIdleTimeoutSeconds: 59 },
        tls: { port: 443, targetPort: 80, certificateArn, tcpIdleTimeoutSeconds: 600 },
      },
    }),
  );
  expect(paths).toEqual(["listeners.short.tcpIdleTimeoutSeconds", "listeners.tls.tcpIdleTimeoutSeconds"]);
});

describe("an application load balancer", () => {
  itIsAComponent({
    build: (opts) => application({}, opts),
    identity: join(__dirname, "application.identity.txt"),
    grown: () => application({ clients: { ...vpn, office: { securityGroupId: "sg-0office" } } }),
    added: [
      "web > aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule web-from-office-http",
      "web > aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule web-from-office-http",
    ],
    refusals: {
      "the internet as a client of an internal one (F.0.14)": {
        build: () => application({ clients: { all: { cidrBlock: "0.0.0.0/0" } } }),
        paths: ["clients.all.cidrBlock"],
      },
      "plain HTTP to the internet": {
        build: () => application({ internetFacing: true, clients: { all: { cidrBlock: "0.0.0.0/0" } } }),
        paths: ["listeners.http.certificateArn"],
      },
      "nobody to serve, or nothing to serve from": {
        build: () =>
          application({ clients: {}, subnetIds: { a: "subnet" }, targetSecurityGroupIds: {}, listeners: {} }),
        paths: ["subnetIds", "clients", "targetSecurityGroupIds", "listeners"],
      },
      "a name that AWS would not take": {
        build: () => new ApplicationLoadBalancer("a-load-balancer-for-reports", applicationArgs),
        paths: ["name", "name"],
      },
      "ports that are taken or none": {
        build: () =>
          application({
            listeners: {
              one: { targetPort: 0 },
              two: { port: 80, targetPort: 80, healthCheck: { port: 70_000 }, tls: { enabled: false } },
            },
            deletionProtection: { enabled: false, reason: "a test", expires: "2027-02-30" },
          }),
        paths: [
          "deletionProtection.expires",
          "listeners.one.targetPort",
          "listeners.one.port",
          "listeners.two.healthCheck.port",
          "listeners.two.port",
          "listeners.two.tls",
        ],
      },
    },
  });

  it("is internal, and reached by its clients alone (F.0.14, F.0.15)", async () => {
    const recording = await record(application);
    const group = recording.the("aws:ec2/securityGroup:SecurityGroup");
    expect(recording.the("aws:lb/loadBalancer:LoadBalancer").inputs).toEqual({
      loadBalancerType: "application",
      internal: true,
      subnets: ["subnet-0a", "subnet-0b"],
      securityGroups: [group.id],
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "defensive",
      idleTimeout: 60,
      enableDeletionProtection: true,
      tags: { Name: "web" },
    });
    expect(recording.the(ingressRule, "web-from-vpn-http").inputs).toEqual({
      securityGroupId: group.id,
      cidrIpv4: "10.8.0.0/16",
      description: "Load balancer web: http from vpn",
      ipProtocol: "tcp",
      fromPort: 80,
      toPort: 80,
    });
    expect(recording.the(ingressRule, "web-tasks-from-balancer-http").inputs).toMatchObject({
      securityGroupId: "sg-0tasks",
      referencedSecurityGroupId: group.id,
      fromPort: 8080,
    });
    expect(recording.the(egressRule).inputs).toMatchObject({
      securityGroupId: group.id,
      referencedSecurityGroupId: "sg-0tasks",
      fromPort: 8080,
    });
  });

  it("serves HTTPS with a certificate, and sends plain HTTP there (F.0.15)", async () => {
    const recording = await record(() =>
      application({
        internetFacing: true,
        clients: { all: { cidrBlock: "0.0.0.0/0" } },
        listeners: { https: { certificateArn, targetPort: 8080 } },
      }),
    );
    expect(recording.the("aws:lb/listener:Listener", "web-https").inputs).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      certificateArn,
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    });
    expect(recording.the("aws:lb/listener:Listener", "web-redirect").inputs).toMatchObject({
      port: 80,
      protocol: "HTTP",
      defaultActions: [
        { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
      ],
    });
    expect(portsOf(recording, ingressRule)).toEqual({
      "web-from-all-https": 443,
      "web-from-all-redirect": 80,
      "web-tasks-from-balancer-https": 8080,
    });
  });

  it("may serve plain HTTP to the internet for a reason", async () => {
    const reason = "the page has nothing to protect";
    const recording = await record(() =>
      application({
        internetFacing: true,
        clients: { all: { cidrBlock: "0.0.0.0/0" } },
        listeners: { http: { targetPort: 8080, tls: { enabled: false, reason } } },
      }),
    );
    expect(recording.the("ballast-ecs:index:ApplicationLoadBalancer").outputs?.["waivers"]).toEqual({
      "lb-tls": { "web-http": { reason } },
    });
  });

  it("does not take one listener's reason for another's", async () => {
    const { error } = await recordRefusal(() =>
      application({
        internetFacing: true,
        clients: { all: { cidrBlock: "0.0.0.0/0" } },
        listeners: {
          http: { targetPort: 8080, tls: { enabled: false, reason: "a redirect of its own" } },
          admin: { port: 8081, targetPort: 8081 },
        },
      }),
    );
    expect(error.message).toContain("listeners.admin.certificateArn");
    expect(error.message).not.toContain("listeners.http.");
  });

  it("checks health on a port of its own where it is asked to, and opens it to itself alone", async () => {
    const healthCheck = { port: 8089, path: "/healthz" };
    const recording = await record(() =>
      application({ listeners: { api: { port: 6060, targetPort: 6060, healthCheck } } }),
    );
    expect(recording.the("aws:lb/targetGroup:TargetGroup").inputs).toMatchObject({
      port: 6060,
      targetType: "ip",
      deregistrationDelay: 30,
      healthCheck: { port: "8089", path: "/healthz", protocol: "HTTP", matcher: "200" },
    });
    expect(portsOf(recording, ingressRule)).toEqual({
      "web-from-vpn-api": 6060,
      "web-tasks-from-balancer-api": 6060,
      "web-tasks-from-balancer-apihealth": 8089,
    });
  });

  it("hands its target groups out once their listeners stand (F.0.11)", async () => {
    const recording = await record(() => {
      const { targetGroupArns } = application();
      return new aws.lb.TargetGroupAttachment("probe", {
        targetGroupArn: targetGroupArns["http"] ?? "",
        targetId: "10.0.0.1",
      });
    });
    expect(recording.the("aws:lb/targetGroupAttachment:TargetGroupAttachment").dependsOn).toContain(
      recording.the("aws:lb/listener:Listener").urn,
    );
  });

  it("says where it is reached, and keeps access logs and itself where asked (F.0.15)", async () => {
    const recording = await record(() =>
      application({
        accessLogsBucket: "logs",
        listeners: { plain: { targetPort: 80 }, odd: { port: 8443, certificateArn, targetPort: 80 } },
      }),
    );
    const balancer = recording.the("aws:lb/loadBalancer:LoadBalancer");
    expect(balancer.inputs).toMatchObject({
      accessLogs: { enabled: true, bucket: "logs", prefix: "web" },
      enableDeletionProtection: true,
    });
    const host = balancer.state["dnsName"] as string;
    expect(recording.the("ballast-ecs:index:ApplicationLoadBalancer").outputs?.["urls"]).toEqual({
      plain: `http://${host}/`,
      odd: `https://${host}:8443/`,
    });
  });
});

describe("a network load balancer", () => {
  itIsAComponent({
    build: (opts) => network({}, opts),
    identity: join(__dirname, "network.identity.txt"),
    grown: () =>
      network({ listeners: { ...networkArgs.listeners, admin: { port: 33060, targetPort: 33060 } } }),
    added: [
      "db > aws:lb/listener:Listener db-admin",
      "db > aws:lb/targetGroup:TargetGroup db-admin",
      "db > aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule db-tasks-from-balancer-admin",
      "db > aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule db-from-vpn-admin",
      "db > aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule db-tasks-from-balancer-admin",
    ],
    refusals: {
      "the internet as a client of an internal one": {
        build: () => network({ clients: { all: { cidrBlock: "0.0.0.0/0" } } }),
        paths: ["clients.all.cidrBlock"],
      },
      "the internet in halves as clients of an internal one": {
        build: () =>
          network({ clients: { low: { cidrBlock: "0.0.0.0/1" }, high: { cidrBlock: "128.0.0.0/1" } } }),
        paths: ["clients"],
      },
      "what is not a certificate": {
        build: () =>
          network({ listeners: { sql: { port: 443, targetPort: 3306, certificateArn: "example.com" } } }),
        paths: ["listeners.sql.certificateArn"],
      },
      "one zone, and a delay that AWS does not know": {
        build: () =>
          network({
            subnetIds: { a: "subnet" },
            listeners: { sql: { port: 3306, targetPort: 3306, deregistrationDelaySeconds: 3601 } },
          }),
        paths: ["subnetIds", "listeners.sql.deregistrationDelaySeconds"],
      },
    },
  });

  it("is internal, has its group from the first day, and balances across zones (F.0.15)", async () => {
    const recording = await record(network);
    expect(recording.the("aws:lb/loadBalancer:LoadBalancer").inputs).toEqual({
      loadBalancerType: "network",
      internal: true,
      subnets: ["subnet-0a", "subnet-0b"],
      securityGroups: [recording.the("aws:ec2/securityGroup:SecurityGroup").id],
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "on",
      enableCrossZoneLoadBalancing: true,
      enableDeletionProtection: true,
      tags: { Name: "db" },
    });
    expect(recording.the("aws:lb/targetGroup:TargetGroup").inputs).toEqual({
      vpcId: "vpc-0",
      port: 3306,
      protocol: "TCP",
      targetType: "ip",
      deregistrationDelay: 30,
      healthCheck: {
        protocol: "TCP",
        port: "traffic-port",
        interval: 15,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
    });
    expect(portsOf(recording, ingressRule)).toEqual({
      "db-from-vpn-sql": 3306,
      "db-tasks-from-balancer-sql": 3306,
    });
  });
});

it("speaks TLS 1.2 and 1.3 where a network load balancer has a certificate, and TCP with the containers", async () => {
  const recording = await record(() =>
    network({ listeners: { web: { port: 443, targetPort: 8080, certificateArn } } }),
  );
  expect(recording.the("aws:lb/listener:Listener").inputs).toMatchObject({
    port: 443,
    protocol: "TLS",
    certificateArn,
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
  });
  expect(recording.the("aws:lb/targetGroup:TargetGroup").inputs).toMatchObject({
    port: 8080,
    protocol: "TCP",
  });
});

it("opens a port that two listeners serve once: AWS refuses a second rule that says the same", async () => {
  const recording = await record(() =>
    network({ listeners: { one: { port: 80, targetPort: 8080 }, two: { port: 81, targetPort: 8080 } } }),
  );
  const toTargets = Object.keys(portsOf(recording, ingressRule)).filter((name) =>
    name.includes("from-balancer"),
  );
  expect(toTargets).toEqual(["db-tasks-from-balancer-one"]);
  expect(Object.keys(portsOf(recording, egressRule))).toEqual(["db-tasks-from-balancer-one"]);
});
