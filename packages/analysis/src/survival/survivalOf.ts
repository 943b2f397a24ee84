import {
  adoptedFileSystems,
  Answer,
  aws,
  holdsData,
  mayHoldData,
  no,
  partly,
  resourceType,
  unknown,
  withCanonicalTypes,
  wordsOf,
  yes,
  type AdoptedFileSystem,
  type StoreSurvivalFacts,
  type Verdict,
} from "@ballast/aws";
import { Left } from "@ballast/aws/templates";
import { byUrn, list, text, type ResolvedResource, type Survival } from "@ballast/model";
import { contentsOf } from "../templates.ts";
import { noDrill, plansOf, regionLossOf, restoreDrillOf } from "./recovery.ts";
import type { StoreSurvival } from "./survival.ts";
import { serviceRows, taskRows } from "./taskVolumes.ts";

type OfType = (type: string) => readonly ResolvedResource[];

const logGroup = wordsOf(aws.logGroup);

const apart = yes("it is not part of a task or an instance");

/**
 * What each store of a stack survives: data stores first, then logs, then storage that exists only as long as
 * a task.
 */
export function survivalOf(given: readonly ResolvedResource[]): StoreSurvival[] {
  const resources = withCanonicalTypes(given);
  const known = byUrn(resources);
  const ofType = (type: string): ResolvedResource[] => resources.filter((one) => one.type === type);
  const answered = new Set<ResolvedResource>();
  const mounts = resources.flatMap((one) => one.mounts ?? []);

  const rows = resources.flatMap((resource) => {
    const facts = resourceType(resource.type)?.survival ?? unsaidFacts(resource);
    if (facts === undefined)
      return [...templateRows(resource), ...taskRows(resource, mounts), ...serviceRows(resource)];
    const teller = tellerOf(resource, known);
    if (teller !== undefined) answered.add(teller);
    return [agreed(storeRow(resource, facts, ofType), teller)];
  });
  const silent = resources.filter((one) => one.survives !== undefined && !answered.has(one));
  const adopted = silent.length === 0 ? [] : adoptedFileSystems(resources);
  const all = [...rows, ...silent.map((one) => componentRow(one, adopted, ofType))];
  return all.sort((one, other) => rank(one) - rank(other));
}

function rank({ lasting, type }: StoreSurvival): number {
  return lasting ? (type === logGroup ? 1 : 0) : 2;
}

function storeRow(resource: ResolvedResource, facts: StoreSurvivalFacts, ofType: OfType): StoreSurvival {
  const { urn, name } = resource;
  return {
    urn,
    type: wordsOf(resource.type),
    name,
    lasting: true,
    taskRestart: apart,
    instanceLoss: facts.instanceLoss?.(resource) ?? apart,
    zoneLoss: backedUp(
      facts.zoneLoss(resource, ofType),
      "recovery points in AWS Backup are in the same region",
    ),
    regionLoss: resourceType(resource.type)?.survival
      ? regionLossOf(resource, ofType)
      : unsaid(resource.type),
    restoreDrill: restoreDrillOf(resource, ofType),
    destroy:
      kept(resource) ??
      backedUp(
        facts.destroy?.(resource, ofType) ?? unsaid(resource.type),
        "recovery points in AWS Backup stay for the retention of their backup plan",
      ),
  };

  /** Data that is lost, or may be, survives partly if AWS Backup has recovery points. */
  function backedUp(verdict: Verdict, but: string): Verdict {
    const isLost = { yes: false, partly: false, no: true, unknown: true }[verdict.answer];
    return isLost && plansOf(resource, ofType).length > 0 ? partly(`${verdict.why}; ${but}`) : verdict;
  }
}

/** The verdict on a destroy that follows from Pulumi's options `protect` and `retainOnDelete`. */
function kept({ protect, retainOnDelete }: ResolvedResource): Verdict | undefined {
  if (retainOnDelete) {
    const also = protect ? ", and Pulumi refuses to destroy the stack" : "";
    return yes(`retainOnDelete: it stays in the account${also}`);
  }
  return protect ? partly("protect: Pulumi refuses to delete it until the protection is removed") : undefined;
}

/**
 * The nearest component that declares what its data survives. Only for stores that tasks mount, because the
 * declaration concerns mounted data.
 */
function tellerOf(
  resource: ResolvedResource,
  known: ReadonlyMap<string, ResolvedResource>,
): ResolvedResource | undefined {
  if (resourceType(resource.type)?.survival?.isMounted !== true) return undefined;
  for (let at: ResolvedResource | undefined = resource; at; at = known.get(at.parent ?? "")) {
    if (at.survives !== undefined) return at;
  }
  return undefined;
}

const columns = ["taskRestart", "instanceLoss", "zoneLoss", "destroy"] as const satisfies (keyof Survival)[];

/**
 * A component knows how its store is used, so its declaration overrides the verdict from the resource's
 * properties.
 */
function agreed(row: StoreSurvival, teller: ResolvedResource | undefined): StoreSurvival {
  const said = teller?.survives;
  if (teller === undefined || said === undefined) return row;
  const changed = columns.map((column) => {
    const verdict = row[column];
    const isSame = said[column] ? verdict.answer === Answer.Yes : verdict.answer !== Answer.Yes;
    return [column, isSame ? verdict : verdictOf(said[column], teller)];
  });
  return { ...row, ...(Object.fromEntries(changed) as Partial<StoreSurvival>) };
}

function verdictOf(survives: boolean, { name }: ResolvedResource): Verdict {
  const why = `declared by its component, ${name}`;
  return survives ? yes(why) : no(why);
}

/** A component whose store is in no state: ECS or a plugin makes it, or it existed before. */
function componentRow(
  component: ResolvedResource,
  adopted: readonly AdoptedFileSystem[],
  ofType: OfType,
): StoreSurvival {
  const { urn, name, survives } = component;
  const verdicts = columns.map((column) => [column, verdictOf(survives?.[column] ?? false, component)]);
  const own = adopted.find((one) => one.parent === urn);
  const store = own && storeOfAdopted(component, own.id, ofType);
  return {
    urn,
    type: store ? wordsOf(store.type) : "storage outside of the stack",
    name,
    lasting: true,
    ...(Object.fromEntries(verdicts) as Record<keyof Survival, Verdict>),
    regionLoss: store
      ? regionLossOf(store, ofType)
      : unknown("it is not in the stack's state, so it is unknown what copies it"),
    restoreDrill: store ? restoreDrillOf(store, ofType) : noDrill,
  };
}

/** An adopted file system as a resource: AWS Backup is told its ARN. */
function storeOfAdopted(component: ResolvedResource, id: string, ofType: OfType): ResolvedResource {
  const arns = ofType(aws.backupSelection)
    .flatMap(({ inputs }) => list(inputs["resources"]).map(text))
    .filter((arn) => arn.endsWith(`:file-system/${id}`));
  return {
    ...component,
    type: aws.fileSystem,
    custom: true,
    inputs: {},
    identifiers: Object.fromEntries([id, ...arns].map((one) => [one, "id"])),
  };
}

/**
 * A row for each store that CloudFormation creates from a template, and one for the part of a template that
 * cannot be read.
 */
function templateRows(resource: ResolvedResource): StoreSurvival[] {
  const contents = contentsOf(resource, resource.inputs);
  if (contents === undefined) return [];
  const rows = contents.nested.flatMap(({ urn, type, name, properties, whenDeleted }): StoreSurvival[] => {
    if (!mayHoldData(type)) return [];
    const facts = resourceType(type)?.survival;
    const described = { inputs: properties, identifiers: {} };
    const row = { urn, name, lasting: true, taskRestart: apart, instanceLoss: apart };
    return [
      {
        ...row,
        type: wordsOf(type),
        zoneLoss: facts?.zoneLoss(described, () => []) ?? unsaid(type),
        regionLoss: unknown("copies to other regions in templates are not analyzed"),
        restoreDrill: unknown("restore tests in templates are not analyzed"),
        destroy: kept(resource) ?? destroyOf(whenDeleted),
      },
    ];
  });
  if (contents.hidden === undefined) return rows;
  const notKnown = unknown(contents.hidden);
  const { urn, name } = resource;
  const hidden = { urn, name, type: "resources of a template", lasting: true };
  const verdicts = {
    taskRestart: notKnown,
    instanceLoss: notKnown,
    zoneLoss: notKnown,
    regionLoss: notKnown,
    restoreDrill: notKnown,
    destroy: kept(resource) ?? notKnown,
  };
  return [...rows, { ...hidden, ...verdicts }];
}

function unsaid(type: string): Verdict {
  const what =
    holdsData(type) === undefined ? "whether it holds data, and what the data survives" : "what it survives";
  return unknown(`unknown for the type ${type}: ${what}`);
}

/**
 * Facts for an AWS store, or a type that may be one, without an entry about survival. Stores in templates
 * have separate rows.
 */
function unsaidFacts({ type, custom }: ResolvedResource): StoreSurvivalFacts | undefined {
  const { isOnlyInState, template } = resourceType(type) ?? {};
  if (!custom || !mayHoldData(type) || isOnlyInState || template !== undefined) return undefined;
  const zoneLoss = () => unsaid(type);
  return holdsData(type) === undefined ? { zoneLoss, instanceLoss: zoneLoss } : { zoneLoss };
}

function destroyOf(whenDeleted: Left): Verdict {
  switch (whenDeleted) {
    case Left.Resource:
      return yes("DeletionPolicy: Retain, in its template");
    case Left.Snapshot:
      return partly("it is deleted with its stack, after a final snapshot (DeletionPolicy, or its default)");
    case Left.Nothing:
      return no("it is deleted with its stack");
  }
}
