import { block, fields, list, number, text, type Fields } from "@ballast/model";
import type { Described, Others } from "../described.ts";
import { refersTo, sized, use, type ChargeItem, type ChargeItems } from "./terms.ts";

export const efsCharges: ChargeItems = ({ inputs, usage }) => {
  const isOneZone = inputs["availabilityZoneName"] !== undefined;
  const mode = text(inputs["throughputMode"]);
  const infrequent = usage("fileSystemInfrequentGigabytes");
  return [
    use(usage, isOneZone ? "efs.oneZone" : "efs.standard", "fileSystemGigabytes"),
    ...(list(inputs["lifecyclePolicies"]).length > 0 && infrequent > 0
      ? [use(usage, isOneZone ? "efs.oneZoneInfrequent" : "efs.infrequent", "fileSystemInfrequentGigabytes")]
      : []),
    ...(mode === "elastic"
      ? [
          use(usage, "efs.reads", "fileSystemReadGigabytes"),
          use(usage, "efs.writes", "fileSystemWriteGigabytes"),
        ]
      : []),
    ...(mode === "provisioned"
      ? provisioned(number(inputs["provisionedThroughputInMibps"]), usage("fileSystemGigabytes"))
      : []),
  ];
};

/** Charges for automatic backups, which AWS Backup stores. */
export const efsBackupCharges: ChargeItems = ({ inputs, usage }) =>
  text(block(inputs["backupPolicy"])["status"]) === "ENABLED"
    ? [use(usage, "backup.efs", "backupGigabytes", "automatic backups")]
    : [];

/**
 * Throughput beyond what the stored data includes: 1 MiB/s for each 20 GB (EFS user guide, "Throughput
 * modes").
 */
function provisioned(throughput: number, gigabytes: number): ChargeItem[] {
  const beyond = throughput - gigabytes / 20;
  return beyond > 0
    ? [
        {
          dimension: "efs.throughput",
          amount: beyond,
          how: `${throughput} MiB/s, minus 1 MiB/s per 20 GB`,
        },
      ]
    : [];
}

/** IOPS included for each GiB of SSD storage (FSx for Windows user guide, "Managing SSD IOPS"). */
const iopsOfGigabyte = 3;

export const fsxWindowsCharges: ChargeItems = ({ inputs, usage }) => {
  const zones = text(inputs["deploymentType"]).startsWith("MULTI_AZ") ? "Multi-AZ" : "Single-AZ";
  const capacity = number(inputs["storageCapacity"]);
  const { mode, iops } = fields(inputs["diskIopsConfiguration"]);
  const beyond = number(iops) - iopsOfGigabyte * capacity;
  return [
    ...sized(capacity, "its storage", (amount) => [
      { dimension: `fsx.storage/${zones}/${text(inputs["storageType"]) || "SSD"}`, amount, how: "" },
    ]),
    ...sized(inputs["throughputCapacity"], "its throughput", (amount) => [
      { dimension: `fsx.throughput/${zones}`, amount, how: "" },
    ]),
    ...(text(mode) === "USER_PROVISIONED" && beyond > 0
      ? [
          {
            dimension: "fsx.iops",
            amount: beyond,
            how: `${number(iops)} IOPS, minus ${iopsOfGigabyte} per GB`,
          },
        ]
      : []),
    ...(inputs["automaticBackupRetentionDays"] === 0
      ? []
      : [use(usage, `fsx.backups/${zones}`, "fsxBackupGigabytes")]),
  ];
};

/** Price dimensions of recovery points, by the ARN of the stored resource. */
const kept: [arn: RegExp, dimension: string][] = [
  [/:ec2:[^:]*:[^:]*:volume\//, "ebs.snapshots"],
  [/:elasticfilesystem:/, "backup.efs"],
  [/:fsx:/, "backup.fsxWindows"],
  [/:rds:[^:]*:[^:]*:cluster:/, "aurora.backups"],
  [/:rds:/, "rds.backups"],
];

/**
 * Charges for recovery points of each store that a backup plan of this stack creates in, or copies to, the
 * vault.
 */
export const vaultCharges: ChargeItems = ({ usage, others, ...vault }) => {
  const plans = others("aws:backup/plan:Plan");
  const isOf = (targets: unknown[]): boolean => targets.some((target) => refersTo(target, vault));
  const copying = plans.filter(({ inputs }) => isOf(copiesOf(inputs)));
  const stores = plans
    .filter(({ inputs }) => isOf(targetsOf(inputs)) || isOf(copiesOf(inputs)))
    .flatMap((plan) => selected(plan, others));
  if (stores.length === 0)
    return [{ uncounted: "its recovery points: no backup plan of this stack defines their number" }];
  const kinds = [...new Set(stores)].map((store): ChargeItem => {
    const [, dimension] = kept.find(([arn]) => arn.test(store)) ?? [];
    const how = store.split(/[/:]/).at(-1);
    return dimension === undefined
      ? { uncounted: `recovery points of ${store}` }
      : use(usage, dimension, "backupGigabytes", `of ${how}`);
  });
  return copying.length === 0
    ? kinds
    : [...kinds, { uncounted: "the data transfer of copies from another region" }];
};

function targetsOf(plan: Fields): unknown[] {
  return list(plan["rules"]).map((rule) => fields(rule)["targetVaultName"]);
}

function copiesOf(plan: Fields): unknown[] {
  return list(plan["rules"])
    .flatMap((rule) => list(fields(rule)["copyActions"]))
    .map((copy) => fields(copy)["destinationVaultArn"]);
}

function selected(plan: Described, others: Others): string[] {
  return others("aws:backup/selection:Selection")
    .filter(({ inputs }) => refersTo(inputs["planId"], plan))
    .flatMap(({ inputs }) => list(inputs["resources"]).map(text));
}

export const restoreTestCharges: ChargeItems = () => [
  { uncounted: "restore tests: each test, and the restored resources until they are deleted" },
];
