import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import { managedPolicyArn, trustDocument, type Protection, type Site } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import { createServiceRole } from "../../roles/serviceRole.ts";
import { createDrillCheck, isValidated, type DrillCheck } from "../drill/drillCheck.ts";
import type { BackedUpStore } from "./backedUpStore.ts";
import { backupDefaults, copiesByVault, hasVault } from "./backupArgs.ts";
import { restoreStatements } from "./restoreStatements.ts";

/** A store's vaults, and its restore test. */
export interface StoreVault {
  /** Protections of the vaults by name, because they contain data as the store does. */
  protections: Record<string, Protection | undefined>;
  /** Role of the restore tests only. @default - no restore test */
  drillRoleArn?: pulumi.Output<string>;
  /** What examines the results of restore tests. @default - nothing has to */
  drillCheck?: DrillCheck;
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
  const drill = createDrill(name, store, vault, { child, options });
  return { ...drill, protections: { ...protections, ...drill.drillCheck?.protections } };
}

function createDrill(
  name: string,
  store: BackedUpStore,
  vault: aws.backup.Vault,
  { child, options }: Record<"child" | "options", pulumi.ComponentResourceOptions>,
): Pick<StoreVault, "drillRoleArn" | "drillCheck"> {
  const { backup, site, arn, kind, restore } = store;
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
      validationWindowHours: drill.validationHours ?? (isValidated(drill) ? 1 : undefined),
    },
    options,
  );
  const drillCheck = createDrillCheck(name, { store, drill, plan: plan.name, roleArn }, child);
  return { drillRoleArn: roleArn, ...(drillCheck && { drillCheck }) };
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
