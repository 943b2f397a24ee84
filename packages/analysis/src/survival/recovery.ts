import {
  aws,
  isSnapshotted,
  no,
  partly,
  resourceType,
  restoreTestKind,
  yes,
  type Verdict,
} from "@ballast/aws";
import { list, text, valuesAt, type Fields, type ResolvedResource } from "@ballast/model";
import { matchesGlob } from "../iam/globs.ts";
import { hasRecoveryPoints } from "./backups.ts";

type OfType = (type: string) => readonly ResolvedResource[];

/**
 * The AWS Backup plans that create recovery points of a store; undefined for a plan in another stack, which
 * is not known.
 */
export function plansOf(
  { type, inputs, identifiers }: ResolvedResource,
  ofType: OfType,
): (ResolvedResource | undefined)[] {
  const planOf = (id: unknown) => ofType(aws.backupPlan).find((one) => text(id) in one.identifiers);
  return ofType(aws.backupSelection)
    .filter((selection) =>
      hasRecoveryPoints({
        type,
        inputs,
        names: () => arnsOf(identifiers),
        selections: [selection.inputs],
        rulesOf: (planId) => {
          const plan = planOf(planId);
          return plan && list(plan.inputs["rules"]);
        },
      }),
    )
    .map((selection) => planOf(selection.inputs["planId"]));
}

/** The verdict for types that AWS Backup does not support. */
export const noDrill = no("AWS Backup creates no recovery points of it");

export function arnsOf(identifiers: ResolvedResource["identifiers"]): string[] {
  return Object.keys(identifiers).filter((one) => one.startsWith("arn:"));
}

const regionIn = (arn: string): string | undefined => arn.split(":")[3];

/**
 * What remains of a store if its region is lost permanently, as far as the stack itself keeps copies
 * elsewhere.
 */
export function regionLossOf(store: ResolvedResource, ofType: OfType): Verdict {
  const { type, inputs, identifiers } = store;
  const regions = valuesAt(inputs, "replicas.region").map(text);
  if (regions.length > 0) return yes(`it is replicated to ${regions.join(", ")}`);
  const own = arnsOf(identifiers).map(regionIn).find(Boolean);
  if (inputs["region"] !== undefined && type === aws.backupVault)
    return yes(`it is in ${text(inputs["region"])}, in another region than the stack`);
  const targets = [...copiesOfPlans(store, ofType, own), ...copiesOfSnapshots(store, ofType)];
  if (targets.length > 0)
    return partly(`it is in one region; copies of its backups are in ${[...new Set(targets)].join(", ")}`);
  if (isInReplication(store, ofType))
    return partly("it is in one region; a replication configuration in this stack refers to it");
  return resourceType(type)?.isInBackup === true
    ? no("it is in one region, and its backups are not copied to another")
    : no("it is in one region, and this stack does not copy it to another");
}

function copiesOfPlans(store: ResolvedResource, ofType: OfType, own: string | undefined): string[] {
  return plansOf(store, ofType)
    .flatMap((plan) => valuesAt(plan?.inputs, "rules.copyActions.destinationVaultArn"))
    .map((arn) => regionIn(text(arn)))
    .filter((region): region is string => region !== undefined && region !== own);
}

function copiesOfSnapshots({ type, inputs }: ResolvedResource, ofType: OfType): string[] {
  if (type !== aws.volume) return [];
  return ofType(aws.lifecyclePolicy)
    .map((policy) => policy.inputs)
    .filter((policy) => isSnapshotted(inputs, [policy]))
    .flatMap((policy) => [
      ...valuesAt(policy, "policyDetails.schedules.crossRegionCopyRules.target"),
      ...valuesAt(policy, "policyDetails.schedules.crossRegionCopyRules.targetRegion"),
    ])
    .map(text);
}

/** Types of replication resources, which name the replicated resource in a property. */
const replications = [
  aws.bucketReplication,
  aws.databaseBackupReplication,
  aws.fileSystemReplication,
  aws.repositoryReplication,
];

function isInReplication({ type, identifiers }: ResolvedResource, ofType: OfType): boolean {
  return replications.some((replication) =>
    ofType(replication).some(
      ({ inputs }) =>
        // ECR replication applies to all repositories of the account.
        (replication === aws.repositoryReplication && type === aws.repository) ||
        namingInputs(inputs).some((name) => name in identifiers),
    ),
  );
}

const namingInputs = (inputs: Fields): string[] =>
  ["bucket", "sourceDbInstanceArn", "sourceFileSystemId"].map((name) => text(inputs[name]));

/**
 * The restore test that regularly restores a store's backups. The stack does not show when the last test ran.
 */
export function restoreDrillOf(store: ResolvedResource, ofType: OfType): Verdict {
  const { type, identifiers } = store;
  if (resourceType(type)?.isInBackup !== true) return noDrill;
  const plans = plansOf(store, ofType);
  const [found] = ofType(aws.restoreTestingSelection).flatMap(({ inputs }) => {
    const isTested =
      inputs["protectedResourceType"] === restoreTestKind(type) &&
      list(inputs["protectedResourceArns"])
        .map(text)
        .some((pattern) => arnsOf(identifiers).some((arn) => matchesGlob(pattern, arn)));
    const plan = ofType(aws.restoreTestingPlan).find(
      (one) => text(inputs["restoreTestingPlanName"]) in one.identifiers,
    );
    return isTested && plan !== undefined && drawsFrom(plan, plans, ofType) ? [{ plan, inputs }] : [];
  });
  if (found === undefined)
    return no("no restore test covers its backups, so it is unknown whether they can be restored");
  const hours = found.inputs["validationWindowHours"];
  const examined =
    hours === undefined
      ? "nothing examines the result"
      : `AWS Backup waits ${text(hours)} h for the result of its examination`;
  return yes(
    `${text(found.plan.inputs["scheduleExpression"])} restores its latest recovery point, and ${examined}; aws backup list-restore-jobs shows the results`,
  );
}

/** Whether a restore testing plan selects from a vault to which the store's recovery points go. */
function drawsFrom(
  { inputs }: ResolvedResource,
  plans: (ResolvedResource | undefined)[],
  ofType: OfType,
): boolean {
  const vaults = valuesAt(inputs, "recoveryPointSelection.includeVaults").map(text);
  return plans.some((plan) => {
    if (plan === undefined || vaults.includes("*")) return true;
    return valuesAt(plan.inputs, "rules.targetVaultName").some((name) =>
      ofType(aws.backupVault).some(
        ({ identifiers }) => text(name) in identifiers && vaults.some((vault) => vault in identifiers),
      ),
    );
  });
}
