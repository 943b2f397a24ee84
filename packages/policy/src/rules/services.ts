import { aws } from "@ballast/aws";
import { isTrue, containers, fields, list, text, type Fields, type Resource } from "@ballast/model";
import { taskDefinitionOf } from "../cluster/services.ts";
import type { Rule } from "../rule.ts";

export const serviceRules: Rule[] = [
  {
    id: "ecs-service-capacity",
    severity: "error",
    sentence:
      "A service with capacity providers sets no launch type, and depends on the association of the providers with the cluster.",
    why: "ECS rejects a service with both. Without the dependency, a destroy removes the capacity before the running tasks.",
    fix: "Remove launchType, and use the provider's name from the cluster's association.",
    types: [aws.service],
    *check(resource, stack) {
      const strategies = list(resource.inputs["capacityProviderStrategies"]);
      if (strategies.length === 0) return;
      if (resource.inputs["launchType"] !== undefined) {
        yield `sets launchType ${text(resource.inputs["launchType"])} together with capacity providers`;
      }
      // Another stack's cluster has its capacity providers before this stack is deployed.
      if (stack.isElsewhere(aws.cluster, resource.inputs["cluster"])) return;
      const cluster = stack.referred(aws.cluster, resource.inputs["cluster"]);
      const associations = cluster
        ? stack.referring(aws.clusterCapacityProviders, "clusterName", cluster)
        : stack.ofType(aws.clusterCapacityProviders);
      if (associations.length > 0 && !associations.some(({ urn }) => resource.dependsOn.includes(urn))) {
        yield "does not wait for the cluster's capacity providers";
      }
    },
  },
  {
    id: "ecs-service-listener",
    severity: "error",
    sentence: "A service behind a load balancer depends on the listener.",
    why: "ECS rejects a target group that no listener uses yet.",
    fix: "Use the target group's ARN from the listener, or depend on the listener.",
    types: [aws.service],
    *check(resource, stack) {
      for (const { targetGroupArn, containerName, containerPort } of targets(resource)) {
        const listeners = stack
          .ofType(aws.listener)
          .filter((listener) =>
            (JSON.stringify(listener.inputs["defaultActions"]) ?? "").includes(text(targetGroupArn)),
          );
        if (listeners.length > 0 && !listeners.some(({ urn }) => resource.dependsOn.includes(urn))) {
          const part = partOf(containerName, containerPort);
          yield { part, message: `does not wait for the listener of ${text(targetGroupArn)}` };
        }
      }
    },
  },
  {
    id: "ecs-service-target",
    severity: "error",
    sentence: "The container and port in a service's load balancer settings exist in the task definition.",
    why: "ECS rejects the service at deployment time.",
    fix: "Correct containerName and containerPort.",
    types: [aws.service],
    *check(resource, stack) {
      const definition = taskDefinitionOf(stack, resource);
      if (!definition) return;
      for (const { containerName, containerPort } of targets(resource)) {
        const container = containers(definition.inputs).find((one) => one["name"] === containerName);
        const ports = list(container?.["portMappings"]).map((mapping) => fields(mapping)["containerPort"]);
        if (!ports.includes(containerPort)) {
          const part = partOf(containerName, containerPort);
          yield { part, message: `${part} is not among the port mappings of its task definition` };
        }
      }
    },
  },
  {
    id: "ecs-circuit-breaker",
    severity: "error",
    sentence: "A failing deployment stops automatically and rolls back.",
    why: "Without the circuit breaker ECS keeps starting broken tasks, and an update hangs until its time-out.",
    fix: "Enable deploymentCircuitBreaker with rollback.",
    types: [aws.service],
    *check(resource) {
      const breaker = fields(resource.inputs["deploymentCircuitBreaker"]);
      if (!isTrue(breaker["enable"]) || !isTrue(breaker["rollback"])) {
        yield "has no deployment circuit breaker with rollback";
      }
    },
  },
  {
    id: "ecs-service-tags",
    severity: "warning",
    sentence: "Tasks carry the tags of their service.",
    why: "Costs of tasks can be attributed only by tags.",
    fix: "Set enableEcsManagedTags and propagateTags.",
    types: [aws.service],
    *check(resource) {
      if (!isTrue(resource.inputs["enableEcsManagedTags"]))
        yield { part: "enableEcsManagedTags", message: "has no ECS-managed tags" };
      if (!["SERVICE", "TASK_DEFINITION"].includes(text(resource.inputs["propagateTags"]))) {
        yield { part: "propagateTags", message: "does not propagate tags to its tasks" };
      }
    },
  },
  {
    id: "ecs-service-network",
    severity: "error",
    sentence: "A service names at most 16 subnets and 1 to 5 security groups.",
    why: "ECS rejects more. A task without a security group in the settings gets the VPC's default one.",
    fix: "Set fewer subnets or groups.",
    types: [aws.service],
    *check(resource, stack) {
      if (taskDefinitionOf(stack, resource)?.inputs["networkMode"] === "bridge") return;
      const network = fields(resource.inputs["networkConfiguration"]);
      const subnets = list(network["subnets"]).length;
      const groups = list(network["securityGroups"]).length;
      if (subnets > 16) yield `names ${subnets} subnets`;
      if (groups < 1 || groups > 5) yield `names ${groups} security groups`;
    },
  },
  {
    id: "ecs-public-address",
    severity: "error",
    sentence: "Tasks have no public address.",
    why: "A public address makes every mistake in a security group reachable from anywhere.",
    fix: "Use private subnets behind a load balancer. On container instances ECS does not support public addresses.",
    covers: ["CKV_AWS_333"],
    types: [aws.service],
    *check(resource) {
      if (isTrue(fields(resource.inputs["networkConfiguration"])["assignPublicIp"])) {
        yield "gives its tasks public addresses";
      }
    },
  },
  {
    id: "ecs-container-insights",
    severity: "warning",
    sentence: "Clusters have Container Insights enabled.",
    why: "Without it, a shortage of memory is not visible before tasks are killed.",
    fix: "Set the containerInsights setting to enhanced or enabled.",
    covers: ["AwsSolutions-ECS4", "CKV_AWS_65"],
    types: [aws.cluster],
    *check(resource) {
      const insights = list(resource.inputs["settings"])
        .map(fields)
        .find(({ name }) => name === "containerInsights");
      if (!["enhanced", "enabled"].includes(text(insights?.["value"]))) yield "has no Container Insights";
    },
  },
  {
    id: "ecs-exec-record",
    severity: "error",
    sentence: "A cluster logs the sessions of ECS Exec if people can open a shell in its containers.",
    why: "Without a log nobody can find out who made a change in a session.",
    fix: "Configure executeCommandConfiguration with logging on the cluster, or disable ECS Exec.",
    covers: ["CKV_AWS_223"],
    types: [aws.service],
    *check(resource, stack) {
      if (!isTrue(resource.inputs["enableExecuteCommand"])) return;
      if (stack.isElsewhere(aws.cluster, resource.inputs["cluster"])) return;
      const cluster = stack.referred(aws.cluster, resource.inputs["cluster"]);
      const configuration = fields(fields(cluster?.inputs["configuration"])["executeCommandConfiguration"]);
      if (configuration["logging"] !== "OVERRIDE") yield "allows ECS Exec on a cluster without a record";
    },
  },
];

/** The container and port to which a load balancer forwards: `web:8080`. */
function partOf(containerName: unknown, containerPort: unknown): string {
  return `${text(containerName)}:${text(containerPort)}`;
}

function targets(service: Resource): Fields[] {
  return list(service.inputs["loadBalancers"]).map(fields);
}
