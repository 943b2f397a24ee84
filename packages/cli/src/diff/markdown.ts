import type { CostDifference } from "@ballast/analysis/cost";
import {
  label,
  refusalsOf,
  type AcknowledgementFault,
  type ResourceChange,
  type StackDifference,
} from "@ballast/plan";
import type { Differences, Failure } from "./differences.ts";
import { code, inline } from "@ballast/model/markdown";
import { costSection, oldPrices } from "./costWords.ts";
import { changeText } from "./values.ts";
import {
  fateText,
  howToAcknowledge,
  identityText,
  isEmpty,
  lossText,
  propertyMark,
  refusalText,
  safeOrder,
  summary,
  unreachedText,
} from "@ballast/plan/words";
import { columns, foundationText, rowOf } from "./rows.ts";

/** A GitHub comment is limited to 65,536 characters; this leaves room for text around the output. */
export const commentLimit = 60_000;

interface MarkdownOptions {
  /** In characters. @default - no limit */
  limit?: number;
  /** Folder with the complete output. @default none */
  written?: string | undefined;
  /** The date from which the last day of new acknowledgements is counted. @default - today */
  today?: string;
}

/**
 * Output for pull requests: one line per stack, serious changes expanded, the others collapsed; truncated at the
 * limit.
 */
export function markdown(
  all: Differences,
  { limit = Infinity, written, today }: MarkdownOptions = {},
): string {
  const { against, differences, costs, errors, foundations, acknowledgementFaults } = all;
  const head = [
    `Against ${code(against.ref)} (${against.commit.slice(0, 7)})`,
    "",
    `| ${columns.map(inline).join(" | ")} |`,
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ...differences.map((one) => `| ${cellsOf(one, costs[one.stack]).join(" | ")} |`),
    ...[...new Set(errors.map(({ stack }) => stack))].map(
      (stack) => `| ${inline(stack)} | | | | | | | **cannot be planned** |`,
    ),
    ...foundations.flatMap((one) => paragraph(foundationText(one))),
    ...errors.flatMap((error) => failureOf(error, against.ref)),
    ...differences.flatMap((one) => graveOf(one, today)),
    ...faultsOf(acknowledgementFaults),
  ];
  const priced = differences.flatMap(({ stack }) => costSection(stack, costs[stack]));
  const outdated = paragraph(oldPrices(costs));
  const folded = differences.filter((one) => !isEmpty(one)).flatMap(detailsOf);
  return cut([...head, ...priced, ...outdated, ...folded], limit, against.ref, written);
}

/** GitHub renders text between two dollar signs as mathematics. */
function cellsOf(difference: StackDifference, cost: CostDifference | undefined): string[] {
  return rowOf(difference, (text) => `**${text}**`, cost).map((cell, index) =>
    columns[index] === "$/month" ? inline(cell) : cell,
  );
}

function failureOf({ stack, side, message }: Failure, ref: string): string[] {
  const lines = message.split("\n").filter((line) => line.trim() !== "");
  const where = side === "before" ? `at ${code(ref)}` : "in the working tree";
  return [
    "",
    `**${inline(stack)}** cannot be planned ${where}:`,
    "",
    ...lines.map((line) => `- ${code(line.trim())}`),
  ];
}

/** Data losses, and replacements with the properties that force them. */
function graveOf(difference: StackDifference, today: string | undefined): string[] {
  const { stack, losses, changed, unreached, acknowledgementFaults } = difference;
  const how = howToAcknowledge(difference, today);
  const replaced = changed.filter((change) => change.replaced);
  const refusals = refusalsOf(difference);
  if ([losses, refusals, replaced, unreached, acknowledgementFaults].every((list) => list.length === 0))
    return [];
  return [
    "",
    `**${inline(stack)}**`,
    "",
    ...losses.map(
      (loss) => `- ${loss.acknowledged === undefined ? "**error** " : ""}${inline(lossText(loss))}`,
    ),
    ...refusals.map((refusal) => `- **error** ${inline(refusalText(refusal))}`),
    ...unreached.flatMap((one) => [
      `- **${one.deleted.length > 0 ? "error" : "note"}** ${inline(unreachedText(one))}`,
      ...safeOrder(one).map((step, index) => `  ${index + 1}. ${inline(step)}`),
    ]),
    ...replaced.map(
      ({ urn, properties }) =>
        `- ${code(label(urn))} is replaced: ${properties
          .filter(({ replaces }) => replaces)
          .map(({ path }) => code(path))
          .join(", ")}`,
    ),
    ...faultsOf(acknowledgementFaults),
    ...(how ? [...paragraph(how.sentence), "", "```yaml", how.entries, "```"] : []),
  ];
}

function faultsOf(faults: readonly AcknowledgementFault[]): string[] {
  if (faults.length === 0) return [];
  return ["", ...faults.map(({ severity, message }) => `- **${severity}** ${inline(message)}`)];
}

function paragraph(text: string | undefined): string[] {
  return text === undefined ? [] : ["", inline(text)];
}

function detailsOf(difference: StackDifference): string[] {
  const { stack, added, removed, renamed, changed, outputs } = difference;
  return [
    "",
    `<details><summary>${inline(stack)}: ${inline(summary(difference))}</summary>`,
    "",
    ...renamed.map(({ from, to }) => `- → ${code(label(from))} is kept as ${code(label(to))}`),
    ...removed.map(({ urn }) => `- \u2212 ${code(label(urn))}`),
    ...added.map(({ urn }) => `- + ${code(label(urn))}`),
    ...changed.flatMap(changeLines),
    ...(outputs.length > 0
      ? ["- outputs", ...outputs.map((change) => `  - ${code(`${change.path}: ${changeText(change)}`)}`)]
      : []),
    ...paragraph(identityText(difference)),
    "",
    "</details>",
  ];
}

function changeLines(change: ResourceChange): string[] {
  const { urn, replaced, properties } = change;
  return [
    `- ${replaced ? "±" : "~"} ${code(label(urn))}${fateText(change)}`,
    ...properties.map((one) => `  - ${code(`${one.path}: ${changeText(one)}`)}${propertyMark(one)}`),
  ];
}

function cut(lines: string[], limit: number, ref: string, written: string | undefined): string {
  const whole = lines.join("\n");
  if (whole.length <= limit) return whole;
  const where =
    written === undefined
      ? `${code(`npx ballast diff --against ${ref}`)} shows`
      : `${code(`${written}/differences.md`)} contains`;
  const note = ["", `Shortened to the maximum length of a comment: ${where} the whole comparison.`];
  const kept: string[] = [];
  let left = limit - note.join("\n").length - "\n```\n\n</details>\n".length;
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    kept.push(line);
  }
  const open = kept.findLastIndex((line) => line.startsWith("<details>")) > kept.lastIndexOf("</details>");
  const fenced = kept.filter((line) => line.startsWith("```")).length % 2 === 1;
  return [...kept, ...(fenced ? ["```"] : []), ...(open ? ["", "</details>"] : []), ...note].join("\n");
}
