import { fields, list } from "../read.ts";
import type { Resource, Rule, Stack } from "../rule.ts";
import { aws } from "./types.ts";

export const loadBalancerRules: Rule[] = [
  {
    id: "lb-invalid-headers",
    severity: "error",
    sentence: "Application load balancers drop headers that are not valid HTTP.",
    why: "Two servers that read one request differently can be made to smuggle another one through.",
    mend: "Set dropInvalidHeaderFields.",
    *check(stack) {
      for (const resource of balancers(stack, "application")) {
        if (resource.inputs["dropInvalidHeaderFields"] !== true)
          yield { resource, message: "passes invalid headers on" };
      }
    },
  },
  {
    id: "lb-tls",
    severity: "error",
    sentence: "An internet-facing application load balancer speaks HTTPS, and sends plain HTTP there.",
    why: "Everyone on the way reads and changes what is not encrypted.",
    mend: "Give its listeners a certificate.",
    *check(stack) {
      for (const balancer of balancers(stack, "application").filter(
        (one) => one.inputs["internal"] === false,
      )) {
        for (const resource of listenersOf(stack, balancer)) {
          const redirects = list(resource.inputs["defaultActions"]).every(
            (action) => fields(action)["type"] === "redirect",
          );
          if (resource.inputs["protocol"] !== "HTTPS" && !redirects)
            yield { resource, message: "serves plain HTTP to the internet" };
        }
      }
    },
  },
  {
    id: "lb-network-group",
    severity: "error",
    sentence: "A network load balancer has a security group from the start.",
    why: "AWS allows none to be added later: the balancer, its address and its DNS name would have to go.",
    mend: "Name at least one security group.",
    *check(stack) {
      for (const resource of balancers(stack, "network")) {
        if (list(resource.inputs["securityGroups"]).length === 0)
          yield { resource, message: "has no security group" };
      }
    },
  },
  {
    id: "lb-cross-zone",
    severity: "error",
    sentence: "A network load balancer balances across zones.",
    why: "A service with one task has targets in one zone; the balancer's other addresses then answer nobody.",
    mend: "Set enableCrossZoneLoadBalancing.",
    *check(stack) {
      for (const resource of balancers(stack, "network")) {
        if (resource.inputs["enableCrossZoneLoadBalancing"] !== true)
          yield { resource, message: "keeps each zone to itself" };
      }
    },
  },
];

function balancers(stack: Stack, kind: string): Resource[] {
  return stack
    .ofType(aws.loadBalancer)
    .filter((one) => (one.inputs["loadBalancerType"] ?? "application") === kind);
}

function listenersOf(stack: Stack, balancer: Resource): Resource[] {
  return stack
    .ofType(aws.listener)
    .filter((listener) => listener.inputs["loadBalancerArn"] === balancer.state["arn"]);
}
