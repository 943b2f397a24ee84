import { counts, type Check, type Status } from "@ballast/operate";
import Table from "cli-table3";
import colors from "picocolors";

export interface Report {
  stacks: string[];
  checks: Check[];
}

/** JSON output with all checks. */
export function asJson({ stacks, checks }: Report): string {
  return JSON.stringify({ stacks, counts: counts(checks), checks }, null, 2);
}

const order: Status[] = ["missing", "warning", "unknown", "ok"];

/** Text output: problems first, then the fixes, one command per line. */
export function asTable({ stacks, checks }: Report): string {
  const rows = new Table({
    head: ["", "what", "found"],
    style: { head: [], border: [] },
  });
  const sorted = order.flatMap((status) => checks.filter((check) => check.status === status));
  for (const { status, what, found } of sorted) rows.push([paint(status), folded(what), folded(found)]);
  const fixes = sorted.filter(({ fix }) => fix !== undefined);
  const sections = [rows.toString()];
  if (fixes.length > 0) {
    const steps = fixes.map(({ status, id, fix, stacks: needed = [] }) => {
      const all = needed.length === 0 || needed.length === stacks.length;
      const whose = all ? "" : colors.dim(` (${needed.join(", ")})`);
      return `  ${paint(status)} ${id}${whose}\n      ${fix}`;
    });
    sections.push(["To fix it:", ...steps].join("\n"));
  }
  sections.push(summary(counts(checks)));
  return sections.join("\n\n");
}

/** Wraps at spaces. A long word, such as an ARN, is not split, so that it can be copied. */
function folded(text: string): string {
  return text.replaceAll(/(.{1,56})( +|$)/g, "$1\n").trimEnd();
}

function summary(count: Record<Status, number>): string {
  const parts = [
    `${count.ok} in order`,
    count.missing > 0 && colors.red(`${count.missing} missing`),
    count.warning > 0 && colors.yellow(`${count.warning} ${count.warning === 1 ? "warning" : "warnings"}`),
    count.unknown > 0 && `${count.unknown} unknown`,
  ].filter((part) => part !== false);
  return `${parts.join(", ")}.`;
}

function paint(status: Status): string {
  switch (status) {
    case "missing":
      return colors.red(status);
    case "warning":
      return colors.yellow(status);
    case "unknown":
      return colors.dim(status);
    case "ok":
      return colors.green(status);
  }
}
