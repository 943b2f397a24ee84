import type { RegisterTaskDefinitionCommandInput } from "@aws-sdk/client-ecs";

/** The properties of a task definition that a test sets. */
export type Definition = Partial<RegisterTaskDefinitionCommandInput>;

export const container = { name: "main", image: "busybox", cpu: 256, memory: 512 };

/** A volume of a task definition that a Docker volume plugin creates. */
export function pluginVolume(name: string, driver: string): Definition {
  return {
    volumes: [{ name, dockerVolumeConfiguration: { driver, scope: "shared", autoprovision: true } }],
    containerDefinitions: [{ ...container, mountPoints: [{ sourceVolume: name, containerPath: "/data" }] }],
  };
}
