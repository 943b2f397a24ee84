import { resourceType } from "@ballast/aws";
import { fields, list, text, type Fields } from "@ballast/model";
import { matchesGlob } from "../iam/globs.ts";

/** A store, and what AWS Backup is told in the same stack. */
export interface BackupQuestion {
  type: string;
  inputs: Fields;
  /** Its ARNs; asked for only where a selection goes by them. */
  names: () => readonly string[];
  /** Inputs of the selections. */
  selections: readonly Fields[];
  /** Rules of a plan, by what a selection names; undefined for one of another stack, which is taken at its word. */
  rulesOf: (planId: unknown) => readonly unknown[] | undefined;
}

/** Whether a selection of AWS Backup has a store, for a plan that makes recovery points. */
export function hasRecoveryPoints({ type, inputs, names, selections, rulesOf }: BackupQuestion): boolean {
  if (resourceType(type)?.isInBackup !== true) return false;
  return selections.some(
    (selection) => selects(selection, inputs, names) && rulesOf(selection["planId"])?.length !== 0,
  );
}

/**
 * By name and by tags, as far as both are given: what the documentation leaves open, whether both must fit, is answered by the answer
 * that claims less (AWS Backup developer guide, "Assign resources with AWS CLI", and API reference, BackupSelection, November 2026).
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

/** Every one of them must hold; a resource without the tag fulfils those that say what it must not be. */
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
