import { isFields, isTrue, text, type Fields } from "@ballast/model";
import type { RefusesTogether } from "../resourceType.ts";
import { knownText as known, numeric } from "./known.ts";
import type { RefusedValue } from "./limit.ts";
import { refused, sources } from "./sources.ts";
import { sqlServerTimeZones } from "./timeZones.ts";
import { dailyWindow, weeklyWindow, windowsOverlap } from "./windows.ts";

const shortest = 30;

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

const licenses: readonly [RegExp, readonly string[]][] = [
  [/^db2/, ["bring-your-own-license", "marketplace-license"]],
  [/^(mariadb|mysql)/, ["general-public-license"]],
  [/^sqlserver/, ["license-included", "bring-your-own-media"]],
  [/^oracle/, ["bring-your-own-license", "license-included"]],
  [/^postgres/, ["postgresql-license"]],
];

/** Combinations that RDS rejects in a DB instance outside of a cluster. */
export const databaseInstance: RefusesTogether = function* (inputs) {
  const from = sources.apiOfRds;
  yield* refusedWindows(inputs, "backupWindow", "maintenanceWindow");
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
    yield refused("port", port, "a port that SQL Server on RDS does not reserve", from);
  yield* refusedMonitoring(inputs);
};

/** Combinations that RDS rejects in Aurora clusters and Multi-AZ DB clusters. */
export const databaseCluster: RefusesTogether = function* (inputs) {
  yield* refusedWindows(inputs, "preferredBackupWindow", "preferredMaintenanceWindow");
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
  yield* refusedMonitoring(inputs);
};

/** Combinations that ElastiCache rejects in a replication group. */
export const replicationGroup: RefusesTogether = function* (inputs) {
  const nodes = numeric(inputs["numCacheClusters"]);
  if (isTrue(inputs["automaticFailoverEnabled"]) && nodes !== undefined && nodes < 2)
    yield refused("numCacheClusters", nodes, "at least 2 with automaticFailoverEnabled", sources.apiOfCache);
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
