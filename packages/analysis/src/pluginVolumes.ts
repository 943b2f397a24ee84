import { fields, list, text } from "@ballast/model";

/** A volume that a Docker volume plugin makes or attaches. */
export interface PluginVolume {
  /** The task definition's name for it. */
  name: string;
  /** `rexray/ebs` */
  driver: string;
  /** `task`: the agent gives it a name of the task's own, and Docker removes it with the task. */
  scope: "task" | "shared";
  /** Cloudstor's option; REX-Ray has a plugin for each kind. */
  backing: string;
  /** How many instances can have it at a time, and where, as far as the driver's name and options tell. */
  attaches: "once" | "everywhere" | "unknown";
}

/** @param definition Of a plan, or as ECS describes it. */
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

/** Names of the volumes of plugins that one instance has at a time. @param definition Of a plan, or as ECS describes it. */
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
