import type { FaultList } from "./faultList.ts";
import { given } from "./quoting.ts";

/** A zone of a region: `eu-central-1a`. Local Zones and Wavelength Zones carry more and are not meant. */
const zoneName = /^[a-z]{2,4}(?:-[a-z]+)+-\d+([a-z])$/;

export function isZoneName(name: string): boolean {
  return zoneName.test(name);
}

/** The region of a zone; undefined for what is not a zone's name. */
export function regionOfZone(name: string): string | undefined {
  return isZoneName(name) ? name.slice(0, -1) : undefined;
}

/** @param region The site's; an output is not compared. */
export function checkZone(faults: FaultList, path: string, zone: string, region: unknown): void {
  const home = regionOfZone(zone);
  if (home === undefined)
    faults.add(
      path,
      `${given(zone)} is not an availability zone. Use, for example, "eu-central-1a"; Local Zones are not supported.`,
    );
  else if (typeof region === "string" && home !== region)
    faults.add(path, `${given(zone)} is not in ${given(region)}, this site's region.`);
}

/** The word by which a zone's subnets are kept: `a` of `eu-central-1a`. Unique within a region. */
export function zoneKey(name: string): string {
  const key = zoneName.exec(name)?.[1];
  if (key === undefined) throw new Error(`${JSON.stringify(name)} is not the name of an availability zone.`);
  return key;
}
