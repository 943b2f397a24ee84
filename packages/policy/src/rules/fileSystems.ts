import { isForWindows } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { block, fields, list, text, type Fields, type Resource, type Stack } from "@ballast/model";
import { eachWorkload } from "../eachContainer.ts";
import { networkMountOf } from "../hostPaths.ts";
import type { Rule, Violation } from "../rule.ts";
import { hasRecoveryPointsIn } from "../backups.ts";
import { deniesEverybody, deniesInClear } from "../statements.ts";
import { workloadTypes } from "../workloads.ts";

export const fileSystemRules: Rule[] = [
  {
    id: "efs-backup",
    severity: "error",
    sentence: "A file system is backed up.",
    why: "It survives the loss of a zone, but not a task that deletes its files.",
    fix: "Enable its backup policy, select it in a plan of AWS Backup, or give a reason why it needs no backup.",
    types: [aws.fileSystem],
    *check(resource, stack) {
      const statuses = about(stack, aws.backupPolicy, resource).map(
        ({ inputs }) => block(inputs["backupPolicy"])["status"],
      );
      if (!statuses.includes("ENABLED") && !hasRecoveryPointsIn(stack, resource))
        yield "has no automatic backups";
    },
  },
  {
    id: "efs-transport",
    severity: "error",
    sentence: "A file system accepts only encrypted connections that an IAM role authorizes.",
    why: "Without a policy EFS accepts every client that can reach it over the network, unencrypted and as root.",
    fix: "Set a policy that denies requests without aws:SecureTransport.",
    types: [aws.fileSystem],
    *check(resource, stack) {
      const requests = ["ClientMount", "ClientWrite"].map((action) => asking(resource, action));
      if (!deniesInClear(policiesOf(stack, resource), requests)) yield "accepts unencrypted connections";
    },
  },
  {
    id: "efs-root-access",
    severity: "warning",
    sentence: "No client has root access to a file system.",
    why: "Root can read and change the files of all other users, and can change every permission.",
    fix: "Deny elasticfilesystem:ClientRootAccess in its policy; an access point sets the user of the tasks.",
    types: [aws.fileSystem],
    *check(resource, stack) {
      const policies = policiesOf(stack, resource);
      const request = asking(resource, "ClientRootAccess");
      // With and without each access point: a policy may deny all clients that do not use the access point.
      const doors = [{}, ...stack.referring(aws.accessPoint, "fileSystemId", resource).map(through)];
      if (!doors.every((context) => deniesEverybody(policies, [request], { ...encrypted, ...context })))
        yield "allows root access for roles";
    },
  },
  {
    id: "efs-access-point",
    severity: "error",
    sentence: "An access point sets the user of its clients, and the folder to which they have access.",
    why: "Without either it gives access to the whole file system.",
    fix: "Set posixUser and a rootDirectory other than /.",
    covers: ["CKV_AWS_329", "CKV_AWS_330"],
    types: [aws.accessPoint],
    *check({ inputs }) {
      if (fields(inputs["posixUser"])["uid"] === undefined)
        yield { part: "posixUser", message: "allows clients to act as any user" };
      if ((text(fields(inputs["rootDirectory"])["path"]) || "/") === "/")
        yield { part: "rootDirectory", message: "gives access to the whole file system" };
    },
  },
  {
    id: "ecs-efs-volume",
    severity: "error",
    sentence: "Tasks mount EFS with encryption, with their own role, through an access point.",
    why: "Otherwise files cross the network unencrypted, and every task that can reach the port can read all of them.",
    fix: "Set transitEncryption and authorizationConfig with iam ENABLED and an accessPointId.",
    covers: ["CKV_AWS_97"],
    types: workloadTypes,
    check: eachVolume("efsVolumeConfiguration", function* (volume, efs) {
      const { iam, accessPointId } = fields(efs["authorizationConfig"]);
      if (efs["transitEncryption"] !== "ENABLED")
        yield { part: "transitEncryption", message: `mounts ${volume} without encryption` };
      if (iam !== "ENABLED") yield { part: "iam", message: `mounts ${volume} without its role` };
      if (!accessPointId)
        yield { part: "accessPointId", message: `mounts ${volume} without an access point` };
    }),
  },
  {
    id: "ecs-volume-plugin",
    severity: "warning",
    sentence: "ECS mounts volumes itself, not a Docker volume plugin.",
    why: "A plugin is root on its instances, and the plugins that were written for ECS, REX-Ray and Cloudstor, are abandoned.",
    fix: "Use the EFS or FSx volumes of ECS, or a volume of the host. Or give a reason, in the part that adds the volume or in an exception.",
    types: [aws.taskDefinition],
    check: eachVolume("dockerVolumeConfiguration", function* (volume, docker) {
      const driver = text(docker["driver"]) || "local";
      if (driver !== "local") yield { message: `mounts ${volume} by the plugin ${driver}` };
    }),
  },
  {
    id: "ecs-network-volume",
    severity: "error",
    sentence: "Tasks mount network shares with ECS's own volume types, not with Docker's local driver.",
    why: "The driver mounts without encryption and as the host, without checking the task's permissions. An unreachable share blocks the instance's tasks.",
    fix: "Use efsVolumeConfiguration or fsxWindowsFileServerVolumeConfiguration.",
    types: workloadTypes,
    check: eachWorkload(function* ({ volumes }) {
      for (const volume of volumes) {
        const kind = networkMountOf(volume);
        const part = text(volume["name"]);
        if (kind !== undefined)
          yield { part, message: `mounts ${part} by ${kind} and Docker's local driver` };
      }
    }),
  },
  {
    id: "ecs-volume-platform",
    severity: "error",
    sentence: "The operating system of a task can mount its volumes.",
    why: "ECS registers the task definition anyway, and the error appears only when a task does not start.",
    fix: "Use EFS and Docker plugins for Linux, and FSx for Windows File Server for Windows.",
    types: [aws.taskDefinition],
    *check(resource) {
      const windows = isForWindows(resource.inputs["runtimePlatform"]);
      for (const volume of list(resource.inputs["volumes"]).map(fields)) {
        const kind = windows ? linuxKind(volume) : windowsKind(volume);
        if (kind) {
          const system = windows ? "Windows" : "Linux";
          const part = text(volume["name"]);
          yield { part, message: `mounts ${part} by ${kind} on ${system}` };
        }
      }
    },
  },
];

/** Resources of a type that belong to a file system. */
function about(stack: Stack, type: string, { id }: Resource): Resource[] {
  return stack.ofType(type).filter(({ inputs }) => inputs["fileSystemId"] === id);
}

function policiesOf(stack: Stack, resource: Resource): unknown[] {
  return about(stack, aws.fileSystemPolicy, resource).map(({ inputs }) => inputs["policy"]);
}

function asking({ state }: Resource, action: string) {
  return { action: `elasticfilesystem:${action}`, resource: text(state["arn"]) };
}

const encrypted = {
  "aws:SecureTransport": "true",
  "elasticfilesystem:AccessedViaMountTarget": "true",
};

function through({ state }: Resource): Record<string, string> {
  return { "elasticfilesystem:AccessPointArn": text(state["arn"]) };
}

type VolumeCheck = (name: string, configuration: Fields) => Iterable<Pick<Violation, "part" | "message">>;

function eachVolume(kind: string, check: VolumeCheck): Rule["check"] {
  return eachWorkload(function* ({ volumes }) {
    for (const volume of volumes) {
      if (volume[kind] === undefined) continue;
      const part = text(volume["name"]);
      for (const found of check(part, fields(volume[kind])))
        yield { ...found, part: found.part === undefined ? part : `${part}/${found.part}` };
    }
  });
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
