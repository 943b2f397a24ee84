import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import { managedPolicyArn, trustDocument, type Protection, type Site } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { createServiceRole } from "../../roles/serviceRole.ts";
import { backupDefaults, copiesByVault, hasVault, type StoreBackup } from "./backupArgs.ts";
import { restoreStatements } from "./restoreStatements.ts";
import type { StoreKind } from "./storeKind.ts";

/** A store as AWS Backup needs to know it. */
export interface BackedUpStore {
  site: Site;
  arn: pulumi.Input<string>;
  kind: StoreKind;
  backup: StoreBackup | undefined;
  /** Whether the store remains when the stack is destroyed; then its backups and their resources remain, too. */
  stays: boolean;
  /**
   * Protection of the store, which also applies to its vaults: recovery points are deleted together with a store that
   * is not retained.
   */
  protection: Protection | undefined;
  /** Name of the store in alarms: `volume mysql`. */
  says: string;
  /** Restore metadata. @default - AWS Backup infers it */
  restore?: Record<string, pulumi.Input<string>>;
}

/** A store's vaults, and its restore test. */
export interface StoreVault {
  /** Protections of the vaults by name, because they contain data as the store does. */
  protections: Record<string, Protection | undefined>;
  /** Role of the restore tests only. @default - no restore test */
  drillRoleArn?: pulumi.Output<string>;
}

/** @returns undefined where the service's own backups are all that is asked for. */
export function createVault(
  name: string,
  store: BackedUpStore,
  child: pulumi.ComponentResourceOptions,
): StoreVault | undefined {
  const { backup, kind, site, stays, protection } = store;
  if (backup === undefined || !hasVault(backup, kind)) return undefined;
  // The backups of a retained store must not be deleted with the stack. AWS does not delete a vault that contains
  // recovery points.
  const options = { ...child, retainOnDelete: stays };
  const protections: StoreVault["protections"] = {};
  const createOne = (part: string, args: aws.backup.VaultArgs): aws.backup.Vault => {
    protections[`${name}-${part}`] = protection;
    return new aws.backup.Vault(
      `${name}-${part}`,
      { ...args, forceDestroy: !stays },
      { ...options, protect: stays },
    );
  };
  const vault = createOne("vault", {});
  const roleArn = backupRole(name, site, options);
  const { schedule = backupDefaults.schedule, days = backupDefaults.days } = backup;
  const copy = copiesByVault(backup, kind);
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
          copyActions: copy && [
            {
              destinationVaultArn:
                copy.vaultArn ?? createOne("copies", { region: copy.region, kmsKeyArn: copy.kmsKeyArn }).arn,
              lifecycle: { deleteAfter: copy.days ?? days },
            },
          ],
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
  return { protections, ...createDrill(name, store, vault, options) };
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
      name: uniqueName(name),
      scheduleExpression: drill.schedule ?? backupDefaults.drillSchedule,
      recoveryPointSelection: {
        algorithm: "LATEST_WITHIN_WINDOW",
        includeVaults: [vault.arn],
        recoveryPointTypes: ["SNAPSHOT"],
        selectionWindowDays: Math.min(backup?.days ?? backupDefaults.days, 365),
      },
    },
    // A new name would replace a plan that has one of an earlier form.
    { ...options, ignoreChanges: ["name"] },
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
  return createServiceRole(
    `${name}-vault`,
    {
      description: `Recovery points of ${name}`,
      trust: trust(),
      managedPolicyArn: managedPolicyArn(site, "service-role/AWSBackupServiceRolePolicyForBackup"),
    },
    options,
  );
}

/**
 * AWS Backup's names have at most 50 characters, those of restore tests no hyphen, and a plan's is never changed (API reference,
 * BackupPlanInput and RestoreTestingPlanForCreate, 2026-04).
 */
function shortName(name: string, separator: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9]/g, separator);
  return plain.length <= 50 ? plain : withDigits(plain, separator, name);
}

/**
 * A restore test's name is unique in the account and region: that of `prod-db` in stack `shop` and of `db` in stack `shop-prod` differ by
 * their digits, as those of two projects do.
 */
function uniqueName(name: string): string {
  const parts = [pulumi.getProject(), pulumi.getStack(), name];
  const plain = parts
    .slice(1)
    .join("_")
    .replaceAll(/[^A-Za-z0-9]/g, "_");
  return withDigits(plain, "_", JSON.stringify(parts));
}

function withDigits(plain: string, separator: string, of: string): string {
  const digits = createHash("sha256").update(of).digest("hex").slice(0, 8);
  return `${plain.slice(0, 41)}${separator}${digits}`;
}
