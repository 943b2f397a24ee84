import { aws } from "@ballast/aws";
import { isFalse, isTrue, fields, list, text, type Resource } from "@ballast/model";
import type { Rule } from "../rule.ts";

/** Policies without TLS 1.0 and 1.1 (Elastic Load Balancing user guides, "Security policies"). */
const currentPolicy = /^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)/;

export const loadBalancerRules: Rule[] = [
  {
    id: "lb-invalid-headers",
    severity: "error",
    sentence: "Application load balancers drop headers that are not valid HTTP.",
    why: "If two servers parse a request differently, an attacker can smuggle a second request inside it.",
    fix: "Set dropInvalidHeaderFields.",
    covers: ["CKV_AWS_131"],
    types: [aws.loadBalancer],
    *check(resource) {
      if (kindOf(resource) !== "application") return;
      if (!isTrue(resource.inputs["dropInvalidHeaderFields"])) yield "forwards invalid headers";
    },
  },
  {
    id: "lb-tls",
    severity: "error",
    sentence: "An internet-facing application load balancer uses HTTPS, and redirects plain HTTP to it.",
    why: "Anyone on the network path can read and change unencrypted traffic.",
    fix: "Set a certificate for its listeners.",
    covers: ["CKV_AWS_2", "CKV2_AWS_20"],
    types: [aws.listener, aws.classicLoadBalancer],
    *check(resource, stack) {
      if (resource.type === aws.classicLoadBalancer) {
        const protocols = list(resource.inputs["listeners"]).map((one) => text(fields(one)["lbProtocol"]));
        const isPlain = protocols.some((protocol) => protocol.toLowerCase() === "http");
        if (isPlain && !isTrue(resource.inputs["internal"])) yield "serves plain HTTP to the internet";
        return;
      }
      const balancer = stack.referred(aws.loadBalancer, resource.inputs["loadBalancerArn"]);
      if (balancer === undefined || kindOf(balancer) !== "application") return;
      if (isTrue(balancer.inputs["internal"]) || text(resource.inputs["protocol"]).toUpperCase() === "HTTPS")
        return;
      const redirects = list(resource.inputs["defaultActions"]).every(
        (action) => fields(action)["type"] === "redirect",
      );
      if (!redirects) yield "serves plain HTTP to the internet";
    },
  },
  {
    id: "lb-network-group",
    severity: "error",
    sentence: "A network load balancer has a security group from its creation.",
    why: "AWS does not allow adding one later: the load balancer, its address and its DNS name would have to be replaced.",
    fix: "Set at least one security group.",
    types: [aws.loadBalancer],
    *check(resource) {
      if (kindOf(resource) !== "network") return;
      if (list(resource.inputs["securityGroups"]).length === 0) yield "has no security group";
    },
  },
  {
    id: "lb-cross-zone",
    severity: "error",
    sentence: "A network or classic load balancer distributes traffic across zones.",
    why: "A service with one task has targets in one zone; the load balancer's addresses in other zones then do not respond.",
    fix: "Set enableCrossZoneLoadBalancing.",
    covers: ["CKV_AWS_138", "CKV_AWS_152"],
    types: [aws.loadBalancer, aws.classicLoadBalancer],
    *check(resource) {
      // The provider turns on cross-zone load balancing of a Classic Load Balancer by default.
      const isClassic = resource.type === aws.classicLoadBalancer;
      if (isClassic && isFalse(resource.inputs["crossZoneLoadBalancing"]))
        yield "does not balance across zones";
      if (isClassic || kindOf(resource) !== "network") return;
      if (!isTrue(resource.inputs["enableCrossZoneLoadBalancing"])) yield "does not balance across zones";
    },
  },
  {
    id: "lb-tls-policy",
    severity: "error",
    sentence: "A listener accepts only TLS 1.2 and 1.3.",
    why: "Older versions are insecure, and the default policy of a load balancer still accepts them.",
    fix: "Set sslPolicy to one of ELBSecurityPolicy-TLS13-1-2.",
    covers: ["CKV_AWS_103"],
    types: [aws.listener],
    *check({ inputs }) {
      if (!["HTTPS", "TLS"].includes(text(inputs["protocol"]).toUpperCase())) return;
      const policy = text(inputs["sslPolicy"]);
      if (!currentPolicy.test(policy))
        yield `accepts the TLS versions of ${policy || "AWS's default policy"}`;
    },
  },
  {
    id: "lb-desync",
    severity: "error",
    sentence: "An application load balancer rejects requests that servers may parse differently.",
    why: "Such a request can hide a second request.",
    fix: "Set desyncMitigationMode to defensive or strictest, or leave it out.",
    covers: ["CKV_AWS_328"],
    types: [aws.loadBalancer],
    *check({ inputs }) {
      if (inputs["desyncMitigationMode"] === "monitor")
        yield "only reports ambiguous requests, and forwards them";
    },
  },
  {
    id: "lb-deletion-protection",
    severity: "warning",
    sentence: "A load balancer is protected from deletion.",
    why: "Deleting the load balancer also deletes the DNS name that clients use; a new one gets another name.",
    fix: 'Set enableDeletionProtection (retention: "retain"), or give a reason why its stack may be deleted.',
    covers: ["CKV_AWS_150"],
    types: [aws.loadBalancer],
    *check({ inputs }) {
      if (!isTrue(inputs["enableDeletionProtection"])) yield "is not protected from deletion";
    },
  },
  {
    id: "lb-health-check",
    severity: "warning",
    sentence: "A target group configures its health check.",
    why: "By default AWS requests /, to which many applications respond even when they do not work.",
    fix: "Set healthCheck.",
    covers: ["CKV_AWS_261"],
    types: [aws.targetGroup],
    *check({ inputs }) {
      if (inputs["healthCheck"] === undefined) yield "uses AWS's default health check";
    },
  },
  {
    id: "lb-access-logs",
    severity: "warning",
    optional: true,
    sentence: "A load balancer logs its requests.",
    why: "Only the load balancer sees every request, including those that no target responded to.",
    fix: "Set accessLogs with a bucket of the account's log archive.",
    covers: ["AwsSolutions-ELB2", "CKV_AWS_91", "CKV_AWS_92"],
    types: [aws.loadBalancer, aws.classicLoadBalancer],
    *check({ type, inputs }) {
      const { enabled } = fields(inputs["accessLogs"]);
      // A Classic Load Balancer with a log bucket writes access logs by default.
      const isOn =
        type === aws.classicLoadBalancer && inputs["accessLogs"] ? !isFalse(enabled) : isTrue(enabled);
      if (!isOn) yield "logs no requests";
    },
  },
];

function kindOf(balancer: Resource): string {
  return text(balancer.inputs["loadBalancerType"]) || "application";
}
