import { nearest } from "@ballast/model";
import data from "./regions.json" with { type: "json" };
import { serviceAliases, servicesByType } from "./services.ts";

export { servicesByType } from "./services.ts";

/** Source of the region data. AWS may have opened further regions since. */
export const regionsSource = data.source;

/** Region codes: `eu-central-1`. */
export const regionNames: readonly string[] = Object.keys(data.partitions);

export function nearestRegion(name: string): string | undefined {
  return nearest(name, regionNames, 3);
}

/**
 * undefined for a region that is not in the list.
 *
 * @returns undefined for a region that is not in the list.
 */
export function zoneLetters(region: string): string | undefined {
  if (!Object.hasOwn(data.partitions, region)) return undefined;
  return entry(data.zones, region) ?? data.usualZones;
}

/**
 * The service of a type that is not offered in a region; undefined if it is, or nothing is known of either.
 *
 * @param type The provider's or CloudFormation's: `aws:fsx/windowsFileSystem:WindowsFileSystem`, `AWS::FSx::FileSystem`.
 */
export function missingService(type: string, region: string): string | undefined {
  const [, module, inTemplate = ""] = /^(?:aws:([a-z0-9]+)\/|AWS::([A-Za-z0-9]+)::)/.exec(type) ?? [];
  const name = module ?? inTemplate.toLowerCase();
  const service = entry(servicesByType, entry(serviceAliases, name) ?? name);
  if (service === undefined) return undefined;
  const absent: readonly string[] = entry<readonly string[]>(data.absent, service) ?? [];
  return absent.includes(region) ? service : undefined;
}

function entry<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
