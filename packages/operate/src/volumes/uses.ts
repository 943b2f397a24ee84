import { pluginVolumes } from "@ballast/analysis";
import { posix } from "node:path";
import type { TaskDefinition } from "@aws-sdk/client-ecs";
import { isNamed } from "./names.ts";

/** A task that is not STOPPED, or a service with a desired count above 0. */
export interface Workload {
  cluster: string;
  /** `task 0123… (RUNNING) of service web`, `service web, which wants 2 tasks` */
  who: string;
  definition: TaskDefinition;
  /** ECS's complete description of the task or service: overrides, attachments, volume configurations. */
  details: unknown;
}

/** A workload that uses, or may use, a volume. */
export interface Use {
  cluster: string;
  who: string;
  /** The family of its task definition. */
  family: string;
  /**
   * `name`: it declares a plugin volume with this Docker name. ECS does not report the plugin's tag prefix, so it may
   * be another cluster's volume. `id`: it references this volume's id.
   */
  by: "name" | "id";
}

/** The workloads that use a volume. If ECS's data is not conclusive, a workload counts as a user. */
export function usesOf(volume: { id: string; dockerName: string }, workloads: Workload[]): Use[] {
  return workloads.flatMap(({ cluster, who, definition, details }): Use[] => {
    const use = { cluster, who, family: definition.family ?? "" };
    if (namesId(volume.id, definition) || namesId(volume.id, details)) return [{ ...use, by: "id" }];
    return namesVolume(volume.dockerName, definition) ? [{ ...use, by: "name" }] : [];
  });
}

/**
 * Whether any field contains the id: a volume, a driver option (`addr=fs-….efs…`), a variable, a command that mounts
 * it.
 */
function namesId(id: string, described: unknown): boolean {
  return id !== "" && JSON.stringify(described ?? null).includes(id);
}

/** The driver is ignored, because users choose its name, which does not tell EBS from EFS. */
function namesVolume(dockerName: string, definition: TaskDefinition): boolean {
  const family = definition.family ?? "";
  return (
    pluginVolumes(definition).some(({ name, scope }) => isNamed(dockerName, { family, name, scope })) ||
    (definition.volumes ?? [])
      .flatMap(({ host, dockerVolumeConfiguration: docker }) => [
        host?.sourcePath ?? "",
        ...Object.values(docker?.driverOpts ?? {}),
      ])
      .some((path) => isPluginPath(path, dockerName))
  );
}

/**
 * Whether the path is a plugin's mount point of the volume: `/var/lib/rexray/volumes/files/data`, `/mnt/ebs/files`,
 * and both under `/var/lib/docker/plugins/<id>/propagated-mount`.
 */
function isPluginPath(path: string, dockerName: string): boolean {
  const parts = posix.normalize(path).split("/");
  return parts.some((part, position) => part === dockerName && pluginFolders.has(parts[position - 1] ?? ""));
}

const pluginFolders = new Set(["volumes", "propagated-mount", "ebs", "reg", "max"]);
