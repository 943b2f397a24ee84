import { pluginVolumes } from "@ballast/analysis";
import { posix } from "node:path";
import type { TaskDefinition } from "@aws-sdk/client-ecs";
import { isNamed } from "./names.ts";

/** A task that is not STOPPED, or a service that wants tasks. */
export interface Workload {
  cluster: string;
  /** `task 0123… (RUNNING) of service web`, `service web, which wants 2 tasks` */
  who: string;
  definition: TaskDefinition;
  /** All that ECS says of the task or service itself: overrides, attachments, volume configurations. */
  details: unknown;
}

/** A workload that uses a volume, or may. */
export interface Use {
  cluster: string;
  who: string;
  /** Of its task definition. */
  family: string;
  /**
   * `name`: it asks a plugin for a volume of this Docker name. ECS does not say the tag that the plugin puts before the
   * name, so it may be another cluster's volume. `id`: it names this very volume.
   */
  by: "name" | "id";
}

/** The workloads that use a volume, as far as ECS can tell; where it cannot, they count. */
export function usesOf(volume: { id: string; dockerName: string }, workloads: Workload[]): Use[] {
  return workloads.flatMap(({ cluster, who, definition, details }): Use[] => {
    const use = { cluster, who, family: definition.family ?? "" };
    if (namesId(volume.id, definition) || namesId(volume.id, details)) return [{ ...use, by: "id" }];
    return namesVolume(volume.dockerName, definition) ? [{ ...use, by: "name" }] : [];
  });
}

/** By whatever field: a volume, an option of its driver (`addr=fs-….efs…`), a variable, a command that mounts it. */
function namesId(id: string, described: unknown): boolean {
  return id !== "" && JSON.stringify(described ?? null).includes(id);
}

/** Whatever the driver: its name is the user's to choose, so it does not say whether it is one for EBS or for EFS. */
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
 * Where plugins mount a volume on the host: `/var/lib/rexray/volumes/files/data`, `/mnt/ebs/files`, and both under
 * `/var/lib/docker/plugins/<id>/propagated-mount`.
 */
function isPluginPath(path: string, dockerName: string): boolean {
  const parts = posix.normalize(path).split("/");
  return parts.some((part, position) => part === dockerName && pluginFolders.has(parts[position - 1] ?? ""));
}

const pluginFolders = new Set(["volumes", "propagated-mount", "ebs", "reg", "max"]);
