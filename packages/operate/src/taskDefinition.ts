import type { ContainerDefinition, TaskDefinition, Volume } from "@aws-sdk/client-ecs";
import type { PlacementConstraint, TaskSpec } from "@ballast/placement";

/** ECS's words for processors, as instances say them. */
const architectures: Record<string, string> = { X86_64: "x86_64", ARM64: "arm64" };

/** What a task of this definition needs of an instance. */
export function taskSpec(definition: TaskDefinition): TaskSpec {
  const containers = definition.containerDefinitions ?? [];
  const sum = (pick: (container: ContainerDefinition) => number | undefined): number =>
    containers.reduce((total, container) => total + (pick(container) ?? 0), 0);
  const networkMode = definition.networkMode ?? "bridge";
  return {
    // What the task reserves as a whole, or else what its containers do together.
    cpu: definition.cpu === undefined ? sum(({ cpu }) => cpu) : Number(definition.cpu),
    memoryMiB:
      definition.memory === undefined
        ? sum(({ memory, memoryReservation }) => memoryReservation ?? memory)
        : Number(definition.memory),
    gpus: sum(gpus),
    networkMode,
    hostPorts: networkMode === "awsvpc" ? [] : containers.flatMap(hostPorts),
    requires: requirements(definition),
    constraints: constraints(definition.placementConstraints),
  };
}

/** What ECS worked out that the task needs, such as a volume plugin. An attribute without a value has an empty one. */
function requirements({ requiresAttributes = [], runtimePlatform }: TaskDefinition): Record<string, string> {
  const windows = runtimePlatform?.operatingSystemFamily?.startsWith("WINDOWS") ?? false;
  const architecture = architectures[runtimePlatform?.cpuArchitecture ?? ""];
  return {
    "ecs.os-type": windows ? "windows" : "linux",
    ...(architecture !== undefined && { "ecs.cpu-architecture": architecture }),
    ...Object.fromEntries(requiresAttributes.map(({ name = "", value = "" }) => [name, value])),
  };
}

function gpus({ resourceRequirements = [] }: ContainerDefinition): number {
  return resourceRequirements
    .filter(({ type }) => type === "GPU")
    .reduce((total, { value }) => total + Number(value), 0);
}

/** Port 0 is any that is free. */
function hostPorts({ portMappings = [] }: ContainerDefinition): number[] {
  return portMappings.map(({ hostPort = 0 }) => hostPort).filter((port) => port > 0);
}

/** As ECS describes them: for a task definition or a service. */
export function constraints(described: { type?: string; expression?: string }[] = []): PlacementConstraint[] {
  return described.map(({ type = "", expression }) => ({
    type,
    ...(expression !== undefined && { expression }),
  }));
}

/** A volume that a Docker volume plugin makes or attaches. */
export interface PluginVolume {
  /** The task definition's name for it. */
  name: string;
  /** `rexray/ebs` */
  driver: string;
  /** `task`: the agent gives it a name of the task's own, and Docker removes it with the task. */
  scope: "task" | "shared";
  /** How many instances can have it at a time, and where, as far as the driver's name and options tell. */
  attaches: "once" | "everywhere" | "unknown";
}

export function pluginVolumes({ volumes = [] }: TaskDefinition): PluginVolume[] {
  return volumes.flatMap((volume) => {
    const { driver, scope } = volume.dockerVolumeConfiguration ?? {};
    if (driver === undefined || driver === "" || driver === "local") return [];
    return [
      {
        name: volume.name ?? "",
        driver,
        scope: scope === "shared" ? ("shared" as const) : ("task" as const),
        attaches: attaches(driver, volume),
      },
    ];
  });
}

function attaches(driver: string, { dockerVolumeConfiguration }: Volume): PluginVolume["attaches"] {
  // Cloudstor's option; REX-Ray has a plugin for each kind.
  const backing = dockerVolumeConfiguration?.driverOpts?.["backing"];
  if (backing === "shared" || /efs|nfs/i.test(driver)) return "everywhere";
  if (backing === "relocatable" || /ebs/i.test(driver)) return "once";
  return "unknown";
}

/** `mysql` of `arn:…:task-definition/mysql:3`. */
export function familyOf(taskDefinitionArn: string): string {
  return taskDefinitionArn.replace(/^.*\//, "").replace(/:\d+$/, "");
}
