import { Faults, given } from "@ballast/contracts";
import type { CloudstorOptions } from "./options.ts";
import { checkCloudstorOptions, explainTranslation, translated, type CloudstorVolume } from "./volume.ts";

/** One volume, and what is made for it alone: a task definition, a service, and the instances that hold it. */
export interface VolumeUnit {
  /** The key as the user wrote it: `nginx-vol`. */
  name: string;
  /** Its key in records, such as a cluster's capacities: `nginxvol`. */
  key: string;
  /** The name of what is made for it: `web-nginxvol`. */
  component: string;
  volume: CloudstorVolume;
  /** How its options were translated, as text. */
  translation: string;
}

/**
 * One unit for each volume. A task definition names its volumes, so tasks of one definition share them; volumes that are
 * each a task's own need a definition and a service each, and a unit that is added or taken away moves no other.
 *
 * @param base What the components are called: `web`.
 * @throws {pulumi.InputPropertiesError} with everything that is wrong with any of them.
 */
export function fanOut(base: string, volumes: Record<string, CloudstorOptions>): VolumeUnit[] {
  const faults = new Faults(`The record of volumes for ${given(base)}`);
  const owners: Record<string, string> = {};
  const units = Object.entries(volumes).map(
    ([name, options]): [Omit<VolumeUnit, "volume" | "translation">, CloudstorOptions] => {
      const path = `volumes.${name}`;
      const key = name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
      const first = Object.hasOwn(owners, key) ? owners[key] : undefined;
      if (key === "")
        faults.add(path, `${given(name)} becomes part of resource names; use letters or digits.`);
      else if (first !== undefined) {
        faults.add(path, `${given(name)} and ${given(first)} are both ${given(key)} in names; rename one.`);
      }
      owners[key] = name;
      checkCloudstorOptions(faults, path, options);
      return [{ name, key, component: `${base}-${key}` }, options];
    },
  );
  faults.throwIfAny();
  return units.map(([unit, options]) => ({
    ...unit,
    volume: translated(options),
    translation: explainTranslation(options),
  }));
}
