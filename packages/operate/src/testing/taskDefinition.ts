import type { RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";

/** What a test says of a task definition. */
export type Definition = Partial<RegisterTaskDefinitionCommandInput>;

export const container = { name: "main", image: "busybox", cpu: 256, memory: 512 };

/** A task definition's volume that a plugin makes. */
export function pluginVolume(name: string, driver: string): Definition {
  return {
    volumes: [{ name, dockerVolumeConfiguration: { driver, scope: "shared", autoprovision: true } }],
    containerDefinitions: [{ ...container, mountPoints: [{ sourceVolume: name, containerPath: "/data" }] }],
  };
}
