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
  type Protection,
  regionFault,
} from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { longestGapDays } from "../../patch/window.ts";

export type { BackupCopy, RestoreDrill, StoreBackup } from "@ballast/contracts";

export const backupDefaults = {
  schedule: "cron(0 2 ? * * *)",
  days: 7,
  drillSchedule: "cron(0 4 1 * ? *)",
} as const;

/** What a kind of store can be given. */
export interface BackupRules {
  /** Whether the service copies its own backups to another region, so that a copy needs no vault. @default false */
  copiesItself?: boolean;
  /** Why AWS Backup cannot test a restore of this store. @default - it can */
  noDrill?: string;
  /**
   * Whether a copy lies under a key of its owner's or of its service's: AWS Backup cannot copy what it does not fully manage into a
   * vault with its own key (AWS Backup developer guide, "Encryption for copies of a backup", 2026-04). @default false
   */
  copyNeedsKey?: boolean;
}

const vaultArnForm: IdForm = {
  what: "the full ARN of a vault of AWS Backup",
  pattern: /^arn:[a-z-]+:backup:[a-z0-9-]+:\d{12}:backup-vault:[A-Za-z0-9_-]{2,50}$/,
  example: "arn:<partition>:backup:<region>:<account>:backup-vault:<name>",
};

/** AWS Backup API reference, BackupRuleInput, Lifecycle and TargetBackupVaultName (2026-04). */
const mostDays = 36_500;
const longestVaultName = 50;
/** What is added to the component's name: the child's part, and Pulumi's seven digits. */
const addedToName = "-copies-0123456".length;

/** Of what the backup is. */
export interface BackedUpPlace {
  /** Of the component. @default - not known yet, and not checked */
  name?: string;
  /** Of the store. @default - not known yet, and not checked */
  region?: pulumi.Input<string> | undefined;
  /** What of the shape fits the kind of store. @default - all of it */
  rules?: BackupRules;
}

export function checkBackup(
  faults: Faults,
  path: string,
  backup: StoreBackup | undefined,
  { name, region, rules = {} }: BackedUpPlace,
): void {
  if (backup === undefined) return;
  checkProtection(faults, path, backupProtection(backup));
  if (backup.enabled === false) {
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
  const { days = backupDefaults.days } = backup;
  if (gap !== undefined && Number.isSafeInteger(days) && days >= 1 && gap > days)
    faults.add(
      `${path}.days`,
      `${given(days)} is less than the ${gap} days that lie between two recovery points of the schedule. Use ${gap} or more.`,
    );
  checkCopy(faults, `${path}.copyTo`, backup.copyTo, region, rules);
  checkDrill(faults, `${path}.drill`, backup.drill, rules);
  if (name !== undefined && hasVault(backup, rules) && name.length + addedToName > longestVaultName)
    faults.add(
      "name",
      `${given(name)} also names a vault of AWS Backup. Use at most ${longestVaultName - addedToName} characters.`,
    );
}

function checkCopy(
  faults: Faults,
  path: string,
  copy: BackupCopy | undefined,
  ownRegion: pulumi.Input<string> | undefined,
  { copiesItself = false, copyNeedsKey = false }: BackupRules,
): void {
  if (copy === undefined) return;
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
      "is missing: AWS Backup's own key cannot encrypt copies of this kind. Name a key of that region, or a vaultArn.",
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
      "has no effect beside vaultArn: the vault's own key encrypts the copies. Leave it out.",
    );
}

function checkDrill(
  faults: Faults,
  path: string,
  drill: RestoreDrill | undefined,
  { noDrill }: BackupRules,
): void {
  if (drill === undefined) return;
  if (noDrill !== undefined) faults.add(path, noDrill);
  checkSchedule(faults, `${path}.schedule`, drill.schedule);
  checkWhole(faults, `${path}.validationHours`, drill.validationHours, { from: 1, to: 168, unit: "hours" });
}

/** AWS Backup developer guide, "Backup plan options and configuration", Schedule (2026-04): six fields, at most once in an hour. */
const cronForm = /^cron\(\d{1,2}( [\dA-Z*,/?#-]+){4} [\d*,/-]+\)$/;

function checkSchedule(faults: Faults, path: string, schedule: string | undefined): void {
  if (schedule === undefined) return;
  const [, , dayOfMonth, , dayOfWeek] = schedule.slice("cron(".length, -1).split(" ");
  if (!cronForm.test(schedule) || (dayOfMonth === "?") === (dayOfWeek === "?"))
    faults.add(
      path,
      `${given(schedule)} is not a cron expression of AWS Backup. Use six fields, one minute first, and one of the two for days "?", for example "cron(0 2 ? * * *)".`,
    );
}

/** The part of it that a rule can be waived by. */
export function backupProtection(backup: StoreBackup | undefined): Protection | undefined {
  if (backup === undefined) return undefined;
  const { enabled = true, reason, expires } = backup;
  return {
    enabled,
    ...(reason !== undefined && { reason }),
    ...(expires !== undefined && { expires }),
  };
}

/** Whether AWS Backup makes recovery points of the store for this component. */
export function hasVault(
  backup: StoreBackup | undefined,
  { copiesItself = false }: BackupRules = {},
): boolean {
  if (backup === undefined || backup.enabled === false) return false;
  const { schedule, days, copyTo, drill } = backup;
  return [schedule, days, drill].some((one) => one !== undefined) || (copyTo !== undefined && !copiesItself);
}
