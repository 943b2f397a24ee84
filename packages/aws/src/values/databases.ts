import { isFields, isTrue, text, type Fields } from "@ballast/model";
import type { RefusesTogether } from "../resourceType.ts";
import accepted from "./accepted.json" with { type: "json" };
import { isKnownText, numeric } from "./known.ts";
import type { RefusedValue } from "./limit.ts";
import { refused, sources } from "./sources.ts";
import { sqlServerTimeZones } from "./timeZones.ts";
import { dailyWindow, weeklyWindow, windowsOverlap } from "./windows.ts";

const engines = accepted.databaseEngines as Readonly<
  Record<string, { versions: string; classes: string } | undefined>
>;
const shortest = 30;

function known(value: unknown): string {
  const given = text(value);
  return isKnownText(given) ? given : "";
}

/** @returns whether a window is one, of at least half an hour. */
function* refusedWindows(inputs: Fields, backup: string, maintenance: string): Iterable<RefusedValue> {
  const from = sources.apiOfRds;
  const [daily, weekly] = [known(inputs[backup]), known(inputs[maintenance])];
  const [first, second] = [dailyWindow(daily), weeklyWindow(weekly)];
  if (daily !== "" && first === undefined) yield refused(backup, daily, "hh:mm-hh:mm, in UTC", from);
  if (weekly !== "" && second === undefined)
    yield refused(maintenance, weekly, "ddd:hh:mm-ddd:hh:mm, in UTC", from);
  if (first !== undefined && first.minutes < shortest)
    yield refused(backup, daily, "at least 30 minutes", from);
  if (second !== undefined && second.minutes < shortest)
    yield refused(maintenance, weekly, "at least 30 minutes", from);
  if (first !== undefined && second !== undefined && windowsOverlap(first, second))
    yield refused(backup, daily, `a time outside of the maintenance window (${weekly})`, from);
}

/** Numbers of a version, so that two can be compared. */
function numbersOf(version: string): number[] {
  return [...version.matchAll(/\d+/g)].map(([digits]) => Number(digits));
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((number, index) => number !== (other[index] ?? -1));
  return at < 0 ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? -1);
}

/** Whether RDS has a version of an engine, or one that begins so; what is newer than the newest that is known may be there. */
export function hasVersion(engine: string, version: string): boolean {
  const all = engines[engine]?.versions.split(" ") ?? [];
  if (all.length === 0 || all.some((one) => one === version || one.startsWith(`${version}.`))) return true;
  // Microsoft's minor version is 0 on RDS, so any other is not one that is newer.
  if (engine.includes("sqlserver") && !/^\d+\.00(\.|$)/.test(version)) return false;
  const numbers = numbersOf(version);
  const sameMajor = all.map(numbersOf).filter(([major]) => major === numbers[0]);
  const newest = (sameMajor.length > 0 ? sameMajor : all.map(numbersOf)).sort(compare).at(-1) ?? [];
  return numbers.length > 0 && compare(numbers, newest) > 0;
}

/** Whether a region has a class for an engine. A family that no engine has is newer than what is known. */
export function hasClass(engine: string, name: string): boolean {
  const [, family = "", size = ""] = /^db\.([^.]+)(?:\.(.+))?$/.exec(name) ?? [];
  const own = engines[engine]?.classes;
  if (own === undefined || own === "" || family === "serverless") return true;
  const sizes = sizesOf(own, family);
  if (sizes !== undefined) return sizes.includes(size);
  const isKnownFamily = Object.values(engines).some(
    (one) => one !== undefined && sizesOf(one.classes, family) !== undefined,
  );
  return !isKnownFamily && family !== "";
}

function sizesOf(packed: string, family: string): string[] | undefined {
  const entry = packed.split(" ").find((one) => one.startsWith(`${family}:`));
  return entry?.slice(family.length + 1).split(",");
}

function* refusedEngine(inputs: Fields, classProperty: string): Iterable<RefusedValue> {
  const from = sources.rdsVersions;
  const engine = known(inputs["engine"]).toLowerCase();
  const [version, name] = [known(inputs["engineVersion"]), known(inputs[classProperty])];
  if (engine === "" || !Object.hasOwn(engines, engine)) {
    // The first characters are those of a family that AWS may extend.
    if (engine !== "" && !/^custom-/.test(engine))
      yield refused("engine", engine, Object.keys(engines).join(", "), from);
    return;
  }
  if (version !== "" && !hasVersion(engine, version))
    yield refused("engineVersion", version, `versions of ${engine} (${majors(engine)})`, from);
  if (name !== "" && !hasClass(engine, name))
    yield refused(classProperty, name, `classes that RDS has for ${engine}`, from);
}

function majors(engine: string): string {
  const all = engines[engine]?.versions.split(" ") ?? [];
  return [...new Set(all.map((one) => one.split(".").slice(0, 2).join(".")))].slice(-6).join(", ");
}

const licenses: readonly [RegExp, readonly string[]][] = [
  [/^db2/, ["bring-your-own-license", "marketplace-license"]],
  [/^(mariadb|mysql)/, ["general-public-license"]],
  [/^sqlserver/, ["license-included", "bring-your-own-media"]],
  [/^oracle/, ["bring-your-own-license", "license-included"]],
  [/^postgres/, ["postgresql-license"]],
];

/** What RDS refuses of an instance that is not part of a cluster. */
export const databaseInstance: RefusesTogether = function* (inputs) {
  const from = sources.apiOfRds;
  yield* refusedWindows(inputs, "backupWindow", "maintenanceWindow");
  yield* refusedEngine(inputs, "instanceClass");
  const engine = known(inputs["engine"]);
  const isSqlServer = engine.startsWith("sqlserver");
  if (isSqlServer && isTrue(inputs["multiAz"]) && text(inputs["backupRetentionPeriod"]) === "0")
    yield refused("backupRetentionPeriod", 0, "at least 1 for SQL Server with multiAz", sources.rdsRecovery);
  if (engine === "sqlserver-ex" && isTrue(inputs["multiAz"]))
    yield refused("multiAz", true, "no standby for SQL Server Express", from);
  if (isTrue(inputs["multiAz"]) && known(inputs["availabilityZone"]) !== "")
    yield refused("availabilityZone", inputs["availabilityZone"], "no availabilityZone with multiAz", from);
  const zone = known(inputs["timezone"]);
  if (zone !== "" && isSqlServer && !sqlServerTimeZones.has(zone))
    yield refused(
      "timezone",
      zone,
      "Windows' names of time zones, such as W. Europe Standard Time",
      sources.timeZones,
    );
  if (
    zone !== "" &&
    engine !== "" &&
    !isSqlServer &&
    !engine.startsWith("db2") &&
    !engine.startsWith("custom-sqlserver")
  )
    yield refused("timezone", zone, `no time zone for ${engine}`, from);
  const license = known(inputs["licenseModel"]);
  const allowed = licenses.find(([name]) => name.test(engine))?.[1];
  if (license !== "" && allowed !== undefined && !allowed.includes(license))
    yield refused("licenseModel", license, `${allowed.join(", ")} for ${engine}`, from);
  const port = Number(text(inputs["port"]));
  if (
    isSqlServer &&
    ([1234, 1434, 3260, 3343, 3389, 47_001].includes(port) || (port >= 49_152 && port <= 49_156))
  )
    yield refused("port", port, "a port that SQL Server on RDS does not keep for itself", from);
  yield* refusedMonitoring(inputs);
};

/** What RDS refuses of Aurora clusters and Multi-AZ clusters. */
export const databaseCluster: RefusesTogether = function* (inputs) {
  yield* refusedWindows(inputs, "preferredBackupWindow", "preferredMaintenanceWindow");
  yield* refusedEngine(inputs, "dbClusterInstanceClass");
  const engine = known(inputs["engine"]);
  if (engine.startsWith("aurora")) {
    for (const property of ["allocatedStorage", "dbClusterInstanceClass", "iops"])
      if (inputs[property] !== undefined)
        yield refused(property, inputs[property], `no ${property} for ${engine}`, sources.extensions);
    const storage = known(inputs["storageType"]);
    if (storage !== "" && !["aurora", "aurora-iopt1"].includes(storage))
      yield refused("storageType", storage, `aurora, aurora-iopt1 for ${engine}`, sources.extensions);
  }
  if (engine === "mysql" || engine === "postgres")
    for (const property of ["allocatedStorage", "dbClusterInstanceClass", "storageType"])
      if (inputs[property] === undefined && !isRestored(inputs))
        yield refused(
          property,
          undefined,
          `a Multi-AZ cluster of ${engine} with ${property}`,
          sources.extensions,
        );
  const { minCapacity, maxCapacity } = isFields(inputs["serverlessv2ScalingConfiguration"])
    ? inputs["serverlessv2ScalingConfiguration"]
    : {};
  if (numeric(minCapacity) !== undefined && Number(minCapacity) > Number(maxCapacity))
    yield refused(
      "serverlessv2ScalingConfiguration.minCapacity",
      minCapacity,
      `at most maxCapacity (${text(maxCapacity)})`,
      sources.apiOfRds,
    );
  yield* refusedMonitoring(inputs);
};

function isRestored(inputs: Fields): boolean {
  return ["snapshotIdentifier", "restoreToPointInTime", "replicationSourceIdentifier"].some(
    (name) => inputs[name] !== undefined,
  );
}

export const clusterInstance: RefusesTogether = function* (inputs) {
  yield* refusedWindows(inputs, "preferredBackupWindow", "preferredMaintenanceWindow");
  yield* refusedEngine(inputs, "instanceClass");
  yield* refusedMonitoring(inputs);
};

const intervals = ["0", "1", "5", "10", "15", "30", "60"];

function* refusedMonitoring(inputs: Fields): Iterable<RefusedValue> {
  const from = sources.apiOfRds;
  const [interval, role] = [text(inputs["monitoringInterval"]), inputs["monitoringRoleArn"]];
  if (interval !== "" && !intervals.includes(interval))
    yield refused("monitoringInterval", inputs["monitoringInterval"], intervals.join(", "), from);
  else if (interval !== "" && interval !== "0" && role === undefined)
    yield refused(
      "monitoringRoleArn",
      undefined,
      "a monitoringInterval with a monitoringRoleArn",
      sources.extensions,
    );
  const days = Number(text(inputs["performanceInsightsRetentionPeriod"]) || "7");
  const isPeriod = days === 7 || days === 731 || (days % 31 === 0 && days >= 31 && days <= 713);
  if (!isPeriod && days !== 0)
    yield refused("performanceInsightsRetentionPeriod", days, "7, 731, and 1 to 23 times 31", from);
}
