import {
  type BackupCopy,
  type RestoreDrill,
  type StoreBackup,
  checkId,
  checkKeyArn,
  checkProtection,
  checkWhole,
  checkWithoutEffect,
  type Faults,
  given,
  type IdForm,
  isOn,
  protectionOf,
  regionFault,
} from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { checkCron, isCron, longestGapDays } from "../../cron.ts";
import { copyRulesOf, type StoreKind } from "./storeKind.ts";

export type { BackupCopy, DrillValidation, RestoreDrill, StoreBackup } from "@ballast/contracts";

export const backupDefaults = {
  schedule: "cron(0 2 ? * * *)",
  days: 7,
  drillSchedule: "cron(0 4 1 * ? *)",
} as const;

const vaultArnForm: IdForm = {
  what: "the full ARN of a vault of AWS Backup",
  pattern: /^arn:[a-z-]+:backup:[a-z0-9-]+:\d{12}:backup-vault:[A-Za-z0-9_-]{2,50}$/,
  example: "arn:<partition>:backup:<region>:<account>:backup-vault:<name>",
};

const functionArnForm: IdForm = {
  what: "the full ARN of a Lambda function",
  pattern: /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(?::[A-Za-z0-9_$-]{1,128})?$/,
  example: "arn:<partition>:lambda:<region>:<account>:function:<name>",
};

/** AWS Backup API reference, BackupRuleInput, Lifecycle and TargetBackupVaultName (2026-04). */
const mostDays = 36_500;
const longestVaultName = 50;
/** The suffix of the component's name: the child's part, and Pulumi's seven random characters. */
const addedToName = "-copies-0123456".length;

/** The store to back up. */
export interface BackedUpPlace {
  /** Name of the component. @default - unknown, not checked */
  name?: string;
  /** Region of the store. @default - unknown, not checked */
  region?: pulumi.Input<string> | undefined;
  /** Kind of the store. @default - one of several kinds, whose rules are not checked */
  kind?: StoreKind;
  /** Why AWS Backup cannot test a restore of this store. @default - it can */
  noDrill?: string;
}

export function checkBackup(
  faults: Faults,
  path: string,
  backup: StoreBackup | undefined,
  place: BackedUpPlace,
): void {
  if (backup === undefined) return;
  const { name, kind } = place;
  checkProtection(faults, path, protectionOf(backup));
  if (!isOn(backup)) {
    checkWithoutEffect(
      faults,
      path,
      backup,
      ["schedule", "days", "copyTo", "drill"],
      "backup is off. Leave it out.",
    );
    return;
  }
  checkSchedule(faults, `${path}.schedule`, backup.schedule);
  checkWhole(faults, `${path}.days`, backup.days, { from: 1, to: mostDays, unit: "days" });
  const gap = longestGapDays(backup.schedule ?? backupDefaults.schedule);
  checkGap(faults, `${path}.days`, backup.days ?? backupDefaults.days, gap);
  checkCopy(faults, `${path}.copyTo`, backup.copyTo, place);
  // For an unknown kind, the component that creates the store checks this.
  if (kind !== undefined && copiesByVault(backup, kind) !== undefined)
    checkGap(faults, `${path}.copyTo.days`, backup.copyTo?.days, gap);
  checkDrill(faults, `${path}.drill`, backup.drill, place);
  if (name !== undefined && hasVault(backup, kind) && name.length + addedToName > longestVaultName)
    faults.add(
      "name",
      `${given(name)} also names a vault of AWS Backup. Use at most ${longestVaultName - addedToName} characters.`,
    );
}

/** With fewer days, no recovery point would exist in the days before the next one. */
function checkGap(faults: Faults, path: string, days: number | undefined, gap: number | undefined): void {
  if (gap === undefined || days === undefined || !Number.isSafeInteger(days) || days < 1 || gap <= days)
    return;
  faults.add(
    path,
    `${given(days)} is less than the ${gap} days that lie between two recovery points of the schedule. Use ${gap} or more.`,
  );
}

function checkCopy(
  faults: Faults,
  path: string,
  copy: BackupCopy | undefined,
  { region: ownRegion, kind }: BackedUpPlace,
): void {
  if (copy === undefined) return;
  const { copiesItself = false, copyNeedsKey = false } = copyRulesOf(kind);
  const { region, days, kmsKeyArn, vaultArn } = copy;
  const fault = regionFault(region);
  if (fault !== undefined) faults.add(`${path}.region`, fault);
  else if (region === ownRegion)
    faults.add(`${path}.region`, `${given(region)} is the region of the store itself. Use another one.`);
  checkWhole(faults, `${path}.days`, days, { from: 1, to: mostDays, unit: "days" });
  checkKeyArn(faults, `${path}.kmsKeyArn`, kmsKeyArn, region);
  checkId(faults, `${path}.vaultArn`, vaultArn, vaultArnForm);
  if (typeof vaultArn === "string" && vaultArn.split(":")[3] !== region)
    faults.add(`${path}.vaultArn`, `${given(vaultArn)} is a vault of another region than ${given(region)}.`);
  if (copyNeedsKey && kmsKeyArn === undefined && vaultArn === undefined)
    faults.add(
      `${path}.kmsKeyArn`,
      "is missing: the key of AWS Backup cannot encrypt copies of this kind. Name a key of that region, or a vaultArn.",
    );
  if (vaultArn === undefined) return;
  if (copiesItself)
    faults.add(
      `${path}.vaultArn`,
      "has no effect: Amazon Data Lifecycle Manager copies the snapshots without a vault. Leave it out.",
    );
  else if (kmsKeyArn !== undefined)
    faults.add(
      `${path}.kmsKeyArn`,
      "has no effect together with vaultArn: the vault's own key encrypts the copies. Leave it out.",
    );
}

function checkDrill(
  faults: Faults,
  path: string,
  drill: RestoreDrill | undefined,
  { noDrill, region }: BackedUpPlace,
): void {
  if (drill === undefined) return;
  if (noDrill !== undefined) faults.add(path, noDrill);
  checkSchedule(faults, `${path}.schedule`, drill.schedule);
  checkWhole(faults, `${path}.validationHours`, drill.validationHours, { from: 1, to: 168, unit: "hours" });
  const functionArn = drill.validate?.functionArn;
  checkId(faults, `${path}.validate.functionArn`, functionArn, functionArnForm);
  const place = typeof functionArn === "string" ? functionArn.split(":")[3] : undefined;
  if (place !== undefined && typeof region === "string" && place !== region)
    faults.add(
      `${path}.validate.functionArn`,
      `${given(functionArn)} is in another region than the store. Use a function in ${region}.`,
    );
}

/** AWS Backup developer guide, "Backup plan options and configuration", Schedule (2026-04): six fields, at most once in an hour. */
function checkSchedule(faults: Faults, path: string, schedule: string | undefined): void {
  checkCron(
    faults,
    path,
    schedule,
    {
      of: "AWS Backup",
      use: "six fields, with a single minute as the first, and",
      example: backupDefaults.schedule,
    },
    (expression) => isCron(expression) && /^cron\(\d{1,2} /.test(expression),
  );
}

/** Whether AWS Backup makes recovery points of the store for this component. */
export function hasVault(backup: StoreBackup | undefined, kind: StoreKind | undefined): boolean {
  if (backup === undefined || !isOn(backup)) return false;
  const { schedule, days, drill } = backup;
  return (
    [schedule, days, drill].some((one) => one !== undefined) || copiesByVault(backup, kind) !== undefined
  );
}

/** The copy that AWS Backup makes; undefined where there is none, or where the store's own service copies. */
export function copiesByVault(
  backup: StoreBackup | undefined,
  kind: StoreKind | undefined,
): BackupCopy | undefined {
  return copyRulesOf(kind).copiesItself === true ? undefined : backup?.copyTo;
}
