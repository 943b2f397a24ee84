import { resolverCharges } from "./charges/network.ts";
import { charged, plain } from "./entries.ts";
import { node, NodeKind } from "./look.ts";
import { naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";

const resolverName = naming(
  "name",
  64,
  /^(?!\d+$)[\w' -]+$/,
  "letters, digits, spaces and - _ ', not only digits",
);

export const route53: Service = {
  withoutData: ["AWS::Route53::", "AWS::Route53Resolver::"],
  types: {
    "aws:route53/resolverEndpoint:ResolverEndpoint": plain({
      computed: ({ arn, hex, name }) => {
        const id = `rslvr-out-${hex(17)}`;
        return { id, state: { name, arn: arn("route53resolver", `resolver-endpoint/${id}`) } };
      },
      look: node(NodeKind.Other),
      name: resolverName,
      charge: charged("per network interface and hour, and per query", "route53", resolverCharges),
    }),
    "aws:route53/resolverRule:ResolverRule": plain({
      computed: ({ arn, hex, name }) => {
        const id = `rslvr-rr-${hex(17)}`;
        return { id, state: { name, arn: arn("route53resolver", `resolver-rule/${id}`) } };
      },
      look: node(NodeKind.Other),
      name: resolverName,
    }),
    "aws:route53/resolverRuleAssociation:ResolverRuleAssociation": plain({
      computed: ({ hex, name }) => ({
        id: `rslvr-rrassoc-${hex(17)}`,
        state: { name },
      }),
      look: node(NodeKind.Other),
      name: resolverName,
    }),
  },
};
