import { fields, list, parsed, text, type Fields } from "@ballast/model";
import type { Discarded } from "./discarding.ts";

/**
 * What a change of an ECR lifecycle policy deletes that the old one let be. An image is judged by the rule of the lowest number that its
 * tags fit, and by that one alone, so a rule also protects images from those after it (ECR user guide, "How lifecycle policies work",
 * November 2026). A new policy deletes no more if it is the old one with larger numbers, without some of its last rules, or without
 * rules whose images none of the later ones can have.
 */
export function imageExpiryBeyond(before: unknown, after: unknown): Discarded | undefined {
  const [old, now] = [rulesOf(before), rulesOf(after)];
  let from = 0;
  for (const [index, rule] of now.entries()) {
    const same = old.findIndex((one, place) => place >= from && selection(one) === selection(rule));
    const left = same < 0 ? old.slice(from) : old.slice(from, same);
    const later = now.slice(index);
    const isSafe =
      same >= 0 &&
      countOf(old[same] ?? {}) <= countOf(rule) &&
      left.every((one) => later.every((next) => areApart(one, next)));
    if (!isSafe) return { what: inWords(rule) };
    from = same + 1;
  }
  return undefined;
}

function rulesOf(policy: unknown): Fields[] {
  const number = ({ rulePriority }: Fields): number => Number(rulePriority) || 0;
  return list(fields(parsed(policy))["rules"])
    .map(fields)
    .sort((one, other) => number(one) - number(other))
    .filter((rule) => text(fields(rule["action"])["type"]) !== "transition");
}

/** A key of the images that a rule selects, and of the unit by which it counts them. */
function selection({ selection: chosen }: Fields): string {
  const { countNumber: _number, ...rest } = fields(chosen);
  return JSON.stringify(
    Object.entries(rest)
      .map(([key, value]) => [key, Array.isArray(value) ? [...(value as unknown[])].sort() : value])
      .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
  );
}

function countOf({ selection: chosen }: Fields): number {
  return Number(fields(chosen)["countNumber"]);
}

/** Whether one rule concerns tagged and the other untagged images, so that no image matches both. */
function areApart(one: Fields, other: Fields): boolean {
  const status = ({ selection: chosen }: Fields): string => text(fields(chosen)["tagStatus"]).toLowerCase();
  return [status(one), status(other)].sort().join() === "tagged,untagged";
}

function inWords({ selection: chosen }: Fields): string {
  const { tagStatus, countType, countNumber, countUnit } = fields(chosen);
  const images = text(tagStatus).toLowerCase() === "any" ? "images" : `${text(tagStatus)} images`;
  return text(countType) === "imageCountMoreThan"
    ? `${images} beyond the newest ${text(countNumber)}`
    : `${images} older than ${text(countNumber)} ${text(countUnit) || "days"}`;
}
