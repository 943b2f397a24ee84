import { block, isTrue, number, text, type Fields } from "@ballast/model";
import { runningPart, unreadSchedules } from "./schedules.ts";
import {
  hoursPerMonth,
  referred,
  sized,
  use,
  type ChargeFacts,
  type ChargeItem,
  type ChargeItems,
} from "./terms.ts";

/** Days of Performance Insights history that are free (RDS user guide, "Pricing and data retention"). */
const freeInsightDays = 7;

/**
 * Size in GB above which RDS gp3 storage includes more free IOPS and throughput, and how much (RDS user
 * guide, "gp3 storage").
 */
const large = { gigabytes: 400, iops: 12_000, throughput: 500 };
const small = { iops: 3_000, throughput: 125 };

export const databaseCharges: ChargeItems = (facts) => {
  const { inputs, usage } = facts;
  const engine = text(inputs["engine"]).toLowerCase();
  const zones = isTrue(inputs["multiAz"]) ? "multi" : "single";
  const { hours, how, uncounted } = runningHours(facts);
  const instanceClass = text(inputs["instanceClass"]);
  return [
    ...(instanceClass === ""
      ? [{ uncounted: "the instance: its class is unknown" }]
      : [{ dimension: `rds/${engine}/${zones}/${instanceClass}`, amount: hours, how }]),
    ...sized(inputs["allocatedStorage"], "its storage", (gigabytes) =>
      storageItems(inputs, gigabytes, engine, zones),
    ),
    ...(isTrue(inputs["dedicatedLogVolume"])
      ? [{ uncounted: "its dedicated log volume, whose prices Ballast does not know" }]
      : []),
    ...backups("rds.backups", usage),
    ...managedSecret(inputs),
    ...insights(facts),
    ...uncounted,
  ];
};

function storageItems(inputs: Fields, gigabytes: number, engine: string, zones: string): ChargeItem[] {
  const type = text(inputs["storageType"]) || (number(inputs["iops"]) > 0 ? "io1" : "gp2");
  const isLarge = gigabytes >= large.gigabytes && !engine.startsWith("sqlserver");
  const free = type !== "gp3" ? 0 : isLarge ? large.iops : small.iops;
  const beyond = number(inputs["iops"]) - free;
  return [
    { dimension: `rds.storage/${type}/${zones}`, amount: gigabytes, how: "" },
    ...(["gp3", "io1", "io2"].includes(type) && beyond > 0
      ? [
          {
            dimension: `rds.iops/${type}/${zones}`,
            amount: beyond,
            how: free > 0 ? `beyond ${free} IOPS` : "",
          },
        ]
      : []),
    ...throughputItems(inputs, type, isLarge, zones),
  ];
}

/** Throughput in MiB/s beyond what gp3 includes. */
function throughputItems(
  { storageThroughput }: Fields,
  type: string,
  isLarge: boolean,
  zones: string,
): ChargeItem[] {
  const free = isLarge ? large.throughput : small.throughput;
  const beyond = number(storageThroughput) - free;
  return type === "gp3" && beyond > 0
    ? [{ dimension: `rds.throughput/gp3/${zones}`, amount: beyond, how: `beyond ${free} MiB/s` }]
    : [];
}

/** The secret in which RDS stores the password. */
function managedSecret({ manageMasterUserPassword }: Fields): ChargeItem[] {
  return isTrue(manageMasterUserPassword)
    ? [{ dimension: "secrets.secrets", amount: 1, how: "of the password that RDS manages" }]
    : [];
}

/** Hours per month in which the database runs, considering schedules that stop it. */
function runningHours(facts: ChargeFacts): { hours: number; how: string; uncounted: ChargeItem[] } {
  const { average, isScheduled, unread, isOnlyStopped } = runningPart(facts);
  const hours = hoursPerMonth * average;
  const all = isOnlyStopped
    ? `${hours} hours: a schedule stops it, and no schedule starts it`
    : `${hours} hours`;
  return {
    hours,
    how: isScheduled ? `${Math.round(hours * 10) / 10} hours, by schedule` : all,
    uncounted: unreadSchedules("hours", { unread }),
  };
}

function backups(dimension: string, usage: ChargeFacts["usage"]): ChargeItem[] {
  return [use(usage, dimension, "databaseBackupGigabytes")];
}

function insights({ inputs }: ChargeFacts): ChargeItem[] {
  return number(inputs["performanceInsightsRetentionPeriod"]) > freeInsightDays
    ? [{ uncounted: `Performance Insights for longer than ${freeInsightDays} days, per vCPU` }]
    : [];
}

const auroraEngines: Readonly<Record<string, string>> = {
  "aurora-mysql": "MySQL",
  "aurora-postgresql": "PostgreSQL",
};

export const auroraCharges: ChargeItems = ({ inputs, usage }) => {
  if (auroraEngines[text(inputs["engine"])] === undefined)
    return [{ uncounted: "a Multi-AZ DB cluster, whose prices Ballast does not know" }];
  if (text(inputs["storageType"]) === "aurora-iopt1")
    return [{ uncounted: "I/O-optimized storage, whose prices Ballast does not know" }];
  return [
    ...(text(inputs["engineMode"]) === "serverless"
      ? [{ uncounted: "the capacity of Aurora Serverless v1, whose prices Ballast does not know" }]
      : []),
    use(usage, "aurora.storage", "auroraGigabytes"),
    use(usage, "aurora.requests", "auroraRequests"),
    ...backups("aurora.backups", usage),
    ...managedSecret(inputs),
  ];
};

export const auroraInstanceCharges: ChargeItems = (facts) => {
  const { inputs, others, usageGiven, usageTaken } = facts;
  const engine = auroraEngines[text(inputs["engine"])];
  const cluster = referred(others, "aws:rds/cluster:Cluster", inputs["clusterIdentifier"]);
  if (engine === undefined)
    return [{ uncounted: "an instance of an engine whose prices Ballast does not know" }];
  if (text(cluster?.inputs["storageType"]) === "aurora-iopt1")
    return [{ uncounted: "an instance with I/O-optimized storage, whose prices Ballast does not know" }];
  const { hours, how, uncounted } = runningHours({
    ...facts,
    identifiers: cluster?.identifiers ?? facts.identifiers,
  });
  if (text(inputs["instanceClass"]) !== "db.serverless")
    return [
      { dimension: `aurora/${engine}/${text(inputs["instanceClass"])}`, amount: hours, how },
      ...insights(facts),
      ...uncounted,
    ];
  const least = block(cluster?.inputs["serverlessv2ScalingConfiguration"])["minCapacity"];
  const given = usageGiven("auroraCapacityUnits");
  if (given === undefined && text(least) === "")
    return [
      {
        uncounted: "its capacity: no minimum is set; set ballast:usage.auroraCapacityUnits",
      },
    ];
  const capacity = given ?? usageTaken("auroraCapacityUnits", number(least));
  return [
    {
      dimension: `auroraServerless/${engine}`,
      amount: capacity * hours,
      how: `${capacity} ACU × ${how}`,
      assumes: ["auroraCapacityUnits"],
    },
    ...insights(facts),
    ...uncounted,
  ];
};
