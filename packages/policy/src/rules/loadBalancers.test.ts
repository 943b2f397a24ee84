import { adding, broken } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import { check } from "../index.ts";
import { madeUp, type Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";
import { loadBalancerRules } from "./loadBalancers.ts";

const application = (inputs: Inputs) => broken(aws.loadBalancer, inputs, "web-lb");
const network = (inputs: Inputs) => broken(aws.loadBalancer, inputs, "raw-lb");
const listener = (inputs: Inputs) => broken(aws.listener, inputs, "web-https");

itShowsEachRule(loadBalancerRules, goodStack, [
  ["lb-invalid-headers", application({ dropInvalidHeaderFields: false }), "forwards invalid headers"],
  ["lb-tls", listener({ protocol: "HTTP" }), "plain HTTP to the internet"],
  ["lb-network-group", network({ securityGroups: [] }), "has no security group"],
  ["lb-cross-zone", network({ enableCrossZoneLoadBalancing: false }), "does not balance across zones"],
  [
    "lb-tls-policy",
    listener({ sslPolicy: "ELBSecurityPolicy-2016-08" }),
    "accepts the TLS versions of ELBSecurityPolicy-2016-08",
  ],
  [
    "lb-tls-policy",
    adding(aws.listener, { protocol: "TLS" }),
    "accepts the TLS versions of AWS's default policy",
  ],
  [
    "lb-desync",
    application({ desyncMitigationMode: "monitor" }),
    "only reports ambiguous requests, and forwards them",
  ],
  [
    "lb-deletion-protection",
    application({ enableDeletionProtection: false }),
    "is not protected from deletion",
  ],
  ["lb-health-check", broken(aws.targetGroup, { healthCheck: undefined }), "uses AWS's default health check"],
  ["lb-access-logs", application({ accessLogs: undefined }), "logs no requests"],
]);

it.each<[Inputs | undefined, number]>([
  [undefined, 1],
  [{ bucket: "logs", enabled: false }, 1],
  [{ bucket: "logs", enabled: "false" }, 1],
  [{ bucket: "logs" }, 0],
  [{ bucket: "logs", enabled: true }, 0],
])(
  "takes a classic load balancer with access logs %j for one that has them, unless they are off",
  (accessLogs, count) => {
    const rules = loadBalancerRules.filter(({ id }) => id === "lb-access-logs");
    expect(check([madeUp(aws.classicLoadBalancer, "it", { accessLogs })], {}, { rules })).toHaveLength(count);
  },
);
