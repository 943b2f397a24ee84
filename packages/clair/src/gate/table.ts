import { columns, printable } from "./columns.ts";
import type { Finding } from "./findings.ts";
import type { Verdict } from "./gate.ts";
import { packagesTable, type Layer } from "./packages.ts";

/** Details that make a verdict easier to read and do not affect it. */
export interface Reading {
  /** Of the image, from the base image's first one on, each with the instruction that made it. @default - not known */
  layers?: Layer[];
  /** Findings above the policy in what runs, by `findingKey`. @default - not known */
  running?: Set<string>;
}

export function findingKey({
  vulnerability,
  package: of,
}: Pick<Finding, "vulnerability" | "package">): string {
  return JSON.stringify([printable(vulnerability, 200), printable(of, 200)]);
}

/** The text of a verdict in the build log; the last line is the result. */
export function render({ findings, notes, summary }: Verdict, reading: Reading = {}): string {
  const { running } = reading;
  const counted = findings.filter(({ ignored }) => ignored === "");
  const fresh = running && counted.filter((finding) => !running.has(findingKey(finding))).length;
  return [
    table(findings, running),
    ...packagesTable(counted, reading.layers),
    ...[
      ...notes,
      ...(fresh !== undefined && counted.length > 0
        ? [`${fresh} of ${counted.length} findings that count are not in what runs now.`]
        : []),
      ...summary,
    ].map((line) => printable(line, 600)),
  ].join("\n");
}

/** The gravest first; the report, which is kept, has all of them. */
const rowsShown = 1000;

export function table(findings: Finding[], running?: Set<string>): string {
  if (findings.length === 0) return "No findings.";
  const fresh = (finding: Finding): string[] =>
    running === undefined ? [] : [running.has(findingKey(finding)) || finding.ignored !== "" ? "-" : "new"];
  const lines = columns([
    [
      ...["SEVERITY", "VULNERABILITY", "PACKAGE", "VERSION", "FIXED IN"],
      ...(running === undefined ? [] : ["NEW"]),
      "COUNTS",
    ],
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
        ...fresh(finding),
        finding.ignored === "" ? "yes" : `no, ${finding.ignored}`,
      ]),
  ]);
  const more = findings.length - rowsShown;
  return [...lines, ...(more > 0 ? [`… and ${more} more findings, which are in the report.`] : [])].join(
    "\n",
  );
}
