import schema from "#schema" with { type: "json" };
import { roleName } from "@ballast/aws/services/iam";
import {
  checkArguments,
  checkAutoName,
  checkLogRetention,
  checkWhole,
  type Faults,
  given,
  mergeTaskParts,
  checkRetention,
  type MergedTaskPart,
  type PlacementConstraint,
  type TaskVolume,
  subjectOf,
} from "@ballast/contracts";
import { checkTaskPlacement } from "@ballast/placement";
import { addProblems } from "./placement.ts";
import { checkContainers, checkContainerSizes, checkFargateSize, checkParts } from "./checks.ts";
import {
  LaunchType,
  NetworkMode,
  isWindows,
  Platform,
  runtimePlatform,
  isFargate,
  hasOwnAddress,
} from "./shape.ts";
import { checkVolumeReferences, heldContainers, heldPart, heldVolumes } from "./references.ts";
import { checkLogging } from "./checkLogging.ts";
import { checkExecuteCommand } from "./checkExecuteCommand.ts";
import { checkPortNames } from "./portNames.ts";
import { checkUlimits } from "./ulimits.ts";
import { checkVolumeOwners, ownerContainers, waitingForOwners } from "./volumeOwners.ts";
import type { ContainerArgs } from "./containers.ts";
import type { TaskDefinitionArgs } from "./taskDefinitionArgs.ts";

/** The arguments with their defaults and parts joined in. */
export interface TaskPlan {
  containers: Record<string, ContainerArgs>;
  /** Containers that set the owners of volumes, and have nothing of the parts. */
  owners: Record<string, ContainerArgs>;
  part: MergedTaskPart;
  launchType: LaunchType;
  platform: Platform;
  networkMode: NetworkMode;
  volumes: Record<string, TaskVolume>;
  placementConstraints: PlacementConstraint[];
  cpu: number | undefined;
  memoryMiB: number | undefined;
}

/** Merges arguments, parts and defaults; throws one error that lists every fault. */
export function planTask(name: string, args: TaskDefinitionArgs): TaskPlan {
  const plan = checkArguments(schema, "TaskDefinition", name, args, checkTask);
  const subject = subjectOf("TaskDefinition", name);
  return {
    ...plan,
    containers: heldContainers(subject, plan.containers),
    owners: heldContainers(subject, plan.owners),
    part: heldPart(subject, plan.part, args.parts ?? {}),
    volumes: heldVolumes(subject, plan.volumes),
  };
}

function checkTask(faults: Faults, args: TaskDefinitionArgs, name: string): TaskPlan {
  const part = mergeTaskParts(faults, args.parts);
  const plan = joinTask(args, part);
  const containers = Object.keys(args.containers);
  const volumes = Object.keys(plan.volumes);

  // The longest of the roles' names.
  checkAutoName(faults, `${name}-execution`, roleName, "an IAM role");
  const onLinuxInstances = !isFargate(plan.launchType) && !isWindows(plan.platform);
  if (!hasOwnAddress(plan.networkMode) && !onLinuxInstances) {
    faults.add(
      "networkMode",
      '"bridge" needs Linux container instances; leave it out, or use launchType: "ec2".',
    );
  }
  if (args.family !== undefined && !/^[A-Za-z0-9_-]{1,255}$/.test(args.family))
    faults.add(
      "family",
      `${given(args.family)} is not a family of task definitions. Use up to 255 letters, digits, hyphens and underscores.`,
    );
  checkRetention(faults, args);
  checkLogRetention(faults, "logRetentionDays", args.logRetentionDays);
  for (const key of Object.keys(args.volumes ?? {}).filter((key) => Object.hasOwn(part.volumes, key))) {
    faults.add(`volumes.${key}`, "a part adds a volume with the same name; rename this one.");
  }
  const place = { windows: isWindows(plan.platform), fargate: isFargate(plan.launchType) };
  checkContainers(faults, args.containers, volumes, place);
  checkLogging(faults, args.containers, place);
  checkExecuteCommand(faults, args, place);
  checkPortNames(faults, args.containers);
  checkUlimits(faults, args.containers, place);
  checkVolumeOwners(faults, args.volumeOwners ?? {}, { volumes: plan.volumes, containers, ...place });
  checkContainerSizes(faults, args.containers, plan, isWindows(plan.platform));
  checkParts(faults, args.parts ?? {}, containers, volumes);
  checkVolumes(faults, plan);
  checkVolumeReferences(faults, "volumes", args.volumes);
  addProblems(faults, checkTaskPlacement(plan.placementConstraints, isFargate(plan.launchType)));
  if (isFargate(plan.launchType)) checkFargate(faults, args, plan);
  else checkInstanceSize(faults, args);
  if (!isFargate(plan.launchType) && args.ephemeralStorageGiB !== undefined) {
    faults.add(
      "ephemeralStorageGiB",
      "is only for AWS Fargate; on container instances, tasks share the root volume.",
    );
  }
  return plan;
}

/**
 * On instances a task has any size that one of them has. ECS API reference, RegisterTaskDefinition: 128 to 196,608 CPU
 * units; a container needs 4 MiB or more.
 */
function checkInstanceSize(faults: Faults, { cpu, memoryMiB }: TaskDefinitionArgs): void {
  checkWhole(faults, "cpu", cpu, { from: 128, to: 196_608, unit: "CPU units" });
  checkWhole(faults, "memoryMiB", memoryMiB, { from: 4, to: 2_147_483_647, unit: "MiB" });
}

/** Volumes that ECS mounts on one operating system alone; it says so only when a task starts. */
function checkVolumes(faults: Faults, { volumes, platform }: TaskPlan): void {
  const windows = isWindows(platform);
  for (const [key, volume] of Object.entries(volumes)) {
    if (windows && (volume.efsVolumeConfiguration ?? volume.dockerVolumeConfiguration)) {
      faults.add(
        `volumes.${key}`,
        "is for Linux tasks; Windows has Amazon FSx, host paths and ECS-managed EBS.",
      );
    }
    if (!windows && volume.fsxWindowsFileServerVolumeConfiguration) {
      faults.add(
        `volumes.${key}`,
        "is for Windows tasks; Linux has Amazon EFS, host paths and ECS-managed EBS.",
      );
    }
  }
}

function joinTask(args: TaskDefinitionArgs, part: MergedTaskPart): TaskPlan {
  const launchType = args.launchType ?? LaunchType.Fargate;
  const platform = args.platform ?? Platform.LinuxX86;
  const onFargate = isFargate(launchType);
  const owners = args.volumeOwners ?? {};
  return {
    containers: waitingForOwners(args.containers, part, owners),
    owners: ownerContainers(owners, onFargate || args.memoryMiB !== undefined),
    part,
    launchType,
    platform,
    networkMode: args.networkMode ?? NetworkMode.Awsvpc,
    volumes: { ...args.volumes, ...part.volumes },
    placementConstraints: [
      ...(args.placementConstraints ?? []),
      ...part.placementConstraints,
      ...(onFargate ? [] : windowsConstraint(platform)),
    ],
    cpu: args.cpu ?? (onFargate ? 256 : undefined),
    memoryMiB: args.memoryMiB ?? (onFargate ? 512 : undefined),
  };
}

/**
 * A Windows image on an instance of another build stays PENDING indefinitely; only a placement constraint prevents
 * this.
 */
function windowsConstraint(platform: Platform): PlacementConstraint[] {
  if (!isWindows(platform)) return [];
  const { operatingSystemFamily } = runtimePlatform(platform);
  return [{ type: "memberOf", expression: `attribute:ecs.os-family == ${operatingSystemFamily}` }];
}

function checkFargate(faults: Faults, args: TaskDefinitionArgs, plan: TaskPlan): void {
  checkFargateSize(faults, plan.cpu ?? 0, plan.memoryMiB ?? 0);
  checkWhole(faults, "ephemeralStorageGiB", args.ephemeralStorageGiB, { from: 21, to: 200, unit: "GiB" });
  for (const [key, volume] of Object.entries(plan.volumes)) {
    if (
      volume.hostPath ??
      volume.dockerVolumeConfiguration ??
      volume.fsxWindowsFileServerVolumeConfiguration
    ) {
      faults.add(
        `volumes.${key}`,
        "needs a container instance; AWS Fargate mounts EFS, ECS-managed EBS and task-local volumes.",
      );
    }
  }
  for (const [name, container] of Object.entries(args.containers)) {
    if (container.gpus)
      faults.add(`containers.${name}.gpus`, 'AWS Fargate has no GPUs; use launchType: "ec2".');
  }
  if (isWindows(plan.platform) && (plan.cpu ?? 0) < 1024) {
    faults.add(
      "cpu",
      `${given(plan.cpu)} is too small for Windows on AWS Fargate; 1024 is its smallest size.`,
    );
  }
}
