import { Faults, given, type TaskVolume } from "@ballast/contracts";
import type { CloudstorOptions } from "./options.ts";
import { checkCloudstorOptions } from "./volume.ts";

/** The alias under which the plugin was installed. */
export const cloudstorDriver = "cloudstor:aws";

/** Takes a driver that cannot be recommended. */
export interface DriverAcceptance {
  /** Why it has to be this one. @default - none; required for cloudstor:aws */
  reason?: string;
}

/** Rejects the driver of Cloudstor, unless a reason is given. */
export function checkDriver(
  faults: Faults,
  path: string,
  driver: string,
  { reason }: DriverAcceptance = {},
): void {
  if (!/^(docker4x\/)?cloudstor(:|$)/.test(driver) || reason?.trim()) return;
  faults.add(
    path,
    `${given(driver)} is archived. It requires IMDSv1 and does not support NVMe devices or Nitro instances, so it finds no volume on ` +
      'current instance types. Leave the driver out and keep its options, or give { reason: "…" }.',
  );
}

/**
 * The volume in the form of old task definitions, for instances that still run the plugin. Ballast does not install it.
 *
 * @throws {pulumi.InputPropertiesError} without a reason, or with options that it did not have.
 */
export function cloudstorTaskVolume(
  options: CloudstorOptions,
  acceptance: DriverAcceptance = {},
): TaskVolume {
  const faults = new Faults("A volume of Cloudstor");
  checkDriver(faults, "driver", cloudstorDriver, acceptance);
  checkCloudstorOptions(faults, "options", options);
  for (const [option, isNew] of Object.entries({
    throughput: options.throughput !== undefined,
    ebstype: options.ebstype !== undefined && ["gp3", "io2"].includes(options.ebstype),
  })) {
    if (isNew)
      faults.add(
        `options.${option}`,
        "is newer than the plugin, which would ignore or reject it; leave it out.",
      );
  }
  faults.throwIfAny();
  return {
    dockerVolumeConfiguration: {
      driver: cloudstorDriver,
      // A volume of a task's own would go with the task.
      scope: "shared",
      autoprovision: true,
      driverOpts: { ...options },
    },
  };
}
