import { holdsData, mayHoldData, overwriting, replacement, Replaces, type Sides } from "@ballast/aws";
import type { PlannedResource } from "@ballast/model";
import { Left } from "@ballast/aws/templates";
import { keptByPulumi, lossRow, type DataLoss, type Fate, type Kept } from "./dataLoss.ts";
import { Removal, type PropertyChange } from "./difference.ts";
import { decidesContents } from "@ballast/analysis";
import { discardedBy, discardedByNew, discardedIn } from "./discarded.ts";
import type { Contents, Nested } from "./nested.ts";
import type { Pair } from "./pairs.ts";

/** A resource of one side, with the resources that CloudFormation creates for it. */
export interface Held {
  resource: PlannedResource;
  contents: Contents | undefined;
}

/** A resource that continues, with its changes and both sides of what CloudFormation creates for it. */
export interface Continued extends Pair {
  properties: readonly PropertyChange[];
  before: Contents | undefined;
  after: Contents | undefined;
  /** Changes of nested resources that both sides have, keyed by URN. */
  nested: ReadonlyMap<string, readonly PropertyChange[]>;
}

/** The resources that hold data, or may, and are deleted, removed from the stack, or replaced by empty ones. */
export function lossesOf(
  removed: readonly Held[],
  removal: Removal,
  continued: readonly Continued[],
  added: readonly PlannedResource[],
): DataLoss[] {
  const fate: Fate = { how: "removed", cause: [removal] };
  return [
    ...removed.flatMap((held) => lostWith(held, fate, added)),
    ...continued.flatMap(lostBy),
    ...discardedByNew(added),
  ];

  function lostBy(one: Continued): DataLoss[] {
    const { from, to, properties } = one;
    // The engine checks both sides here, so one update can remove the protection and replace the resource.
    const resource = { ...from, protect: from.protect && to.protect };
    const replaced = replacing(to.type, properties, { before: from.inputs, after: to.inputs });
    const changed = properties.map(({ path }) => path);
    const fate = replaced ?? overwritten(to.type, changed);
    if (replaced === undefined && properties.some(({ leaves }) => leaves === true)) return leftBehind(one);
    const own = [
      ...(fate === undefined ? [] : lossOf(resource, fate, keptByPulumi(from))),
      // A replaced resource loses all data, unless it is a setting of a store that stays.
      ...(replaced !== undefined && mayHoldData(to.type) ? [] : discardedIn(one, changed)),
    ];
    if (replaced !== undefined && one.before !== undefined)
      return [...own, ...lostWith({ resource, contents: one.before }, replaced, [])];
    return [...own, ...lostInside(one, added)];
  }
}

/** A resource that stays in an account in which its stack no longer finds it, with all that CloudFormation created for it. */
function leftBehind({ from, before, properties }: Continued): DataLoss[] {
  const change = properties.find(({ leaves }) => leaves === true);
  const uncertain = change?.uncertain;
  const fate: Fate = {
    how: "removed",
    cause: ["options.provider"],
    ...(uncertain !== undefined && { uncertain }),
  };
  const kept = { protected: false, retained: true, keptBy: "in the account of the old provider" };
  return lostWith({ resource: from, contents: before }, fate, []).map((loss) => ({ ...loss, ...kept }));
}

/** A resource and everything that CloudFormation created for it. */
function lostWith({ resource, contents }: Held, fate: Fate, added: readonly PlannedResource[]): DataLoss[] {
  const pulumi = keptByPulumi(resource);
  const own = lossOf(resource, fate, pulumi, added);
  // A replaced resource is listed by its own changes.
  const listed = fate.how === "removed" ? own : [];
  if (contents === undefined) return listed;
  const { protect } = resource;
  const inside = contents.nested.flatMap((nested) => {
    const kept = pulumi.retained ? pulumi : keptByTemplate(nested.whenDeleted, "DeletionPolicy");
    return lossOf({ ...nested.resource, protect }, { ...conditional(nested), ...fate }, kept);
  });
  return [...listed, ...inside, ...hiddenLoss(resource, fate, contents.hidden, pulumi)];
}

/** The losses that a template's update causes among its resources. */
function lostInside(
  { from, to, properties, before, after, nested }: Continued,
  added: readonly PlannedResource[],
) {
  if (before === undefined || after === undefined) return [];
  const hidden = after.hidden ?? before.hidden;
  const deciding = properties.map(({ path }) => path).filter((path) => decidesContents(to.type, path));
  // A secret template looks the same on both sides.
  const cause = deciding.length === 0 && after.isSecret === true ? ["templateBody"] : deciding;
  const unknown =
    cause.length > 0 ? hiddenLoss(from, { how: "removed", cause }, hidden, keptByPulumi({})) : [];
  // If the new side shows no resources, the hidden loss covers all resources of the old side.
  if (after.hidden !== undefined && after.nested.length === 0) return unknown;
  const now = new Map(after.nested.map((one) => [one.resource.urn, one]));
  const losses = before.nested.flatMap((old) => {
    const is = now.get(old.resource.urn);
    if (is === undefined || is.resource.type !== old.resource.type)
      return lossOf(
        old.resource,
        { ...conditional(old), how: "removed", cause: [Removal.Resource] },
        keptByTemplate(old.whenDeleted, "DeletionPolicy"),
        added,
      );
    if (JSON.stringify(old.condition) !== JSON.stringify(is.condition))
      return lossOf(
        old.resource,
        {
          how: "removed",
          cause: ["Condition"],
          uncertain: "its condition changes, and CloudFormation evaluates it only during deployment",
        },
        keptByTemplate(old.whenDeleted, "DeletionPolicy"),
      );
    const changes = nested.get(old.resource.urn) ?? [];
    const { type } = old.resource;
    const changed = changes.map(({ path }) => path);
    const sides = { before: old.resource.inputs, after: is.resource.inputs };
    const fate = replacing(type, changes, sides) ?? overwritten(type, changed);
    if (fate === undefined)
      return [...lostDeeper(old.resource, changed), ...discardedBy(old.resource, changed, sides)];
    const isKept = old.whenReplaced === is.whenReplaced ? old.whenReplaced : Left.Nothing;
    const kept = keptByTemplate(fate.how === "replaced" ? isKept : Left.Nothing, "UpdateReplacePolicy");
    return lossOf(old.resource, fate, kept);
  });
  return [...unknown, ...losses];
}

/** Data that may be deleted in a nested stack of a template, whose contents the plan does not show. */
function lostDeeper(resource: PlannedResource, changed: readonly string[]): DataLoss[] {
  const cause = changed.filter((path) => decidesContents(resource.type, path)).sort();
  const hidden = `it is unknown what a change of ${cause.join(", ")} deletes in the nested stack`;
  return cause.length > 0 ? hiddenLoss(resource, { how: "removed", cause }, hidden, keptByPulumi({})) : [];
}

function replacing(type: string, changes: readonly PropertyChange[], sides: Sides): Fate | undefined {
  const forcing = changes.filter(({ replaces }) => replaces);
  const [first] = forcing;
  if (first !== undefined) {
    const isCertain = forcing.some(({ uncertain }) => uncertain === undefined);
    const uncertain = `${first.path}: ${first.uncertain}`;
    return { how: "replaced", cause: pathsOf(forcing), ...(!isCertain && { uncertain }) };
  }
  const maybe = changes.filter(
    ({ path }) => !path.startsWith("options.") && replacement(type, path, sides) === Replaces.Maybe,
  );
  if (maybe.length === 0) return undefined;
  const cause = pathsOf(maybe);
  const uncertain = `whether AWS replaces it for a change of ${cause.join(", ")} is unknown`;
  return { how: "replaced", cause, uncertain };
}

function overwritten(type: string, changed: readonly string[]): Fate | undefined {
  const cause = [...overwriting(type, changed)].sort();
  return cause.length > 0 ? { how: "overwritten", cause } : undefined;
}

function pathsOf(changes: readonly PropertyChange[]): string[] {
  return [...new Set(changes.map(({ path }) => path))].sort();
}

function conditional({ condition }: Nested): Pick<Fate, "uncertain"> {
  return condition === undefined
    ? {}
    : { uncertain: "it has a condition, which CloudFormation evaluates only during deployment" };
}

function hiddenLoss(
  resource: PlannedResource,
  fate: Fate,
  hidden: string | undefined,
  kept: Kept,
): DataLoss[] {
  if (hidden === undefined) return [];
  return [
    lossRow(resource, { ...fate, uncertain: `whether it deletes data is unknown: ${hidden}` }, kept, []),
  ];
}

/** One loss, or none if the resource holds no data. */
function lossOf(
  resource: PlannedResource,
  fate: Fate,
  kept: Kept,
  added: readonly PlannedResource[] = [],
): DataLoss[] {
  const { custom, type } = resource;
  if (!custom || !mayHoldData(type)) return [];
  const doubt = holdsData(type) === undefined ? { uncertain: `whether ${type} holds data is unknown` } : {};
  return [lossRow(resource, { ...doubt, ...fate }, kept, added)];
}

function keptByTemplate(left: Left, policy: string): Kept {
  return {
    retained: left === Left.Resource,
    ...(left !== Left.Nothing && { keptBy: policy }),
    ...(left === Left.Snapshot && { snapshot: true }),
  };
}
