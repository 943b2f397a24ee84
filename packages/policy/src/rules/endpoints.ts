import { isAnywhere } from "@ballast/analysis";
import { publicEndpoint, typesWithEndpoints } from "@ballast/aws";
import type { Rule } from "../rule.ts";

export const endpointRules: Rule[] = [
  {
    id: "public-endpoint",
    severity: "error",
    sentence: "A database, broker, replication server or Kubernetes API has no public endpoint.",
    why: "With a public address, only a security group or a password protects it from the internet.",
    fix: "Remove publiclyAccessible; for Amazon EKS name the ranges of clients as publicAccessCidrs. Connect through the network.",
    types: typesWithEndpoints,
    *check({ type, inputs }) {
      const endpoint = publicEndpoint(type, inputs);
      if (endpoint !== undefined && (endpoint.ranges === undefined || isAnywhere(...endpoint.ranges)))
        yield `is reachable from the internet by ${endpoint.by}`;
    },
  },
];
