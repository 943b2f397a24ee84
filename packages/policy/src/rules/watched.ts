import { aws, resourceType, typesWhere } from "@ballast/aws";
import { countsTargets, countsTasks } from "@ballast/aws/metrics";
import { fields, list, number, text, type Resource, type Stack } from "@ballast/model";
import { dimensionValue, measures, toldMeasurements } from "../alarms.ts";
import type { Measurement } from "../measurements.ts";
import type { Rule } from "../rule.ts";

export const watchedRules: Rule[] = [
  {
    id: "data-watched",
    severity: "warning",
    sentence: "An alarm notifies somebody when a data store runs out of space, credits or throughput.",
    why: "A full or throttled data store stops the programs that use it. Its metrics show this first.",
    fix: "Add an alarm whose dimensions name it, with alarmActions or in a composite alarm with alarmActions. Or name what monitors it instead.",
    // Types that AWS Backup supports and for which CloudWatch has metrics for each resource.
    types: typesWhere(({ measuredBy, isInBackup }) => measuredBy !== undefined && isInBackup === true),
    *check(resource, stack) {
      const told = toldMeasurements(stack);
      const all = [resource, ...membersOf(stack, resource)];
      if (!all.some((one) => told.some((measurement) => isOn(measurement, one))))
        yield "has no alarm that notifies a subscriber";
    },
  },
  {
    id: "service-watched",
    severity: "warning",
    sentence: "An alarm notifies somebody when a service's tasks do not run, or its targets are unhealthy.",
    why: "ECS keeps retrying, and reports this only in service events.",
    fix: "Add an alarm on RunningTaskCount, LiveTaskCount or its target group's healthy hosts, with alarmActions or in a composite alarm with alarmActions. Or name what monitors it instead.",
    types: [aws.service],
    *check(resource, stack) {
      const { inputs } = resource;
      const isDaemon = text(inputs["schedulingStrategy"]) === "DAEMON";
      if (!isDaemon && number(inputs["desiredCount"]) === 0) return;
      const told = toldMeasurements(stack);
      const isWatched = told.some(
        (one) =>
          (countsTasks(one) && isOn(one, resource) && isInCluster(one, resource, stack)) ||
          (countsTargets(one) &&
            targetsOf(stack, resource).some((value) => measures(one, "TargetGroup", value))),
      );
      if (!isWatched) yield "has no alarm on its running tasks or its targets that notifies a subscriber";
    },
  },
];

function isOn(measurement: Measurement, resource: Resource): boolean {
  const dimensions = resourceType(resource.type)?.measuredBy?.[measurement.namespace] ?? {};
  return Object.entries(dimensions).some(([dimension, output]) =>
    measures(measurement, dimension, dimensionValue(resource, output)),
  );
}

/** A database cluster's instances, which have metrics that the cluster lacks. */
function membersOf(stack: Stack, store: Resource): Resource[] {
  if (store.type !== aws.databaseCluster) return [];
  const identifier = dimensionValue(store, "clusterIdentifier");
  return stack
    .ofType(aws.databaseClusterInstance)
    .filter(({ inputs }) => [identifier, store.id].includes(text(inputs["clusterIdentifier"])));
}

/** Whether a metric is of the service's cluster, because services of two clusters may have the same name. */
function isInCluster(measurement: Measurement, service: Resource, stack: Stack): boolean {
  const reference = service.inputs["cluster"];
  const cluster = stack.referred(aws.cluster, reference);
  const name = cluster ? dimensionValue(cluster, "name") : lastPart(reference, "/");
  return name === "" || measures(measurement, "ClusterName", name);
}

/** The dimension values of the target groups in which a service is registered. */
function targetsOf(stack: Stack, service: Resource): string[] {
  return list(service.inputs["loadBalancers"])
    .map((one) => fields(one)["targetGroupArn"])
    .flatMap((arn) => {
      const group = stack.referred(aws.targetGroup, arn);
      return [lastPart(arn, ":"), ...(group ? [dimensionValue(group, "arnSuffix")] : [])];
    })
    .filter((one) => one !== "");
}

function lastPart(value: unknown, separator: string): string {
  return text(value).split(separator).at(-1) ?? "";
}
