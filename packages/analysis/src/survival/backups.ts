import { resourceType } from "@ballast/aws";
import { fields, list, text, type Fields } from "@ballast/model";
import { matchesGlob } from "../iam/globs.ts";

/** A store, and the AWS Backup selections of the same stack. */
export interface BackupQuestion {
  type: string;
  inputs: Fields;
  /** The store's ARNs, read only if a selection uses ARNs. */
  names: () => readonly string[];
  /** Inputs of the backup selections. */
  selections: readonly Fields[];
  /**
   * Rules of the backup plan that a selection's `planId` references. Undefined if the plan is not in this
   * stack; the selection is then assumed to create recovery points.
   */
  rulesOf: (planId: unknown) => readonly unknown[] | undefined;
}

/** Whether a backup selection covers a store, with a plan that creates recovery points. */
export function hasRecoveryPoints({ type, inputs, names, selections, rulesOf }: BackupQuestion): boolean {
  if (resourceType(type)?.isInBackup !== true) return false;
  return selections.some(
    (selection) => selects(selection, inputs, names) && rulesOf(selection["planId"])?.length !== 0,
  );
}

/**
 * By ARN and tags. The documentation does not say whether both must match, so both are required (AWS Backup
 * developer guide, "Assign resources with AWS CLI", and API reference, BackupSelection, November 2026).
 */
function selects(selection: Fields, inputs: Fields, names: BackupQuestion["names"]): boolean {
  const isNamed = (patterns: unknown): boolean =>
    list(patterns)
      .map(text)
      .some((pattern) => pattern === "*" || names().some((name) => matchesGlob(pattern, name)));
  const tags = fields(inputs["tagsAll"] ?? inputs["tags"]);
  const tagged = list(selection["selectionTags"]).map(fields);
  const hasTag = tagged.some(({ key, value }) => text(key) in tags && tags[text(key)] === value);
  const { resources, notResources } = selection;
  return (
    (list(resources).length === 0 || isNamed(resources)) &&
    !isNamed(notResources) &&
    (tagged.length === 0 || hasTag) &&
    list(selection["conditions"] ?? [])
      .map(fields)
      .every((condition) => fulfils(condition, tags))
  );
}

/** Whether tags fulfill all conditions. A resource without the tag fulfills the negated ones. */
function fulfils(condition: Fields, tags: Fields): boolean {
  const all = (operator: string, holds: (value: string | undefined, wanted: string) => boolean): boolean =>
    list(condition[operator])
      .map(fields)
      .every(({ key, value }) => {
        const tag = tags[text(key).replace(/^aws:ResourceTag\//, "")];
        return holds(tag === undefined ? undefined : text(tag), text(value));
      });
  return (
    all("stringEquals", (value, wanted) => value === wanted) &&
    all("stringNotEquals", (value, wanted) => value !== wanted) &&
    all("stringLikes", (value, wanted) => value !== undefined && matchesGlob(wanted, value)) &&
    all("stringNotLikes", (value, wanted) => value === undefined || !matchesGlob(wanted, value))
  );
}
