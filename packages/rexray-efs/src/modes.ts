import type { Survival } from "@ballast/contracts";

/**
 * How tasks access the shared files, and which events the files survive:
 *
 * | mode     | task restart | instance loss | zone loss | destroy                      |
 * | -------- | ------------ | ------------- | --------- | ---------------------------- |
 * | `native` | yes          | yes           | yes       | as `retention` says          |
 * | `plugin` | yes          | yes           | yes       | yes: not in the Pulumi state |
 *
 * - `native`: the file system is in the Pulumi state, encrypted and backed up, and ECS mounts it, also on AWS Fargate.
 * - `plugin`: REX-Ray creates a file system for each volume, outside the Pulumi state, unencrypted and without backups,
 *   and mounts it. REX-Ray is no longer maintained; use this mode only for a gradual migration away from it.
 */
export const FileSystemMode = {
  /** ECS mounts the file system, which is in the Pulumi state. */
  Native: "native",
  /** REX-Ray creates and mounts the file system, outside the Pulumi state. */
  Plugin: "plugin",
} as const;
export type FileSystemMode = (typeof FileSystemMode)[keyof typeof FileSystemMode];

/**
 * Throughput mode of the file system. `elastic` is charged per gigabyte read and written. `bursting` is included and
 * grows with the stored data. `provisioned` is charged per MiB/s.
 */
export const Throughput = {
  /** Follows the load; charged per gigabyte read and written. */
  Elastic: "elastic",
  /** Grows with the stored data; included in the storage price. */
  Bursting: "bursting",
  /** A fixed number of MiB/s, charged whether used or not. */
  Provisioned: "provisioned",
} as const;
export type Throughput = (typeof Throughput)[keyof typeof Throughput];

/** @param retained Whether the file system stays when its stack goes. */
export function survivalOf(mode: FileSystemMode, retained: boolean): Survival {
  const everything = { taskRestart: true, instanceLoss: true, zoneLoss: true };
  const survivals: Record<FileSystemMode, Survival> = {
    native: { ...everything, destroy: retained },
    // File systems that the plugin created are not in any state, so `pulumi destroy` does not delete them.
    plugin: { ...everything, destroy: true },
  };
  return survivals[mode];
}

/** Whether its speed is bought beforehand. */
export const isProvisioned: Record<Throughput, boolean> = {
  elastic: false,
  bursting: false,
  provisioned: true,
};
