import type { Finding } from "./findings.ts";
import type { Verdict } from "./gate.ts";

/** What a build's log shows of a verdict; the last line tells how it ended. */
export function render({ findings, notes, summary }: Verdict): string {
  return [table(findings), ...[...notes, ...summary].map((line) => printable(line, 600))].join("\n");
}

/** The gravest first; the report, which is kept, has all of them. */
const rowsShown = 1000;

export function table(findings: Finding[]): string {
  if (findings.length === 0) return "No findings.";
  const rows = [
    ["SEVERITY", "VULNERABILITY", "PACKAGE", "VERSION", "FIXED IN", "COUNTS"],
    ...findings
      .slice(0, rowsShown)
      .map((finding) => [
        finding.severity === finding.countsAs
          ? finding.severity
          : `${finding.severity} (as ${finding.countsAs})`,
        finding.vulnerability,
        finding.package,
        finding.version || "-",
        finding.fixedIn || "-",
        finding.ignored === "" ? "yes" : `no, ${finding.ignored}`,
      ]),
  ].map((row) => row.map((cell) => printable(cell, 100)));
  const widths = rows.reduce<number[]>(
    (found, row) => row.map((cell, column) => Math.max(found[column] ?? 0, cell.length)),
    [],
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const more = findings.length - rowsShown;
  return [...lines, ...(more > 0 ? [`… and ${more} more findings, which are in the report.`] : [])].join(
    "\n",
  );
}

/** Names come from the image and from feeds: they must not steer the terminal that shows the log. */
export function printable(text: string, length: number): string {
  const clean = text.replace(/[^\x20-\x7e…]+/g, "?");
  return clean.length > length ? `${clean.slice(0, length - 3)}...` : clean;
}
