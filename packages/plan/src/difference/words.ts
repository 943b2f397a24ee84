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

// Texts that tables, Markdown and the report share.

/** The number of resources of each kind; each resource is counted once. */
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

/** Losses without an acknowledgement. */
export function openLosses(losses: readonly DataLoss[]): DataLoss[] {
  return losses.filter(({ acknowledged }) => acknowledged === undefined);
}

export function isEmpty({ existence, added, changed, removed, renamed, outputs }: StackDifference): boolean {
  return (
    existence === Existence.Stays &&
    [added, changed, removed, renamed, outputs].every((list) => list.length === 0)
  );
}

/** `3 added, 1 replaced`, without counts of 0. */
export function summary(difference: StackDifference): string {
  const { added, changed, replaced, removed, renamed } = countsOf(difference);
  if (difference.existence === Existence.New) return `new stack, ${plural(added, "resource")}`;
  if (difference.existence === Existence.Gone) return `stack removed, ${plural(removed, "resource")}`;
  const words = { added, changed, replaced, removed, renamed };
  const parts = Object.entries(words).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []));
  if (difference.outputs.length > 0) parts.push(plural(difference.outputs.length, "output"));
  return parts.join(", ") || "no difference";
}

/** What happens to a changed resource, as text after its name; empty if it is only updated. */
export function fateText({ replaced, replacementUnknown }: ResourceChange): string {
  if (replaced) return " is replaced";
  return replacementUnknown
    ? "is updated or replaced: it is unknown which properties force a replacement"
    : "";
}

/** What happens to the data, and what prevents or allows it. */
export function lossText(loss: DataLoss): string {
  const { how, retained, keptBy = "retainOnDelete", snapshot, acknowledged, alike, uncertain } = loss;
  const verb = uncertain === undefined ? "is" : "may be";
  const deleted =
    snapshot === true
      ? `and its data is deleted after a final snapshot (${keptBy}).`
      : "and its data is deleted.";
  const fate = {
    removed: retained
      ? `${verb} removed: it stays in AWS (${keptBy}), but no stack manages it any more.`
      : `${verb} removed, ${deleted}`,
    replaced: retained
      ? `${verb} replaced by an empty one: the old one stays in AWS (${keptBy}), but no stack manages it any more.`
      : `${verb} replaced by an empty one, ${deleted}`,
    overwritten: `${verb} overwritten by a new value, and the old value is lost.`,
    discarded: `stays, and AWS ${uncertain === undefined ? "deletes" : "may delete"} ${loss.what}.`,
  }[how];
  return [
    `${label(loss.urn)} ${fate}`,
    ...(uncertain === undefined ? [] : [`Counted as lost, because it is uncertain: ${uncertain}.`]),
    // No protection stops an update in place.
    ...(loss.protected && (how === "removed" || how === "replaced")
      ? ["It is protected, so the update fails until its protection is removed."]
      : []),
    ...(alike.length > 0
      ? [`If ${alike.map(label).join(" or ")} is the same resource, add the alias ${loss.name} to it.`]
      : []),
    ...(acknowledged === undefined ? [] : [`Acknowledged: ${acknowledged}`]),
  ].join(" ");
}

/** Why an update will fail, and what to do. */
export function refusalText({ urn, path, reason }: Refusal): string {
  return `AWS rejects this change: ${label(urn)} ${path}: ${reason}. The update will fail. Revert the change, or move the data to a new resource.`;
}

/** The effect of one property's change, and whether it is certain; undefined if the change only updates the resource. */
export function propertyFate({ replaces, uncertain, leaves, refused }: PropertyChange): string | undefined {
  if (refused !== undefined) return "AWS rejects this";
  if (leaves === true) return uncertain === undefined ? "another account" : "possibly another account";
  if (replaces) return uncertain === undefined ? "replaces" : "may replace";
  return undefined;
}

/** The same in brackets, to follow the property's values. */
export function propertyMark(change: PropertyChange): string {
  const fate = propertyFate(change);
  return fate === undefined ? "" : ` (${fate})`;
}

/** Which changes do not reach the resource that uses them, and what it loses. */
export function unreachedText({ urn, path, source, changes, deleted }: Unreached): string {
  const kept = `${label(urn)} ignores changes of ${path}, so these changes of ${label(source)} do not reach it: ${changes.join(", ")}.`;
  if (deleted.length === 0) return kept;
  const names = deleted.map(label).join(", ");
  return `${kept} Its current ${path} uses ${names}, which this change deletes: the next task start and each deployment will fail.`;
}

/** The order of steps in which nothing fails; empty if nothing is deleted. */
export function safeOrder({ urn, source, deleted }: Unreached): string[] {
  if (deleted.length === 0) return [];
  return [
    "Deploy with retainOnDelete on the deleted resources; for roles: keepReplaced in ballast:roles.",
    "Deploy this change.",
    `Give ${label(urn)} a revision of the new ${label(source)}: packages/ecs/README.md, "A service that a pipeline delivers to".`,
    "Deploy without retainOnDelete, and delete the old ones.",
  ];
}

/** Why a difference fails the comparison, with counts; empty if it does not fail. */
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

/** Where to acknowledge losses, and the entries to add there; undefined if all losses are acknowledged. */
export function howToAcknowledge(
  { stack, existence, losses }: StackDifference,
  today?: string,
): { sentence: string; entries: string } | undefined {
  const open = openLosses(losses);
  if (open.length === 0) return undefined;
  const sentence =
    existence === Existence.Gone
      ? "Nothing is deleted until somebody runs pulumi destroy. If the data may be deleted, add this to the settings of another " +
        "stack, in the same change, with the reason:"
      : `If the data may be deleted, add this to the settings of ${stack}, in the same change, with the reason:`;
  return { sentence, entries: acknowledgementYaml(open, today) };
}

/** The number of removed resources that an alias might have kept, as text. */
export function identityText({ existence, added, removed }: StackDifference): string | undefined {
  if (existence !== Existence.Stays) return undefined;
  const types = new Set(added.map(({ type }) => type));
  const like = removed.filter(({ type, custom }) => custom && types.has(type)).length;
  return like === 0
    ? undefined
    : `For ${like} of the removed resources, the stack adds a resource of the same type. If it is the same resource, give it an alias.`;
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
