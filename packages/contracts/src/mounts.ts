import * as pulumi from "@pulumi/pulumi";
import type { TaskPart } from "./parts.ts";

/**
 * Where on an instance the data of a storage component is mounted for tasks: folders, and `driver:volume` of Docker. A component
 * registers it as `mounts`, because no property of a task definition says what lies in a folder.
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
