import { fields, list, text, type Fields, type Resource, type Stack } from "@ballast/model";
import { blockVolumesOf, volumesAtBoot } from "../cluster/blockVolumes.ts";
import { isDaemon, namesAttribute, percentagesOf, taskDefinitionOf } from "../cluster/services.ts";
import { launchOf } from "../cluster/instances.ts";
import type { Rule } from "../rule.ts";
import { hasRecoveryPointsIn } from "../backups.ts";
import { groupOfProvider, isManaged } from "@ballast/analysis";
import { aws, isSnapshotted } from "@ballast/aws";

export const volumeRules: Rule[] = [
  {
    id: "ebs-backup",
    severity: "error",
    sentence: "A block volume that keeps data is backed up.",
    why: "The volume is in one zone: without a snapshot, the data is lost with the zone.",
    fix: "Let Amazon Data Lifecycle Manager create snapshots by a tag, select the volume in AWS Backup, or give a reason why it needs no backup.",
    types: [aws.volume],
    *check(resource, stack) {
      if (!isBackedUp(stack, resource)) yield "has no automatic snapshots";
    },
  },
  {
    id: "ecs-single-attach-deployment",
    severity: "error",
    sentence:
      "A service with a volume that attaches to one instance at a time stops its task before it starts the next.",
    why: "Otherwise the new task waits for a volume that the old one still uses, and the deployment never ends.",
    fix: "Set deploymentMinimumHealthyPercent to 0, deploymentMaximumPercent to 100, and desiredCount to 0 or 1.",
    types: [aws.service],
    *check(resource, stack) {
      const { inputs } = resource;
      if (isDaemon(inputs) || blockVolumesOf(stack, taskDefinitionOf(stack, resource)).length === 0) return;
      const { minimumHealthyPercent: minimum, maximumPercent: maximum } = percentagesOf(inputs);
      if (minimum !== 0 || maximum !== 100)
        yield { part: "percent", message: `deploys between ${minimum} and ${maximum} percent` };
      if (Number(inputs["desiredCount"] ?? 0) > 1)
        yield {
          part: "desiredCount",
          message: `has a desired count of ${text(inputs["desiredCount"])} for one volume`,
        };
    },
  },
  {
    id: "ecs-volume-host-replaceable",
    severity: "error",
    sentence:
      "A service beside a block volume lets its last task stop when the volume's instance is replaced.",
    why: "An instance ends only after its tasks have left, and its successor accepts tasks only once it has the volume. If ECS must keep a task there, an instance refresh (a new launch template, or patching) waits up to 48 hours, and the service with the volume is down meanwhile.",
    fix: "Give the service only capacity providers without such a volume, or set deploymentMinimumHealthyPercent so that no task must keep running.",
    types: [aws.service],
    *check(resource, stack) {
      if (tasksToKeep(resource) === 0) return;
      const holding = placesOf(stack, resource).filter(({ kept, volumes }) => kept > 0 && volumes.length > 0);
      if (holding.length === 0) return;
      const kept = Math.max(...holding.map((place) => place.kept));
      const volumes = new Set(holding.flatMap((place) => place.volumes.map(({ name }) => name)));
      yield `keeps ${kept} of its tasks on instances that hold ${[...volumes].join(", ")}, so such an instance cannot be replaced`;
    },
  },
  {
    id: "ecs-zonal-volume",
    severity: "error",
    sentence: "A service with a volume in one zone runs only in that zone.",
    why: "A task in another zone cannot attach the volume, and starts without its data or not at all.",
    fix: "Constrain placement by attribute:ecs.availability-zone, in the task definition or the service.",
    types: [aws.service],
    *check(resource, stack) {
      const definition = taskDefinitionOf(stack, resource);
      const kept = [resource, definition].some(
        (one) => one && namesAttribute(one.inputs, "ecs.availability-zone"),
      );
      if (kept) return;
      for (const volume of blockVolumesOf(stack, definition))
        yield { part: volume, message: `can run in a zone other than that of ${volume}` };
    },
  },
  {
    id: "ecs-ephemeral-volume",
    severity: "warning",
    sentence: "Volumes that ECS creates with each task contain no data that must be kept.",
    why: "The next task of a service gets a new volume, and the old volume is deleted with its task.",
    fix: "Store permanent data elsewhere, or give a reason why it may be deleted.",
    types: [aws.service],
    *check(resource) {
      const volume = resource.inputs["volumeConfiguration"];
      const message = "creates a volume for each task, which is deleted with the task";
      if (volume !== undefined) yield { part: text(fields(volume)["name"]), message };
    },
  },
];

function isBackedUp(stack: Stack, volume: Resource): boolean {
  const policies = stack.ofType(aws.lifecyclePolicy).map(({ inputs }) => inputs);
  return isSnapshotted(volume.inputs, policies) || hasRecoveryPointsIn(stack, volume);
}

/** Tasks that ECS keeps running while it drains an instance. A daemon's task stops with its instance. */
function tasksToKeep({ inputs }: Resource): number {
  if (isDaemon(inputs)) return 0;
  const { minimumHealthyPercent } = percentagesOf(inputs);
  return Math.ceil((Number(inputs["desiredCount"] ?? 0) * minimumHealthyPercent) / 100);
}

interface Place {
  /** Tasks of the service that ECS must keep running on these instances while it drains one. */
  kept: number;
  /** Volumes that the instances wait for at boot. */
  volumes: Resource[];
}

/**
 * ECS starts each task on the capacity provider that base and weights select, and the task waits for it even
 * if another provider has room (Amazon ECS API reference, CapacityProviderStrategyItem, 2026-11). Without a
 * strategy, any instance of the cluster may run it.
 */
function placesOf(stack: Stack, service: Resource): Place[] {
  const { inputs } = service;
  const own = list(inputs["capacityProviderStrategies"]).map(fields);
  const type = text(inputs["launchType"]);
  if (own.length === 0 && type !== "" && type !== "EC2") return [];
  const settings = clusterProviders(stack, service);
  const strategy =
    own.length > 0 || type !== ""
      ? own
      : settings.flatMap((one) => list(one["defaultCapacityProviderStrategies"]).map(fields));
  if (strategy.length > 0) return placesByStrategy(stack, service, strategy);
  const providers = settings
    .flatMap((one) => list(one["capacityProviders"]))
    .filter((one) => !/^FARGATE(?:_SPOT)?$/.test(text(one)));
  const hosts = [
    ...providers.map((one) => groupOfProvider(stack.referred(aws.capacityProvider, one), stack)),
    ...stack.ofType(aws.group).filter((group) => !isManaged(group, stack)),
  ].map((group) => volumesOfGroup(stack, group));
  return hosts.every((volumes) => volumes.length > 0)
    ? [{ kept: tasksToKeep(service), volumes: hosts.flat() }]
    : [];
}

function clusterProviders(stack: Stack, { inputs }: Resource): Fields[] {
  const cluster = stack.referred(aws.cluster, inputs["cluster"]);
  return cluster === undefined
    ? []
    : stack.referring(aws.clusterCapacityProviders, "clusterName", cluster).map((one) => one.inputs);
}

/**
 * Places by strategy. Tasks on other providers keep running and count toward the number that ECS must keep.
 */
function placesByStrategy(stack: Stack, service: Resource, strategy: readonly Fields[]): Place[] {
  const desired = Number(service.inputs["desiredCount"] ?? 0);
  // ECS's defaults. A strategy with one provider needs neither base nor weight.
  const shares = strategy.map(({ capacityProvider, base, weight }) => ({
    provider: capacityProvider,
    base: Number(base ?? 0),
    weight: strategy.length === 1 ? 1 : Number(weight ?? 0),
  }));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
  const weights = sum(shares.map(({ weight }) => weight));
  const weighed = Math.max(0, desired - sum(shares.map(({ base }) => base)));
  return shares
    .filter(({ base, weight }) => base > 0 || weight > 0)
    .map(({ provider, base, weight }) => {
      const share = weight === 0 ? 0 : Math.ceil((weighed * weight) / weights);
      const here = Math.min(desired, base + share);
      return {
        kept: tasksToKeep(service) - (desired - here),
        volumes: volumesOfGroup(
          stack,
          groupOfProvider(stack.referred(aws.capacityProvider, provider), stack),
        ),
      };
    });
}

/** The volumes of a group's instances; empty if the group is not in this stack. */
function volumesOfGroup(stack: Stack, group: Resource | undefined): Resource[] {
  const launch = group && launchOf(stack, group);
  return launch ? volumesAtBoot(stack, launch.template) : [];
}
