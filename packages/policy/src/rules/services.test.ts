import { broken, inContainer, nested } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import type { Inputs } from "../testing/resources.ts";
import { aws } from "@ballast/aws";
import { serviceRules } from "./services.ts";

const service = (inputs: Inputs) => broken(aws.service, inputs);
const waitingForNothing = broken(aws.service, (one) => (one.dependsOn = []));
const inNetwork = (settings: Inputs) =>
  broken(aws.service, (one) => Object.assign(nested(one, "networkConfiguration"), settings));

itShowsEachRule(serviceRules, goodStack, [
  ["ecs-service-capacity", service({ launchType: "EC2" }), "sets launchType EC2 together with"],
  ["ecs-service-capacity", waitingForNothing, "does not wait for the cluster's capacity providers"],
  ["ecs-service-listener", waitingForNothing, "does not wait for the listener"],
  [
    "ecs-service-target",
    inContainer((one) => (one["portMappings"] = [])),
    "web:80 is not among the port mappings",
  ],
  [
    "ecs-circuit-breaker (F.0.12)",
    service({ deploymentCircuitBreaker: { enable: true, rollback: false } }),
    "no deployment circuit breaker",
  ],
  ["ecs-service-tags", service({ propagateTags: "NONE" }), "does not propagate tags"],
  ["ecs-service-tags", service({ enableEcsManagedTags: false }), "has no ECS-managed tags"],
  ["ecs-service-network", inNetwork({ securityGroups: [] }), "names 0 security groups"],
  ["ecs-service-network", inNetwork({ subnets: Array.from({ length: 17 }, () => "s") }), "names 17 subnets"],
  ["ecs-public-address", inNetwork({ assignPublicIp: true }), "public addresses"],
  ["ecs-container-insights (F.0.16)", broken(aws.cluster, { settings: [] }), "has no Container Insights"],
  ["ecs-exec-record", broken(aws.cluster, { configuration: undefined }), "without a record"],
]);
