import type { PlacementConstraint } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import type { NamedPort } from "./namedPort.ts";

/** Where tasks run. */
export const LaunchType = {
  /** AWS Fargate: AWS runs the machines. */
  Fargate: "fargate",
  /** Container instances of the cluster. */
  Ec2: "ec2",
} as const;
export type LaunchType = (typeof LaunchType)[keyof typeof LaunchType];

const fargateTypes: Record<LaunchType, boolean> = { fargate: true, ec2: false };

/** Whether AWS brings the machines. */
export function isFargate(launchType: LaunchType): boolean {
  return fargateTypes[launchType] ?? false;
}

/**
 * `awsvpc` gives each task a separate network interface with address and security groups. With `bridge`, tasks use the
 * network interface of their instance, on ports that Docker chooses. So an instance with few network interfaces can run
 * many small tasks, but they share its security groups.
 */
export const NetworkMode = {
  /** A network interface and security groups for each task. */
  Awsvpc: "awsvpc",
  /** Dynamic ports of the container instance, whose security groups apply. */
  Bridge: "bridge",
} as const;
export type NetworkMode = (typeof NetworkMode)[keyof typeof NetworkMode];

const addressModes: Record<NetworkMode, boolean> = { awsvpc: true, bridge: false };

/** Whether each task has an address, and so subnets and groups, of its own. */
export function hasOwnAddress(mode: NetworkMode = NetworkMode.Awsvpc): boolean {
  return addressModes[mode] ?? false;
}

/** Who registers new revisions of a task definition. */
export const TaskDefinitionOwner = {
  /** Only this program registers revisions. */
  Program: "program",
  /** A pipeline registers revisions; a service keeps the revision that the pipeline deployed. */
  Pipeline: "pipeline",
} as const;
export type TaskDefinitionOwner = (typeof TaskDefinitionOwner)[keyof typeof TaskDefinitionOwner];

/** Properties of the service that its owner changes, and Pulumi therefore ignores. */
export const leftToOwner: Record<TaskDefinitionOwner, string[]> = {
  program: [],
  pipeline: ["taskDefinition"],
};

/** Operating system and processor of a container image. Windows images must match the build of the instance. */
export const Platform = {
  /** Linux on x86-64. */
  LinuxX86: "linuxX86",
  /** Linux on ARM64, such as AWS Graviton. */
  LinuxArm: "linuxArm",
  /** Windows Server 2019 Core. */
  Windows2019Core: "windows2019Core",
  /** Windows Server 2019 Full. */
  Windows2019Full: "windows2019Full",
  /** Windows Server 2022 Core. */
  Windows2022Core: "windows2022Core",
  /** Windows Server 2022 Full. */
  Windows2022Full: "windows2022Full",
  /** Windows Server 2025 Core. */
  Windows2025Core: "windows2025Core",
  /** Windows Server 2025 Full. */
  Windows2025Full: "windows2025Full",
} as const;
export type Platform = (typeof Platform)[keyof typeof Platform];

/**
 * The properties of a task definition that a service needs. For a task definition of another team, write literals.
 *
 * @part
 */
export interface TaskDefinitionShape {
  /** ARN of a revision. */
  arn: pulumi.Input<string>;
  /** Where its tasks run. */
  launchType: LaunchType;
  /** Operating system and processor of its images. */
  platform: Platform;
  /** Network mode of its tasks. @default "awsvpc" */
  networkMode?: NetworkMode;
  /** TCP ports on which its containers listen, keyed by container name. */
  containerPorts: Record<string, number[]>;
  /** The named ones among these ports, keyed by port name. @default - none */
  portNames?: Record<string, NamedPort>;
  /**
   * Memory of the whole task.
   *
   * @default - none: each container must have its own memory, which Service Connect requires on container instances
   */
  memoryMiB?: number;
  /** Names of the volumes that ECS creates when it launches a task. @default - none */
  managedVolumes?: string[];
  /** Container instances on which its tasks can run. @default - none */
  placementConstraints?: PlacementConstraint[];
  /** Whether its tasks allow ECS Exec. @default false */
  executeCommand?: boolean;
  /** Who registers its revisions. @default "program" */
  owner?: TaskDefinitionOwner;
}

export interface RuntimePlatform {
  operatingSystemFamily: string;
  cpuArchitecture: string;
}

const windows = (operatingSystemFamily: string): RuntimePlatform => ({
  operatingSystemFamily: `WINDOWS_SERVER_${operatingSystemFamily}`,
  cpuArchitecture: "X86_64",
});
const platforms: Record<Platform, RuntimePlatform> = {
  linuxX86: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
  linuxArm: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
  windows2019Core: windows("2019_CORE"),
  windows2019Full: windows("2019_FULL"),
  windows2022Core: windows("2022_CORE"),
  windows2022Full: windows("2022_FULL"),
  windows2025Core: windows("2025_CORE"),
  windows2025Full: windows("2025_FULL"),
};

/** In the form of ECS's API; for an unknown platform, that of Linux. */
export function runtimePlatform(platform: Platform): RuntimePlatform {
  return platforms[platform] ?? platforms.linuxX86;
}

export function isWindows(platform: Platform): boolean {
  return runtimePlatform(platform).operatingSystemFamily.startsWith("WINDOWS");
}

/** Where the containers of a task run. */
export interface TaskPlace {
  windows: boolean;
  fargate: boolean;
}

/** Whether a pipeline deploys the revisions, so that nothing of the program runs before it does. */
export function isDeployedByPipeline({ owner = TaskDefinitionOwner.Program }: TaskDefinitionShape): boolean {
  return leftToOwner[owner].includes("taskDefinition");
}
