import * as pulumi from "@pulumi/pulumi";
import type { TaskPart } from "./parts.ts";

/**
 * The locations on an instance where a storage component's data is mounted for tasks: folders, and Docker volumes as
 * `driver:volume`. A component registers them as `mounts`, because a task definition does not state which data a folder contains.
 */
export function mountsOf({ volumes = {} }: TaskPart): pulumi.Output<string[]> {
  const all = Object.entries(volumes).map(([name, { hostPath, dockerVolumeConfiguration }]) =>
    pulumi
      .all([hostPath, dockerVolumeConfiguration])
      .apply(
        ([folder, docker]) => folder ?? (docker?.driver === undefined ? [] : `${docker.driver}:${name}`),
      ),
  );
  return pulumi.all(all).apply((mounts) => mounts.flat());
}
