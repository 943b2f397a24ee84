import { loadBalancerCharges } from "./charges/network.ts";
import { isTrue, domainOf, list, number, text } from "@ballast/model";
import type { Fields } from "./described.ts";
import { charged, nameless, plain } from "./entries.ts";
import { listed, node, NodeKind, partOf, used } from "./look.ts";
import { naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";
import {
  listener,
  loadBalancer,
  loadBalancerAttributes,
  targetGroup,
  targetGroupAttributes,
} from "./values/balancing.ts";
import { accepting, sources } from "./values/sources.ts";

export const loadBalancerName = naming(
  "name",
  32,
  /^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/,
  "letters, digits and hyphens between them, not starting with internal-",
);

export const targetGroupName = naming(
  "name",
  32,
  /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/,
  "letters, digits and hyphens between them",
);

function isNetwork({ loadBalancerType }: Fields): boolean {
  return text(loadBalancerType) === "network";
}

export const lb: Service = {
  withoutData: ["AWS::ElasticLoadBalancing::", "AWS::ElasticLoadBalancingV2::"],
  types: {
    "aws:lb/listener:Listener": nameless({
      accepts: accepting(sources.apiOfLb, {
        alpnPolicy: ["values", "HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None"],
        tcpIdleTimeoutSeconds: ["range", 60, 6000],
        "defaultActions.fixedResponse.contentType": [
          "values",
          "text/plain",
          "text/css",
          "text/html",
          "application/javascript",
          "application/json",
        ],
      }),
      refusesTogether: [listener],
      computed: ({ hex, input }) => {
        const arn = `${input("loadBalancerArn").replace(":loadbalancer/", ":listener/")}/${hex(16)}`;
        return { id: arn, state: { arn } };
      },
      look: partOf("loadBalancerArn"),
    }),
    "aws:lb/listenerRule:ListenerRule": nameless({
      computed: ({ hex, input }) => {
        const arn = `${input("listenerArn").replace(":listener/", ":listener-rule/")}/${hex(16)}`;
        return { id: arn, state: { arn } };
      },
      look: partOf("listenerArn"),
    }),
    "aws:lb/loadBalancer:LoadBalancer": plain({
      measuredBy: {
        "AWS/ApplicationELB": { LoadBalancer: "arnSuffix" },
        "AWS/NetworkELB": { LoadBalancer: "arnSuffix" },
      },
      accepts: loadBalancerAttributes,
      refusesTogether: [loadBalancer],
      words: "load balancer",
      computed: ({ arn, hex, name, input, site }) => {
        const kind = input("loadBalancerType") === "network" ? "net" : "app";
        const loadBalancerArn = arn("elasticloadbalancing", `loadbalancer/${kind}/${name}/${hex(16)}`);
        const prefix = input("internal") === "true" ? "internal-" : "";
        return {
          id: loadBalancerArn,
          state: {
            name,
            arn: loadBalancerArn,
            arnSuffix: `${kind}/${name}/${hex(16)}`,
            dnsName: `${prefix}${name}-${hex(10)}.${site.region}.elb.${domainOf(site.partition)}`,
            zoneId: `Z${hex(13).toUpperCase()}`,
          },
        };
      },
      replacedBy: {
        // `customizeDiffLoadBalancerNLB` in internal/service/elbv2/load_balancer.go, read in November 2026.
        when: {
          securityGroups: (before, after) =>
            isNetwork(after) &&
            (list(before["securityGroups"]).length === 0) !== (list(after["securityGroups"]).length === 0),
          subnetMappings: (before, after) =>
            isNetwork(after) &&
            list(before["subnetMappings"]).some(
              (one) =>
                !list(after["subnetMappings"]).some((other) => JSON.stringify(one) === JSON.stringify(other)),
            ),
          subnets: (before, after) =>
            isNetwork(after) && list(after["subnets"]).length <= list(before["subnets"]).length,
          secondaryIpsAutoAssignedPerSubnet: (before, after) =>
            number(after["secondaryIpsAutoAssignedPerSubnet"]) <
            number(before["secondaryIpsAutoAssignedPerSubnet"]),
        },
      },
      // `SuppressMissingOptionalConfigurationBlock` in internal/service/elbv2/load_balancer.go.
      keeps: ["accessLogs", "connectionLogs"],
      // Elastic Load Balancing API reference, CreateLoadBalancer, `IpAddressType`.
      fillsIn: { ipAddressType: "ipv4" },
      look: node(NodeKind.Balancer),
      notes: ({ inputs }, parts) => [
        isTrue(inputs["internal"]) ? "internal" : "internet-facing",
        listed(
          parts("aws:lb/listener:Listener").map(
            (listener) => `${text(listener.inputs["protocol"])} ${text(listener.inputs["port"])}`,
          ),
        ),
      ],
      name: loadBalancerName,
      linkedRoles: [{ role: "loadBalancing" }],
      charge: charged(
        "per hour and per capacity unit; an internet-facing one also its IPv4 addresses",
        "elasticloadbalancing",
        loadBalancerCharges,
      ),
    }),
    "aws:lb/targetGroup:TargetGroup": plain({
      measuredBy: {
        "AWS/ApplicationELB": { TargetGroup: "arnSuffix" },
        "AWS/NetworkELB": { TargetGroup: "arnSuffix" },
      },
      accepts: targetGroupAttributes,
      refusesTogether: [targetGroup],
      computed: ({ arn, hex, name }) => {
        const targetGroupArn = arn("elasticloadbalancing", `targetgroup/${name}/${hex(16)}`);
        return {
          id: targetGroupArn,
          state: { name, arn: targetGroupArn, arnSuffix: `targetgroup/${name}/${hex(16)}` },
        };
      },
      replacedBy: { always: ["protocolVersion"] },
      look: used,
      name: targetGroupName,
    }),
  },
};
