import { nearestRegion } from "@ballast/aws/regions";
import { given, partitionOf, regionOfZone } from "@ballast/contracts";
import { configValue } from "./configValue.ts";
import type { SettingFault } from "./refusal.ts";

export function regionFaults(): SettingFault[] {
  const region = currentRegion();
  if (region === undefined) return [];
  const text = unknownRegion(region);
  return text === undefined ? [] : [{ path: ["aws:region"], text }];
}

/** @returns undefined if it is encrypted, missing or not a text. */
function currentRegion(): string | undefined {
  const region = configValue("aws:region");
  return ["string", "number", "boolean"].includes(typeof region) ? String(region) : undefined;
}

/** @returns undefined for a region of AWS. */
export function unknownRegion(region: string): string | undefined {
  if (partitionOf(region) !== undefined) return undefined;
  const meant = nearestRegion(region);
  const ask = meant === undefined ? "" : ` Did you mean ${meant}?`;
  return `${given(region)} is not a region of AWS.${ask} Use a region's code, for example eu-central-1.`;
}

/**
 * Zones and regions that settings name: a zone must be the stack's region's, and a region must exist. Texts that are neither
 * are left alone.
 */
export function checkPlaces(path: readonly (string | number)[], value: unknown): SettingFault[] {
  if (typeof value === "string") {
    const region = currentRegion();
    const last = path.at(-1);
    const unknown = last === "region" ? unknownRegion(value) : undefined;
    if (unknown !== undefined) return [{ path, text: unknown }];
    const partition = region === undefined ? undefined : partitionOf(region);
    if (last === "region" && partition !== undefined && partitionOf(value) !== partition) {
      // "Each AWS account is scoped to one partition" (AWS General Reference, "Amazon Resource Names", 2026-11).
      const text =
        `${given(value)} is in the partition ${partitionOf(value)}, and an AWS account is in one partition only; ` +
        `allowed: regions of ${partition}, as ${region}. Use one of these.`;
      return [{ path, text }];
    }
    const topicRegion = last === "alarmTopicArn" ? /^arn:[\w-]+:sns:([\w-]+):/.exec(value)?.[1] : undefined;
    if (topicRegion !== undefined && partition !== undefined && topicRegion !== region) {
      // The component says so, too, but only after other components have registered resources.
      const text = `${given(value)} is not in ${given(region)}, where alarms and events are. Use a topic of this region.`;
      return [{ path, text }];
    }
    const home = regionOfZone(value);
    if (home === undefined || region === undefined || home === region) return [];
    const text = `${given(value)} is not in ${region}, the stack's region. Name a zone of ${region}, or change aws:region.`;
    return partitionOf(region) === undefined ? [] : [{ path, text }];
  }
  if (typeof value !== "object" || value === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, one]) => checkPlaces([...path, key], one));
}
