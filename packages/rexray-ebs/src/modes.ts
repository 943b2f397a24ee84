import type { Survival } from "@ballast/contracts";

/**
 * How a service gets a block volume, and which events its data survives:
 *
 * | mode                          | task restart | instance loss            | zone loss | destroy             |
 * | ----------------------------- | ------------ | ------------------------ | --------- | ------------------- |
 * | `host`                        | yes          | yes, on the replacement  | no        | as `retention` says |
 * | `plugin`                      | yes          | yes, on another instance | no        | as `retention` says |
 * | `plugin` with `autoprovision` | yes          | yes, on another instance | no        | yes                 |
 * | `managed`                     | no           | no                       | no        | no                  |
 *
 * - `host`: the volume is in the Pulumi state. The instance attaches it at boot, before it accepts tasks.
 * - `plugin`: REX-Ray attaches it to the instance of the task. REX-Ray is no longer maintained; a fork supports IMDSv2.
 *   With `autoprovision`, REX-Ray also creates it, outside the Pulumi state, and `pulumi destroy` does not delete it.
 * - `managed`: ECS creates a volume for each task of the service and deletes it with the task.
 */
export const BlockMode = {
  /** The container instance attaches the volume when it boots. */
  Host: "host",
  /** REX-Ray attaches the volume to the instance that runs the task. */
  Plugin: "plugin",
  /** ECS creates a volume for each task and deletes it with the task. */
  Managed: "managed",
} as const;
export type BlockMode = (typeof BlockMode)[keyof typeof BlockMode];

/** Whether the volume is deleted with its task. */
export const isEphemeral: Record<BlockMode, boolean> = { host: false, plugin: false, managed: true };
/** Whether a Docker plugin attaches the volume for the task. */
export const usesPlugin: Record<BlockMode, boolean> = { host: false, plugin: true, managed: false };

/** Whether the instance mounts the volume at boot, so that it can report how full it is. */
export const mountsAtBoot: Record<BlockMode, boolean> = { host: true, plugin: false, managed: false };

/** Whether the volume is in the Pulumi state, with its backups, retention and KMS key. */
export function isInState(mode: BlockMode, autoprovision = false): boolean {
  return { host: true, plugin: !autoprovision, managed: false }[mode];
}

/** Which events the data survives. @param retained Whether a volume in the state stays when its stack is destroyed. */
export function survivalOf(mode: BlockMode, autoprovision: boolean, retained: boolean): Survival {
  const persistent = !isEphemeral[mode];
  return {
    taskRestart: persistent,
    instanceLoss: persistent,
    // A block volume is in one zone; its snapshots are in the region.
    zoneLoss: false,
    // A volume that the plugin created is not in the Pulumi state, so `pulumi destroy` does not delete it.
    destroy: persistent && (!isInState(mode, autoprovision) || retained),
  };
}
