import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import { managedPolicyArn, trustDocument, whenReady, type Protection, type Site } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { createServiceRole } from "../../roles/serviceRole.ts";
import { backupDefaults, hasVault, type BackupRules, type StoreBackup } from "./backupArgs.ts";
import { restoreStatements, type StoreKind } from "./restoreStatements.ts";

/** A store as AWS Backup needs to know it. */
export interface BackedUpStore {
  site: Site;
  arn: pulumi.Input<string>;
  kind: StoreKind;
  backup: StoreBackup | undefined;
  /** What its kind can be given. @default - AWS Backup copies and restores it, with any key */
  rules?: BackupRules;
  /** Whether the store outlives its stack; then everything that backs it up does. */
  stays: boolean;
  /** What a restore of it must be told. @default - AWS Backup infers it */
  restore?: Record<string, pulumi.Input<string>>;
}

/** What watches and refers to a store's vault. */
export interface StoreVault {
  planArn: pulumi.Output<string>;
  /** Of the restore tests: no other restore has it. @default - no drill */
  drillRoleArn?: pulumi.Output<string>;
}

/** @returns undefined where the service's own backups are all that is asked for. */
export function createVault(
  name: string,
  store: BackedUpStore,
  child: pulumi.ComponentResourceOptions,
): StoreVault | undefined {
  const { backup, site, stays } = store;
  if (backup === undefined || !hasVault(backup, store.rules)) return undefined;
  // What backs up a store that stays is not to end with the stack; AWS deletes no vault that holds recovery points.
  const options = { ...child, retainOnDelete: stays };
  const vault = new aws.backup.Vault(
    `${name}-vault`,
    { forceDestroy: !stays },
    { ...options, protect: stays },
  );
  const roleArn = backupRole(name, site, options);
  const { schedule = backupDefaults.schedule, days = backupDefaults.days } = backup;
  const plan = new aws.backup.Plan(
    `${name}-plan`,
    {
      name: shortName(`${pulumi.getStack()}-${name}`, "-"),
      rules: [
        {
          ruleName: "scheduled",
          targetVaultName: vault.name,
          schedule,
          lifecycle: { deleteAfter: days },
          copyActions: copyActions(name, store, days, options),
        },
      ],
    },
    options,
  );
  new aws.backup.Selection(
    `${name}-plan`,
    { name: shortName(name, "-"), planId: plan.id, iamRoleArn: roleArn, resources: [store.arn] },
    options,
  );
  return { planArn: plan.arn, ...createDrill(name, store, vault, options) };
}

function copyActions(
  name: string,
  { backup, rules, stays }: BackedUpStore,
  days: number,
  options: pulumi.ComponentResourceOptions,
): aws.types.input.backup.PlanRuleCopyAction[] | undefined {
  const copy = backup?.copyTo;
  if (copy === undefined || rules?.copiesItself === true) return undefined;
  const destinationVaultArn =
    copy.vaultArn ??
    new aws.backup.Vault(
      `${name}-copies`,
      { region: copy.region, kmsKeyArn: copy.kmsKeyArn, forceDestroy: !stays },
      { ...options, protect: stays },
    ).arn;
  return [{ destinationVaultArn, lifecycle: { deleteAfter: copy.days ?? days } }];
}

function createDrill(
  name: string,
  { backup, site, arn, kind, restore }: BackedUpStore,
  vault: aws.backup.Vault,
  options: pulumi.ComponentResourceOptions,
): Pick<StoreVault, "drillRoleArn"> {
  const drill = backup?.drill;
  if (drill === undefined) return {};
  const roleArn = createServiceRole(
    `${name}-drill`,
    { description: `Restore drills of ${name}`, trust: trust(), statements: restoreStatements(kind, site) },
    options,
  );
  const plan = new aws.backup.RestoreTestingPlan(
    `${name}-drill`,
    {
      name: shortName(`${pulumi.getStack()}-${name}`, "_"),
      scheduleExpression: drill.schedule ?? backupDefaults.drillSchedule,
      recoveryPointSelection: {
        algorithm: "LATEST_WITHIN_WINDOW",
        includeVaults: [vault.arn],
        recoveryPointTypes: ["SNAPSHOT"],
        selectionWindowDays: Math.min(backup?.days ?? backupDefaults.days, 365),
      },
    },
    options,
  );
  new aws.backup.RestoreTestingSelection(
    `${name}-drill`,
    {
      name: shortName(name, "_"),
      restoreTestingPlanName: plan.name,
      protectedResourceType: kind,
      protectedResourceArns: [arn],
      iamRoleArn: roleArn,
      restoreMetadataOverrides: restore,
      validationWindowHours: drill.validationHours,
    },
    options,
  );
  return { drillRoleArn: roleArn };
}

/** AWS Backup does not say on whose behalf it asks, so a trust can name the service alone. */
const trust = () => trustDocument("backup.amazonaws.com");

function backupRole(
  name: string,
  site: Site,
  options: pulumi.ComponentResourceOptions,
): pulumi.Output<string> {
  const role = new aws.iam.Role(
    `${name}-vault`,
    { description: `Recovery points of ${name}`, assumeRolePolicy: trust() },
    options,
  );
  const attachment = new aws.iam.RolePolicyAttachment(
    `${name}-vault`,
    {
      role: role.name,
      policyArn: managedPolicyArn(site, "service-role/AWSBackupServiceRolePolicyForBackup"),
    },
    options,
  );
  return whenReady(role.arn, [attachment.id]);
}

/** The protection of a store, for its vaults: their recovery points go with a store that goes. */
export function vaultProtections(
  name: string,
  { backup, rules }: { backup?: StoreBackup | undefined; rules?: BackupRules },
  protection: Protection | undefined,
): Record<string, Protection | undefined> {
  if (!hasVault(backup, rules)) return {};
  const copy = backup?.copyTo;
  const hasCopies = copy !== undefined && copy.vaultArn === undefined && rules?.copiesItself !== true;
  return { [`${name}-vault`]: protection, ...(hasCopies && { [`${name}-copies`]: protection }) };
}

/**
 * AWS Backup's names have at most 50 characters, those of restore tests no hyphen, and a plan's is never changed (API reference,
 * BackupPlanInput and RestoreTestingPlanForCreate, 2026-04).
 */
function shortName(name: string, separator: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9]/g, separator);
  if (plain.length <= 50) return plain;
  const digits = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${plain.slice(0, 41)}${separator}${digits}`;
}
