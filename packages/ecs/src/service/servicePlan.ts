import { isRefused } from "@ballast/aws/services/naming";
import { ecsName } from "@ballast/aws/services/ecs";
import { taskVolumes } from "@ballast/aws/services/volumeLimits";
import {
  checkAutoName,
  checkId,
  checkKeyArn,
  checkKeys,
  checkProtection,
  checkWhole,
  type Faults,
  given,
  isOn,
  listed,
  mergeServiceParts,
  snapshotIdForm,
  type ManagedVolume,
  type ServiceVolume,
  type Waivers,
} from "@ballast/contracts";
import {
  checkServicePlacement,
  normalizeStrategies,
  rebalancingObstacle,
  rollingLimits,
  type ServicePlacement,
} from "@ballast/placement";
import type * as pulumi from "@pulumi/pulumi";
import { checkDiscovery } from "../discovery/checkDiscovery.ts";
import { isFargate, hasOwnAddress } from "../task/shape.ts";
import { checkVolume } from "../stores/volume.ts";
import { addProblems } from "../task/placement.ts";
import { checkDeployment, checkShiftTargets } from "./checkDeployment.ts";
import { checkScaling } from "./checkScaling.ts";
import { isDaemon } from "./scheduling.ts";
import type { ServiceArgs } from "./serviceArgs.ts";
import { checkTargets, graceSeconds } from "./targets.ts";

/** The arguments with their defaults and parts joined in. */
export interface ServicePlan {
  daemon: boolean;
  desiredCount: number | undefined;
  minimumHealthyPercent: number;
  maximumPercent: number;
  zoneRebalancing: boolean;
  /** Whether its tasks have addresses, and so subnets and groups, of their own. */
  ownAddresses: boolean;
  subnetIds: pulumi.Input<string>[];
  volume: ManagedVolume | undefined;
  /** Volumes to back up before a deployment. */
  saved: Record<string, ServiceVolume>;
  placement: ServicePlacement;
  waivers: Waivers;
}

/** Merges arguments, parts and defaults; throws one error that lists every fault. */
export function planService(faults: Faults, args: ServiceArgs, name: string): ServicePlan {
  const daemon = isDaemon(args.scheduling);
  const asked = mergeServiceParts(faults, args.parts, { ...args, volumeConfiguration: args.managedVolume });
  const maximumPercent = asked.maximumPercent ?? (daemon ? 100 : 200);
  const placement: ServicePlacement = {
    fargate: isFargate(args.taskDefinition.launchType),
    daemon,
    constraints: args.placementConstraints ?? [],
    strategies: normalizeStrategies(args.placementStrategies ?? []),
    taskConstraints: args.taskDefinition.placementConstraints ?? [],
    serviceName: args.serviceName,
  };
  const obstacle = rebalancingObstacle(placement, maximumPercent);
  const plan: ServicePlan = {
    daemon,
    desiredCount: daemon ? undefined : (args.scaling?.minimum ?? asked.desiredCount ?? 1),
    minimumHealthyPercent: asked.minimumHealthyPercent ?? (daemon ? 0 : 100),
    maximumPercent,
    zoneRebalancing: asked.zoneRebalancing ?? obstacle === undefined,
    ownAddresses: hasOwnAddress(args.taskDefinition.networkMode),
    subnetIds: Object.entries(args.subnetIds)
      .filter(([key]) => asked.subnetKeys?.includes(key) ?? true)
      .map(([, id]) => id),
    volume: asked.volumeConfiguration,
    saved: args.deployment?.snapshotBefore ? asked.volumes : {},
    placement,
    waivers: asked.waivers,
  };

  if (args.serviceName === undefined) checkAutoName(faults, `${name}-service`, ecsName, "an ECS service");
  else if (isRefused(ecsName, args.serviceName)) {
    faults.add(
      "serviceName",
      `${given(args.serviceName)} is not a name for a service; use up to ${ecsName.maximum} ${ecsName.allowed}.`,
    );
  }
  if (asked.zoneRebalancing && obstacle) {
    faults.add("zoneRebalancing", `cannot be on, because ${obstacle}; leave it out to use ECS's default.`);
  }
  for (const key of (asked.subnetKeys ?? []).filter((key) => !Object.hasOwn(args.subnetIds, key))) {
    faults.add(
      "subnetIds",
      `has no ${given(key)}, which a part needs; there are ${listed(Object.keys(args.subnetIds))}.`,
    );
  }
  checkCounts(faults, args, plan);
  checkScaling(faults, args, asked);
  checkDeployment(faults, args, asked);
  checkShiftTargets(faults, args);
  checkDiscovery(faults, name, args, plan.desiredCount);
  checkAddresses(faults, args, plan);
  addProblems(faults, checkServicePlacement(placement));
  checkCapacity(faults, args);
  checkTargets(faults, args);
  if (plan.volume && !args.taskDefinition.managedVolumes?.includes(plan.volume.volume)) {
    faults.add(
      "managedVolume.volume",
      `${given(plan.volume.volume)} is not a volume of the task definition with configureAtLaunch; there are ` +
        `${listed(args.taskDefinition.managedVolumes ?? []) || "none"}.`,
    );
  }
  if (plan.volume) checkManagedVolume(faults, plan.volume);
  checkProtection(faults, "circuitBreaker", args.circuitBreaker);
  checkProtection(faults, "privateOnly", args.privateOnly);
  return plan;
}

/** One of a part has been checked by the component that it is of, under the reader's own names. */
function checkManagedVolume(faults: Faults, volume: ManagedVolume): void {
  checkVolume(faults, taskVolumes, volume, (property) => `managedVolume.${property}`);
  if (volume.sizeGiB === undefined && volume.snapshotId === undefined)
    faults.add("managedVolume.sizeGiB", "is missing; without a snapshotId the volume needs its size in GiB.");
  checkId(faults, "managedVolume.snapshotId", volume.snapshotId, snapshotIdForm);
  checkKeyArn(faults, "managedVolume.kmsKeyId", volume.kmsKeyId);
}

function checkCounts(faults: Faults, args: ServiceArgs, plan: ServicePlan): void {
  if (plan.daemon && args.desiredCount !== undefined) {
    faults.add(
      "desiredCount",
      `is ${given(args.desiredCount)}, but a daemon runs once per instance; leave it out.`,
    );
  }
  checkWhole(faults, "desiredCount", args.desiredCount, { from: 0, to: 5000 });
  checkWhole(faults, "minimumHealthyPercent", plan.minimumHealthyPercent, { from: 0, to: 100 });
  checkWhole(faults, "maximumPercent", plan.maximumPercent, { from: 100, to: 200 });
  // ECS API reference, CreateService, healthCheckGracePeriodSeconds.
  checkWhole(faults, "healthCheckGraceSeconds", args.healthCheckGraceSeconds, {
    from: 0,
    to: 2_147_483_647,
    unit: "seconds",
  });
  const grace = graceSeconds(args);
  checkWhole(faults, "toleratedMinutes", args.toleratedMinutes, {
    from: Math.floor(grace / 60) + 1,
    to: 1440,
    unit: "minutes",
  });
  checkWhole(faults, "steadyStateMinutes", args.steadyStateMinutes, { from: 1, to: 180, unit: "minutes" });
  checkRolling(faults, plan);
}

/** ECS rounds the one percentage down and the other one up: of one task, 50 and 150 percent leave nothing to do. */
function checkRolling(faults: Faults, plan: ServicePlan): void {
  const { daemon, minimumHealthyPercent, maximumPercent, desiredCount = 0 } = plan;
  const { most, least } = rollingLimits(desiredCount, plan);
  const isBlocked = daemon
    ? minimumHealthyPercent === 100 && maximumPercent === 100
    : desiredCount > 0 && most <= least;
  if (!isBlocked) return;
  faults.add(
    "minimumHealthyPercent",
    `is ${minimumHealthyPercent} and maximumPercent is ${maximumPercent}, so no ${
      desiredCount > 1 ? `task of ${desiredCount}` : "task"
    } could ever be replaced; lower minimumHealthyPercent or raise maximumPercent.`,
  );
}

/** Tasks behind their instance have what it has. */
function checkAddresses(faults: Faults, args: ServiceArgs, { ownAddresses }: ServicePlan): void {
  if (ownAddresses) {
    checkKeys(faults, "securityGroupIds", args.securityGroupIds, { from: 1, to: 5 });
    checkKeys(faults, "subnetIds", args.subnetIds, { from: 1, to: 16 });
    return;
  }
  const without = 'tasks with their own IP addresses, which network mode "bridge" does not provide';
  for (const property of ["securityGroupIds", "subnetIds"] as const) {
    if (Object.keys(args[property]).length > 0)
      faults.add(property, `are for ${without}; give {}, or use "awsvpc".`);
  }
  if (args.loadBalancers) faults.add("loadBalancers", `send to ${without}; use "awsvpc".`);
}

function checkCapacity(faults: Faults, args: ServiceArgs): void {
  const onFargate = isFargate(args.taskDefinition.launchType);
  const shares = Object.entries(args.capacity ?? {});
  if (!onFargate && shares.length === 0 && !isDaemon(args.scheduling) && !args.selfManagedInstances) {
    faults.add(
      "capacity",
      "is empty, and tasks on container instances scale their capacity only through a provider; name one, or set " +
        "selfManagedInstances for instances that joined the cluster without one.",
    );
  }
  if (args.selfManagedInstances) checkSelfManaged(faults, args, onFargate);
  if (!onFargate && !isOn(args.privateOnly)) {
    faults.add(
      "privateOnly",
      "tasks on container instances never get a public IP address; leave it out and use a load balancer.",
    );
  }
  if (onFargate && isDaemon(args.scheduling)) {
    faults.add("scheduling", '"daemon" needs container instances; AWS Fargate has none.');
  }
  if (shares.filter(([, share]) => share.base).length > 1) {
    faults.add("capacity", "has more than one share with a base; ECS allows one.");
  }
  for (const [key, share] of shares) {
    checkWhole(faults, `capacity.${key}.weight`, share.weight, { from: 0, to: 1000 });
    checkWhole(faults, `capacity.${key}.base`, share.base, { from: 0, to: 100_000 });
  }
}

/** Refuses what would be ignored, or what nothing would keep to those instances. */
function checkSelfManaged(faults: Faults, args: ServiceArgs, onFargate: boolean): void {
  const path = "selfManagedInstances";
  if (onFargate)
    return faults.add(
      path,
      "is for tasks on container instances, but these run on AWS Fargate; leave it out.",
    );
  if (isDaemon(args.scheduling))
    return faults.add(
      path,
      "has no effect on a daemon, which runs on every container instance; leave it out.",
    );
  if (Object.keys(args.capacity ?? {}).length > 0)
    return faults.add(
      path,
      "is for instances without a capacity provider; leave it out, or leave capacity out.",
    );
  const constraints = [
    ...(args.placementConstraints ?? []),
    ...(args.taskDefinition.placementConstraints ?? []),
  ];
  if (constraints.some(({ type }) => type === "memberOf")) return;
  faults.add(
    path,
    "needs a placement constraint that only these instances satisfy, in the task definition or the service, or tasks may " +
      'also go to other instances of the cluster; for example the part of an Elastigroup, or "attribute:kind == own".',
  );
}
