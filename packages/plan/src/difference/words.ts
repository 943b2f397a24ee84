import { acknowledgementYaml } from "./acknowledgement.ts";
import type { DataLoss } from "./dataLoss.ts";
import {
  Existence,
  type PropertyChange,
  type ResourceChange,
  type StackDifference,
  type Unreached,
} from "./difference.ts";
import { label } from "./references.ts";
import { refusalsOf, type Refusal } from "./refusals.ts";

// What tables, Markdown and the report say alike.

/** How many resources there are of each kind; each is counted once. */
export interface Counts {
  added: number;
  changed: number;
  replaced: number;
  removed: number;
  renamed: number;
  lost: number;
}

export function countsOf({ added, changed, removed, renamed, losses }: StackDifference): Counts {
  const replaced = changed.filter((one) => one.replaced).length;
  return {
    added: added.length,
    changed: changed.length - replaced,
    replaced,
    removed: removed.length,
    renamed: renamed.length,
    lost: openLosses(losses).length,
  };
}

/** What nobody acknowledged. */
export function openLosses(losses: readonly DataLoss[]): DataLoss[] {
  return losses.filter(({ acknowledged }) => acknowledged === undefined);
}

export function isEmpty({ existence, added, changed, removed, renamed, outputs }: StackDifference): boolean {
  return (
    existence === Existence.Stays &&
    [added, changed, removed, renamed, outputs].every((list) => list.length === 0)
  );
}

/** `3 added, 1 replaced`; what there is none of is left out. */
export function summary(difference: StackDifference): string {
  const { added, changed, replaced, removed, renamed } = countsOf(difference);
  if (difference.existence === Existence.New) return `a new stack, ${plural(added, "resource")}`;
  if (difference.existence === Existence.Gone) return `no stack any more, ${plural(removed, "resource")}`;
  const words = { added, changed, replaced, removed, renamed };
  const parts = Object.entries(words).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []));
  if (difference.outputs.length > 0) parts.push(plural(difference.outputs.length, "output"));
  return parts.join(", ") || "no difference";
}

/** What becomes of a changed resource, after its name; nothing is said of what is merely changed. */
export function fateText({ replaced, replacementUnknown }: ResourceChange): string {
  if (replaced) return " is replaced";
  return replacementUnknown
    ? " is changed, or replaced: it is not known here which properties replace it"
    : "";
}

/** What becomes of the data, and who refuses or allows it. */
export function lossText(loss: DataLoss): string {
  const { how, retained, keptBy = "retainOnDelete", snapshot, acknowledged, alike, uncertain } = loss;
  const verb = uncertain === undefined ? "is" : "may be";
  const deleted =
    snapshot === true
      ? `and its data is deleted after a last snapshot (${keptBy}).`
      : "and its data is deleted.";
  const fate = {
    removed: retained
      ? `${verb} removed: AWS keeps it (${keptBy}), but no stack knows of it any more.`
      : `${verb} removed, ${deleted}`,
    replaced: retained
      ? `${verb} replaced by an empty one: AWS keeps the old one (${keptBy}), but no stack knows of it any more.`
      : `${verb} replaced by an empty one, ${deleted}`,
    overwritten: `${verb} given a new value, and the old one is lost.`,
    discarded: `stays, and AWS ${uncertain === undefined ? "deletes" : "may delete"} ${loss.what}.`,
  }[how];
  return [
    `${label(loss.urn)} ${fate}`,
    ...(uncertain === undefined ? [] : [`What is unknown counts as lost: ${uncertain}.`]),
    // No protection stops an update in place.
    ...(loss.protected && (how === "removed" || how === "replaced")
      ? ["It is protected, so an update refuses this until its protection is taken off."]
      : []),
    ...(alike.length > 0
      ? [`If ${alike.map(label).join(" or ")} is the same thing, give it an alias of ${loss.name}.`]
      : []),
    ...(acknowledged === undefined ? [] : [`Acknowledged: ${acknowledged}`]),
  ].join(" ");
}

/** Why an update will fail, and what to do. */
export function refusalText({ urn, path, reason }: Refusal): string {
  return `AWS refuses this: ${label(urn)} ${path}: ${reason}. The update fails there; take the change back, or move the data to a new resource.`;
}

/** What the change of one property does, and whether that is certain; undefined if it is an update alone. */
export function propertyFate({ replaces, uncertain, leaves, refused }: PropertyChange): string | undefined {
  if (refused !== undefined) return "AWS refuses this";
  if (leaves === true) return uncertain === undefined ? "another account" : "perhaps another account";
  if (replaces) return uncertain === undefined ? "replaces" : "may replace";
  return undefined;
}

/** The same, behind its values. */
export function propertyMark(change: PropertyChange): string {
  const fate = propertyFate(change);
  return fate === undefined ? "" : ` (${fate})`;
}

/** What does not reach the one that uses it, and what that one loses. */
export function unreachedText({ urn, path, source, changes, deleted }: Unreached): string {
  const kept = `${label(urn)} keeps its own ${path}, so these changes of ${label(source)} do not reach it: ${changes.join(", ")}.`;
  if (deleted.length === 0) return kept;
  const names = deleted.map(label).join(", ");
  return `${kept} What it keeps names ${names}, which this change deletes: the next start of a task and each delivery fail.`;
}

/** The order in which nothing fails; empty where nothing is deleted. */
export function safeOrder({ urn, source, deleted }: Unreached): string[] {
  if (deleted.length === 0) return [];
  return [
    "Deploy with retainOnDelete on what is deleted; for roles: keepReplaced in ballast:roles.",
    "Deploy this change.",
    `Give ${label(urn)} a revision of the new ${label(source)}: packages/ecs/README.md, "A service that a pipeline delivers to".`,
    "Deploy without retainOnDelete, and delete the old ones.",
  ];
}

/** Why a difference fails the comparison, and how often; empty where it does not. */
export function refusalCounts(difference: StackDifference): [what: string, count: number][] {
  const { losses, unreached, acknowledgementFaults } = difference;
  const counts: [string, number][] = [
    ["data loss without an acknowledgement", openLosses(losses).length],
    ["change that AWS refuses", refusalsOf(difference).length],
    ["reference to a deleted resource", unreached.filter(({ deleted }) => deleted.length > 0).length],
    ["invalid acknowledgement", acknowledgementFaults.filter(({ severity }) => severity === "error").length],
  ];
  return counts.filter(([, count]) => count > 0);
}

/** Whether a difference fails the comparison. */
export function refuses(difference: StackDifference): boolean {
  return refusalCounts(difference).length > 0;
}

/** Where to say that data may go, and the entries to add there; undefined if nothing is open. */
export function howToAcknowledge(
  { stack, existence, losses }: StackDifference,
  today?: string,
): { sentence: string; entries: string } | undefined {
  const open = openLosses(losses);
  if (open.length === 0) return undefined;
  const sentence =
    existence === Existence.Gone
      ? "Nothing is deleted before somebody runs pulumi destroy. If the data may go, add this to the settings of another " +
        "stack, in the same change, with the reason:"
      : `If the data may go, add this to the settings of ${stack}, in the same change, with the reason:`;
  return { sentence, entries: acknowledgementYaml(open, today) };
}

/** Names are identity: what an alias might have kept. */
export function identityText({ existence, added, removed }: StackDifference): string | undefined {
  if (existence !== Existence.Stays) return undefined;
  const types = new Set(added.map(({ type }) => type));
  const like = removed.filter(({ type, custom }) => custom && types.has(type)).length;
  return like === 0
    ? undefined
    : `${like} of the removed have a new one of their type beside them: if that is the same thing, an alias keeps it.`;
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
