import { node, NodeKind } from "./look.ts";
import { pricing, type Service } from "./resourceType.ts";

export const route53: Service = {
  withoutData: ["aws:route53/", "AWS::Route53::", "AWS::Route53Resolver::"],
  types: {
    "aws:route53/resolverEndpoint:ResolverEndpoint": {
      computed: ({ arn, hex, name }) => {
        const id = `rslvr-out-${hex(17)}`;
        return { id, state: { name, arn: arn("route53resolver", `resolver-endpoint/${id}`) } };
      },
      computedOnUpdate: [],
      replacedBy: { always: ["direction", "securityGroupIds"] },
      data: false,
      look: node(NodeKind.Other),
      name: { property: "name", maximum: 64 },
      quotas: [],
      charge: {
        by: "the hour of each network interface, and queries",
        prices: pricing("route53"),
      },
    },
    "aws:route53/resolverRule:ResolverRule": {
      computed: ({ arn, hex, name }) => {
        const id = `rslvr-rr-${hex(17)}`;
        return { id, state: { name, arn: arn("route53resolver", `resolver-rule/${id}`) } };
      },
      computedOnUpdate: [],
      replacedBy: { always: ["domainName", "ruleType"] },
      data: false,
      look: node(NodeKind.Other),
      name: { property: "name", maximum: 64 },
      quotas: [],
      charge: false,
    },
    "aws:route53/resolverRuleAssociation:ResolverRuleAssociation": {
      computed: ({ hex, name }) => ({
        id: `rslvr-rrassoc-${hex(17)}`,
        state: { name },
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["name", "resolverRuleId", "vpcId"] },
      data: false,
      look: node(NodeKind.Other),
      name: { property: "name", maximum: 64 },
      quotas: [],
      charge: false,
    },
  },
};
