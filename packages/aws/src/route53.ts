import type { Service } from "./resourceType.ts";

export const route53: Service = {
  withoutData: ["aws:route53/", "AWS::Route53::", "AWS::Route53Resolver::"],
  types: {
    "aws:route53/resolverEndpoint:ResolverEndpoint": {
      replacedBy: { always: ["direction", "securityGroupIds"] },
    },
    "aws:route53/resolverRule:ResolverRule": { replacedBy: { always: ["domainName", "ruleType"] } },
    "aws:route53/resolverRuleAssociation:ResolverRuleAssociation": {
      replacedBy: { always: ["name", "resolverRuleId", "vpcId"] },
    },
  },
};
