import { fields, list, text } from "@ballast/model";

/** A volume that a Docker volume plugin creates or attaches. */
export interface PluginVolume {
  /** The volume's name in the task definition. */
  name: string;
  /** `rexray/ebs` */
  driver: string;
  /** `task`: the ECS agent gives the volume a name for this task, and Docker removes it with the task. */
  scope: "task" | "shared";
  /** Cloudstor's `backing` option. REX-Ray has a separate plugin for each type of storage. */
  backing: string;
  /** How many instances can attach the volume at a time, derived from the driver's name and options. */
  attaches: "once" | "everywhere" | "unknown";
}

/** @param definition A task definition from a plan or from ECS's API. */
export function pluginVolumes(definition: object): PluginVolume[] {
  return list(fields(definition)["volumes"])
    .map(fields)
    .flatMap(({ name, dockerVolumeConfiguration }) => {
      const { driver, scope, driverOpts } = fields(dockerVolumeConfiguration);
      if (text(driver) === "" || driver === "local") return [];
      const backing = text(fields(driverOpts)["backing"]);
      return {
        name: text(name),
        driver: text(driver),
        scope: scope === "shared" ? scope : "task",
        backing,
        attaches: attaches(text(driver), backing),
      };
    });
}

/**
 * Names of plugin volumes that only one instance can attach at a time. @param definition From a plan or from
 * ECS's API.
 */
export function volumesAttachedOnce(definition: object): string[] {
  return pluginVolumes(definition)
    .filter((volume) => volume.attaches === "once")
    .map(({ name }) => name);
}

function attaches(driver: string, backing: string): PluginVolume["attaches"] {
  if (backing === "shared" || /efs|nfs/i.test(driver)) return "everywhere";
  if (backing === "relocatable" || /ebs/i.test(driver)) return "once";
  return "unknown";
}
