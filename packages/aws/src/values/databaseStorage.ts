import { isFields, many, text, words } from "@ballast/model";
import type { RefusesTogether } from "../resourceType.ts";
import { knownText as known, numeric } from "./known.ts";
import { refused, sources } from "./sources.ts";

/** GiB of a DB instance, by storage type; `standard` by engine. RDS Custom has other limits. */
const storage = { ssd: 20, provisioned: 100, most: 65_536, mostOfSqlServer: 16_384 };

/** Types of logs that an engine can export to CloudWatch Logs. */
const logs: readonly [RegExp, readonly string[]][] = [
  [/^db2/, words("diag.log notify.log iam-db-auth-error")],
  [/^(mariadb|mysql)$/, words("audit error general slowquery iam-db-auth-error")],
  [/^oracle/, words("alert audit listener trace oemagent")],
  [/^postgres$/, words("postgresql upgrade iam-db-auth-error")],
  [/^sqlserver/, words("agent error")],
];

/** Combinations of engine, storage and logs that RDS rejects in a DB instance outside of a cluster. */
export const databaseStorage: RefusesTogether = function* (inputs) {
  const from = sources.apiOfRds;
  const engine = known(inputs["engine"]);
  if (engine === "" || engine.startsWith("aurora") || engine.startsWith("custom")) return;
  const isSqlServer = engine.startsWith("sqlserver");
  const [size, most] = [numeric(inputs["allocatedStorage"]), numeric(inputs["maxAllocatedStorage"])];
  const type = known(inputs["storageType"]);
  const least = /^io[12]$/.test(type) ? storage.provisioned : storage.ssd;
  const largest = isSqlServer ? storage.mostOfSqlServer : storage.most;
  if (size !== undefined && /^(gp[23]|io[12])$/.test(type) && (size < least || size > largest))
    yield refused(
      "allocatedStorage",
      size,
      `${least} to ${largest.toLocaleString("en-US")} GiB of ${type} for ${engine}`,
      from,
    );
  else if (size !== undefined && isSqlServer && size < storage.ssd)
    yield refused("allocatedStorage", size, `at least ${storage.ssd} GiB for ${engine}`, from);
  // The provider turns storage autoscaling off for 0.
  if (size !== undefined && most !== undefined && most !== 0 && most < size)
    yield refused("maxAllocatedStorage", most, `at least allocatedStorage (${size})`, from);
  if (isSqlServer && text(inputs["dbName"]) !== "")
    yield refused("dbName", inputs["dbName"], `no dbName for ${engine}`, from);
  const exported = logs.find(([name]) => name.test(engine))?.[1];
  if (exported === undefined || isFields(inputs["enabledCloudwatchLogsExports"])) return;
  for (const [index, one] of many(inputs["enabledCloudwatchLogsExports"]).entries())
    if (known(one) !== "" && !exported.includes(one))
      yield refused(
        `enabledCloudwatchLogsExports[${index}]`,
        one,
        `${exported.join(", ")} for ${engine}`,
        from,
      );
};
