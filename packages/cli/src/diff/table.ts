import {
  Existence,
  label,
  refusalsOf,
  type AcknowledgementFault,
  type ResourceChange,
  type StackDifference,
  type Unreached,
} from "@ballast/plan";
import Table from "cli-table3";
import colors from "picocolors";
import type { Differences, Failure } from "./differences.ts";
import { costLines, oldPrices } from "./costWords.ts";
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

/** The maximum numbers of resources of one kind, and of properties of one resource, that are listed. */
const listed = 30;
const properties = 8;

/**
 * Text output: one line per stack, then details, most serious first.
 *
 * @param today The date from which the last day of new acknowledgements is counted. @default - today
 */
export function table(all: Differences, written: string | undefined, today?: string): string {
  const { against } = all;
  return [
    `Against ${against.ref} (${against.commit.slice(0, 7)})`,
    bodyOf(all, today),
    ...(written === undefined
      ? []
      : [`The whole comparison is written to ${written}/differences.json and differences.md.`]),
  ].join("\n\n");
}

/** As `table`, without the heading of the comparison. */
export function bodyOf(
  all: Omit<Differences, "against"> & { against: { ref: string } },
  today?: string,
): string {
  const { against, differences, costs, errors, foundations, acknowledgementFaults } = all;
  const rows = new Table({
    head: columns,
    style: { head: [], border: [], compact: true },
  });
  rows.options.colAligns = ["left", "right", "right", "right", "right", "right", "right", "left"];
  for (const difference of differences) rows.push(rowOf(difference, colors.red, costs[difference.stack]));
  for (const stack of new Set(errors.map((error) => error.stack)))
    rows.push([stack, "", "", "", "", "", "", colors.red("cannot be planned")]);
  const sections = [
    rows.toString(),
    ...foundations.map((one) => colors.yellow(foundationText(one))),
    ...errors.map((error) => failureOf(error, against.ref)),
    ...differences.map((one) => lossesOf(one, today)),
    ...differences.map(unreachedOf),
    ...differences.map(({ stack }) => costLines(stack, costs[stack])?.join("\n")),
    oldPrices(costs),
    ...differences.filter((one) => !isEmpty(one)).map(detailsOf),
    acknowledgementFaults.length > 0 ? acknowledgementFaults.map(faultLine).join("\n") : undefined,
  ];
  return sections.filter((section) => section !== undefined).join("\n\n");
}

function failureOf({ stack, side, message }: Failure, ref: string): string {
  const where = side === "before" ? `at ${ref}` : "in the working tree";
  return `${stack} ${colors.red(`cannot be planned ${where}:`)} ${message}`;
}

function faultLine({ severity, message }: AcknowledgementFault): string {
  return `${severity === "error" ? colors.red("error") : colors.yellow("warning")} ${message}`;
}

function lossesOf(difference: StackDifference, today: string | undefined): string | undefined {
  const { stack, losses, acknowledgementFaults } = difference;
  const how = howToAcknowledge(difference, today);
  const lines = [
    ...losses.map((loss) =>
      loss.acknowledged === undefined ? `  ${colors.red("error")} ${lossText(loss)}` : `  ${lossText(loss)}`,
    ),
    ...refusalsOf(difference).map((refusal) => `  ${colors.red("error")} ${refusalText(refusal)}`),
    ...acknowledgementFaults.map((fault) => `  ${faultLine(fault)}`),
    ...(how ? [how.sentence, ...how.entries.split("\n").map((line) => `    ${line}`)] : []),
  ];
  return lines.length === 0 ? undefined : [`${stack}: data`, ...lines.map(indented)].join("\n");
}

function unreachedOf({ stack, unreached }: StackDifference): string | undefined {
  if (unreached.length === 0) return undefined;
  const mark = ({ deleted }: Unreached): string =>
    deleted.length > 0 ? colors.red("error") : colors.yellow("note");
  return [
    `${stack}: resources that keep their previous settings`,
    ...unreached.flatMap((one) => [
      `  ${mark(one)} ${unreachedText(one)}`,
      ...safeOrder(one).map((step, index) => `    ${index + 1}. ${step}`),
    ]),
  ].join("\n");
}

function indented(line: string): string {
  return line.startsWith("  ") ? line : `  ${line}`;
}

function detailsOf(difference: StackDifference): string {
  const { stack, existence, added, removed, renamed, changed, outputs } = difference;
  const heading = `${stack}: ${summary(difference)}`;
  if (existence !== Existence.Stays) return heading;
  const inOrder = [...changed].sort((one, other) => Number(other.replaced) - Number(one.replaced));
  return [
    heading,
    ...some(renamed, ({ from, to }) => [`  ${colors.cyan("→")} ${label(from)} is kept as ${label(to)}`]),
    ...some(removed, ({ urn }) => [`  ${colors.red("-")} ${label(urn)}`]),
    ...some(added, ({ urn }) => [`  ${colors.green("+")} ${label(urn)}`]),
    ...some(inOrder, changeLines),
    ...(outputs.length > 0
      ? ["  outputs", ...some(outputs, (change) => [`      ${change.path}: ${changeText(change)}`])]
      : []),
    ...[identityText(difference)].flatMap((text) => (text === undefined ? [] : [`  ${colors.yellow(text)}`])),
  ].join("\n");
}

function changeLines(change: ResourceChange): string[] {
  const { urn, replaced, properties: changes } = change;
  const shown = changes.slice(0, properties);
  return [
    `  ${colors.yellow(replaced ? "±" : "~")} ${label(urn)}${fateText(change)}`,
    ...shown.map((one) => `      ${one.path}: ${changeText(one)}${colors.yellow(propertyMark(one))}`),
    ...(shown.length < changes.length ? [colors.dim(`      and ${changes.length - shown.length} more`)] : []),
  ];
}

function some<Item>(items: readonly Item[], lines: (item: Item) => string[]): string[] {
  const left = items.length - listed;
  return [
    ...items.slice(0, listed).flatMap(lines),
    ...(left > 0 ? [colors.dim(`  and ${left} more; --format json prints all`)] : []),
  ];
}
