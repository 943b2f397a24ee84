import type { Survival } from "@ballast/contracts";

/**
 * How a service gets a block volume, and what survives what:
 *
 * | mode      | task restart | instance loss            | zone loss | destroy                |
 * | --------- | ------------ | ------------------------ | --------- | ---------------------- |
 * | `host`    | yes          | yes, on its successor    | no        | as `retention` says    |
 * | `plugin`  | yes          | yes, on another instance | no        | as `retention` says    |
 * | `managed` | no           | no                       | no        | no                     |
 *
 * `host`: the volume is in the state; the instance attaches it at boot, before it takes tasks.
 * `plugin`: REX-Ray moves it to where its task is. REX-Ray itself is abandoned; a fork speaks to IMDSv2.
 * `managed`: ECS makes a volume for each task of the service and deletes it with the task.
 */
export const BlockMode = { Host: "host", Plugin: "plugin", Managed: "managed" } as const;
export type BlockMode = (typeof BlockMode)[keyof typeof BlockMode];

/** @param retained Whether the volume stays when its stack goes. */
export function survivalOf(mode: BlockMode, retained: boolean): Survival {
  const persistent = mode !== BlockMode.Managed;
  return {
    taskRestart: persistent,
    instanceLoss: persistent,
    // A block volume lies in one zone; its snapshots lie in the region.
    zoneLoss: false,
    destroy: persistent && retained,
  };
}
