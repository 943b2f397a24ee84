import { listed, type Faults } from "@ballast/contracts";

/** Settings of `docker plugin install` for Cloudstor, and the replacement of each. */
export const cloudstorSettings: Readonly<Record<string, string>> = {
  CLOUD_PLATFORM: "nothing: every volume here is AWS's",
  AWS_REGION: "the stack's region, aws:region",
  EFS_SUPPORTED: 'the backing of each volume: set it to "shared" or "relocatable"',
  EFS_ID_REGULAR:
    'a separate file system for each volume of backing "shared"; copy the files from the old one, where each volume is a folder',
  EFS_ID_MAXIO:
    'the same for each volume of perfmode "maxio", with elastic or provisioned throughput in place of the performance mode Max I/O',
  AWS_STACK_ID: "the stack's name, which is the prefix of its volumes' Name tags",
  DEBUG: "nothing: hosts log to /var/log/ballast-boot.log",
};

/**
 * Refuses settings of the plugin, of which none is taken over as it is: each with what replaces it.
 *
 * @param settings By name, as the plugin was installed with them.
 */
export function checkCloudstorSettings(faults: Faults, path: string, settings: Record<string, string>): void {
  for (const setting of Object.keys(settings)) {
    const instead = Object.hasOwn(cloudstorSettings, setting) ? cloudstorSettings[setting] : undefined;
    faults.add(
      `${path}.${setting}`,
      instead === undefined
        ? `is not a setting of Cloudstor; it had ${listed(Object.keys(cloudstorSettings))}.`
        : `is a setting of the plugin. It is replaced by ${instead}.`,
    );
  }
}
