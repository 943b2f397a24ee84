import { block, isTrue, text } from "@ballast/model";
import { keeps, keptWhile, type Discards, type DiscardsByProperty } from "./discarding.ts";

// Retention settings that several services have in common.

/** @param unset Default in days, documented by AWS or the provider. */
export const automaticBackups = (path: string, unset?: number): DiscardsByProperty =>
  keeps(path, { of: "automatic backups older than # days", ...(unset !== undefined && { unset }) });

// RDS user guide, "Turning Performance Insights on and off": what was collected is deleted.
export const performanceHistory: DiscardsByProperty = {
  ...keeps("performanceInsightsRetentionPeriod", { of: "performance data older than # days", unset: 7 }),
  ...keptWhile("performanceInsightsEnabled", "all performance data"),
};

/** For each property, the first result of several functions. */
export function either(...several: readonly DiscardsByProperty[]): DiscardsByProperty {
  const properties = new Set(several.flatMap((one) => Object.keys(one)));
  const first = (property: string): Discards => {
    const all = several.flatMap((one) => one[property] ?? []);
    return (before, after) => all.map((one) => one(before, after)).find((found) => found !== undefined);
  };
  return Object.fromEntries([...properties].map((property) => [property, first(property)]));
}

/** For rules that are not analyzed: any change of the property may delete data. */
export function anyChange(property: string, what: string): DiscardsByProperty {
  return { [property]: () => ({ what, uncertain: `which data ${property} deletes is not evaluated` }) };
}

/** DynamoDB: the continuous backup, and data that a time to live deletes. */
export const keptTable: DiscardsByProperty = {
  ...either(
    keptWhile("pointInTimeRecovery.enabled", "all of its continuous backup"),
    keeps("pointInTimeRecovery.recoveryPeriodInDays", {
      of: "the continuous backup older than # days",
      unset: 35,
    }),
  ),
  ttl: (before, after) => {
    const [was, is] = [before, after].map((inputs) => {
      const { enabled, attributeName } = block(inputs["ttl"]);
      return isTrue(enabled) ? text(attributeName) : "";
    });
    return is === "" || is === was ? undefined : { what: `items whose ${is} has passed` };
  },
};

const snapshotsOfTable = "maintenanceConfiguration.icebergSnapshotManagement.settings";

/** Snapshot retention of S3 Tables. */
export const icebergSnapshots = either(
  keeps(`${snapshotsOfTable}.minSnapshotsToKeep`, { of: "the table's snapshots beyond the newest #" }),
  keeps(`${snapshotsOfTable}.maxSnapshotAgeHours`, { of: "the table's snapshots older than # hours" }),
);
