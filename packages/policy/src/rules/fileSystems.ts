import { fields, list, statements, text, type Fields, type PolicyStatement } from "../read.ts";
import type { Resource, Rule, Stack, Violation } from "../rule.ts";
import { aws } from "./types.ts";

const fileSystem = "aws:efs/fileSystem:FileSystem";
const backupPolicy = "aws:efs/backupPolicy:BackupPolicy";
const fileSystemPolicy = "aws:efs/fileSystemPolicy:FileSystemPolicy";

export const fileSystemRules: Rule[] = [
  {
    id: "efs-backup",
    severity: "error",
    sentence: "A file system is backed up.",
    why: "It survives a lost zone, but not a task that deletes its files.",
    mend: "Give it a backup policy that is ENABLED, or say why it needs none.",
    *check(stack) {
      for (const resource of stack.ofType(fileSystem)) {
        const statuses = about(stack, backupPolicy, resource).map(
          ({ inputs }) => fields(inputs["backupPolicy"])["status"],
        );
        if (!statuses.includes("ENABLED")) yield { resource, message: "has no backups made of it" };
      }
    },
  },
  {
    id: "efs-transport",
    severity: "error",
    sentence: "A file system admits encrypted connections alone, and nobody without a role.",
    why: "Without a policy EFS admits whomever the network lets through, in clear and as root.",
    mend: "Give it a policy that denies what comes without aws:SecureTransport.",
    *check(stack) {
      for (const resource of stack.ofType(fileSystem)) {
        const encrypted = deniedBy(stack, resource).some(
          ({ actions, conditions }) =>
            names(actions, "ClientMount") &&
            text(fields(conditions["Bool"])["aws:SecureTransport"]) === "false",
        );
        if (!encrypted) yield { resource, message: "admits connections in clear" };
      }
    },
  },
  {
    id: "efs-root-access",
    severity: "warning",
    sentence: "Nobody is root on a file system.",
    why: "Root reads and changes what belongs to others, and undoes every permission that was set.",
    mend: "Deny elasticfilesystem:ClientRootAccess in its policy; an access point says as whom tasks act.",
    *check(stack) {
      for (const resource of stack.ofType(fileSystem)) {
        const squashed = deniedBy(stack, resource).some(
          ({ actions, conditions }) =>
            names(actions, "ClientRootAccess") && Object.keys(conditions).length === 0,
        );
        if (!squashed) yield { resource, message: "lets roles be root on it" };
      }
    },
  },
  {
    id: "ecs-efs-volume",
    severity: "error",
    sentence: "Tasks mount EFS encrypted, as their own role, through an access point.",
    why: "Otherwise files cross the network in clear, and every task that reaches the port reads all of them.",
    mend: "Set transitEncryption and authorizationConfig with iam ENABLED and an accessPointId.",
    check: eachVolume("efsVolumeConfiguration", function* (volume, efs, resource) {
      const { iam, accessPointId } = fields(efs["authorizationConfig"]);
      if (efs["transitEncryption"] !== "ENABLED") yield { resource, message: `mounts ${volume} in clear` };
      if (iam !== "ENABLED") yield { resource, message: `mounts ${volume} as nobody, not as its role` };
      if (!accessPointId) yield { resource, message: `mounts ${volume} without an access point` };
    }),
  },
  {
    id: "ecs-volume-plugin",
    severity: "warning",
    sentence: "ECS mounts volumes by itself, not by a Docker volume plugin.",
    why: "A plugin is root on its instances, and those that were made for ECS, REX-Ray and Cloudstor, are abandoned.",
    mend: "Use EFS or FSx as ECS mounts them, or a volume of the host; or hand on why not as the stack's waiver.",
    check: eachVolume("dockerVolumeConfiguration", function* (volume, docker, resource) {
      const driver = text(docker["driver"]) || "local";
      if (driver !== "local") yield { resource, message: `mounts ${volume} by the plugin ${driver}` };
    }),
  },
  {
    id: "ecs-volume-platform",
    severity: "error",
    sentence: "A volume is of a kind that its tasks' operating system mounts.",
    why: "ECS registers the task definition, and finds out when a task does not start.",
    mend: "EFS and Docker plugins are for Linux, FSx for Windows File Server is for Windows.",
    *check(stack) {
      for (const resource of stack.ofType(aws.taskDefinition)) {
        const platform = fields(resource.inputs["runtimePlatform"]);
        const windows = text(platform["operatingSystemFamily"]).startsWith("WINDOWS");
        for (const volume of list(resource.inputs["volumes"]).map(fields)) {
          const kind = windows ? linuxKind(volume) : windowsKind(volume);
          if (kind) {
            const system = windows ? "Windows" : "Linux";
            yield { resource, message: `mounts ${text(volume["name"])} by ${kind} on ${system}` };
          }
        }
      }
    },
  },
];

/** What a stack says of a file system. */
function about(stack: Stack, type: string, { id }: Resource): Resource[] {
  return stack.ofType(type).filter(({ inputs }) => inputs["fileSystemId"] === id);
}

function deniedBy(stack: Stack, resource: Resource): PolicyStatement[] {
  return about(stack, fileSystemPolicy, resource)
    .flatMap(({ inputs }) => statements(inputs["policy"]))
    .filter(({ effect }) => effect === "Deny");
}

function names(actions: string[], action: string): boolean {
  return ["*", "elasticfilesystem:*", "elasticfilesystem:Client*", `elasticfilesystem:${action}`].some(
    (one) => actions.includes(one),
  );
}

type VolumeCheck = (name: string, configuration: Fields, taskDefinition: Resource) => Iterable<Violation>;

function eachVolume(kind: string, check: VolumeCheck): Rule["check"] {
  return function* (stack) {
    for (const resource of stack.ofType(aws.taskDefinition)) {
      for (const volume of list(resource.inputs["volumes"]).map(fields)) {
        if (volume[kind] !== undefined) yield* check(text(volume["name"]), fields(volume[kind]), resource);
      }
    }
  };
}

function linuxKind(volume: Fields): string | undefined {
  if (volume["efsVolumeConfiguration"] !== undefined) return "EFS";
  const driver = text(fields(volume["dockerVolumeConfiguration"])["driver"]) || "local";
  return driver === "local" ? undefined : `the plugin ${driver}`;
}

function windowsKind(volume: Fields): string | undefined {
  return volume["fsxWindowsFileServerVolumeConfiguration"] === undefined
    ? undefined
    : "FSx for Windows File Server";
}
