import { holdsData, mayHoldData, overwriting, replacement, Replaces, type Sides } from "@ballast/aws";
import type { PlannedResource } from "@ballast/model";
import { Left } from "@ballast/aws/templates";
import { keptByPulumi, lossRow, type DataLoss, type Fate, type Kept } from "./dataLoss.ts";
import { Removal, type PropertyChange } from "./difference.ts";
import { decidesContents } from "@ballast/analysis";
import { discardedBy, discardedByNew, discardedIn } from "./discarded.ts";
import type { Contents, Nested } from "./nested.ts";
import type { Pair } from "./pairs.ts";

/** A resource that one side has, with what CloudFormation creates for it. */
export interface Held {
  resource: PlannedResource;
  contents: Contents | undefined;
}

/** A resource that goes on, with its changes and both sides of what CloudFormation creates for it. */
export interface Continued extends Pair {
  properties: readonly PropertyChange[];
  before: Contents | undefined;
  after: Contents | undefined;
  /** Changes of nested resources that both sides have, by URN. */
  nested: ReadonlyMap<string, readonly PropertyChange[]>;
}

/** What holds data, or may, and is deleted, let go of, or made anew without it. */
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
    // The engine looks at both sides here, so that taking the protection off and replacing can be one update.
    const resource = { ...from, protect: from.protect && to.protect };
    const replaced = replacing(to.type, properties, { before: from.inputs, after: to.inputs });
    const changed = properties.map(({ path }) => path);
    const fate = replaced ?? overwritten(to.type, changed);
    if (replaced === undefined && properties.some(({ leaves }) => leaves === true)) return leftBehind(one);
    const own = [
      ...(fate === undefined ? [] : lossOf(resource, fate, keptByPulumi(from))),
      // What is replaced loses all, unless it is a setting of a store that stays.
      ...(replaced !== undefined && mayHoldData(to.type) ? [] : discardedIn(one, changed)),
    ];
    if (replaced !== undefined && one.before !== undefined)
      return [...own, ...lostWith({ resource, contents: one.before }, replaced, [])];
    return [...own, ...lostInside(one, added)];
  }
}

/** What stays in an account in which its stack does not look for it any more, with all that CloudFormation created for it. */
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

/** A whole resource and all that CloudFormation created for it. */
function lostWith({ resource, contents }: Held, fate: Fate, added: readonly PlannedResource[]): DataLoss[] {
  const pulumi = keptByPulumi(resource);
  const own = lossOf(resource, fate, pulumi, added);
  // What is replaced is listed by its own changes.
  const listed = fate.how === "removed" ? own : [];
  if (contents === undefined) return listed;
  const { protect } = resource;
  const inside = contents.nested.flatMap((nested) => {
    const kept = pulumi.retained ? pulumi : keptByTemplate(nested.whenDeleted, "DeletionPolicy");
    return lossOf({ ...nested.resource, protect }, { ...conditional(nested), ...fate }, kept);
  });
  return [...listed, ...inside, ...hiddenLoss(resource, fate, contents.hidden, pulumi)];
}

/** What an update of a template does to its resources. */
function lostInside(
  { from, to, properties, before, after, nested }: Continued,
  added: readonly PlannedResource[],
) {
  if (before === undefined || after === undefined) return [];
  const hidden = after.hidden ?? before.hidden;
  const deciding = properties.map(({ path }) => path).filter((path) => decidesContents(to.type, path));
  // Both sides of a secret template read alike.
  const cause = deciding.length === 0 && after.isSecret === true ? ["templateBody"] : deciding;
  const unknown =
    cause.length > 0 ? hiddenLoss(from, { how: "removed", cause }, hidden, keptByPulumi({})) : [];
  // Where the new side shows nothing, the hidden loss stands for all that was there.
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
          uncertain: "the condition on which it exists changes, and only the deployment decides it",
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

/** What may go with a stack that a template nests, which nothing here shows. */
function lostDeeper(resource: PlannedResource, changed: readonly string[]): DataLoss[] {
  const cause = changed.filter((path) => decidesContents(resource.type, path)).sort();
  const hidden = `what a change of ${cause.join(", ")} deletes inside is not known here`;
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
    : { uncertain: "it exists on a condition that only the deployment decides" };
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

/** At most one loss: none of what holds no data. */
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
