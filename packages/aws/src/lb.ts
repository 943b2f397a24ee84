import { domain } from "./computed.ts";
import { listed, node, NodeKind, partOf, used } from "./look.ts";
import { pricing, type Service } from "./resourceType.ts";
import { text } from "@ballast/model";

export const lb: Service = {
  withoutData: [
    "aws:lb/",
    "AWS::ElasticLoadBalancing::",
    "AWS::ElasticLoadBalancingV2::",
    "aws:alb/",
    "aws:elb/",
  ],
  types: {
    "aws:lb/listener:Listener": {
      computed: ({ hex, input }) => {
        const arn = `${input("loadBalancerArn").replace(":loadbalancer/", ":listener/")}/${hex(16)}`;
        return { id: arn, state: { arn } };
      },
      computedOnUpdate: [],
      replacedBy: { always: ["loadBalancerArn"] },
      data: false,
      look: partOf("loadBalancerArn"),
      name: false,
      quotas: [],
      charge: false,
    },
    "aws:lb/listenerRule:ListenerRule": {
      replacedBy: { always: ["listenerArn"] },
      computedOnUpdate: [],
      look: partOf("listenerArn"),
    },
    "aws:lb/loadBalancer:LoadBalancer": {
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
            dnsName: `${prefix}${name}-${hex(10)}.${site.region}.elb.${domain(site)}`,
            zoneId: `Z${hex(13).toUpperCase()}`,
          },
        };
      },
      computedOnUpdate: [
        { output: "subnetMappings", when: ["subnets"] },
        { output: "subnets", when: ["subnetMappings"] },
      ],
      replacedBy: {
        always: ["customerOwnedIpv4Pool", "internal", "loadBalancerType", "name", "namePrefix"],
        sometimes: ["securityGroups", "subnetMappings", "subnets"],
      },
      data: false,
      look: node(NodeKind.Balancer),
      notes: ({ inputs }, parts) => [
        inputs["internal"] === true ? "internal" : "internet-facing",
        listed(
          parts("aws:lb/listener:Listener").map(
            (listener) => `${text(listener.inputs["protocol"])} ${text(listener.inputs["port"])}`,
          ),
        ),
      ],
      name: { property: "name", maximum: 32 },
      quotas: [],
      linkedRoles: [{ role: "loadBalancing" }],
      charge: {
        by: "the hour, and the capacity unit used; a public one also its IPv4 addresses",
        prices: pricing("elasticloadbalancing"),
      },
    },
    "aws:lb/targetGroup:TargetGroup": {
      computed: ({ arn, hex, name }) => {
        const targetGroupArn = arn("elasticloadbalancing", `targetgroup/${name}/${hex(16)}`);
        return {
          id: targetGroupArn,
          state: { name, arn: targetGroupArn, arnSuffix: `targetgroup/${name}/${hex(16)}` },
        };
      },
      computedOnUpdate: [],
      replacedBy: {
        always: [
          "ipAddressType",
          "name",
          "namePrefix",
          "port",
          "protocol",
          "protocolVersion",
          "targetType",
          "vpcId",
        ],
      },
      data: false,
      look: used,
      name: { property: "name", maximum: 32 },
      quotas: [],
      charge: false,
    },
  },
};
