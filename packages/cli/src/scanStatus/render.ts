import { durationText, isFine, type RunningImage, type ScanState } from "@ballast/operate";
import colors from "picocolors";
import { plural } from "@ballast/plan/words";
import { grid } from "../grid.ts";

interface Shown {
  stack: string;
  region: string;
  scans: ScanState[];
  now: Date;
}

/** JSON output; null for unknown values. */
export function asJson({ stack, region, scans }: Shown): string {
  const shown = scans.map((one) => ({
    ...one,
    isFine: isFine(one.condition),
    running: one.running.map((image) => ({ ...image, digest: image.digest ?? null })),
    judged: one.judged ?? null,
  }));
  return JSON.stringify({ stack, region, services: shown }, null, 2);
}

/** Text output. */
export function asText({ scans, region, now }: Shown): string {
  return scans.map((one) => scanText(one, region, now)).join("\n\n");
}

/** The maximum number of findings in text output; JSON output contains all stored findings. */
const mostShown = 100;

function scanText(scan: ScanState, region: string, now: Date): string {
  const { cluster, service, gate, condition, judged, findings, counted } = scan;
  const word = isFine(condition) ? condition : colors.red(condition);
  const when =
    judged === undefined
      ? "no verdict applies to the running image"
      : `judged by ${gate} ${durationText(now.getTime() - judged.getTime())} ago (${judged.toISOString().slice(0, 16)}Z)`;
  const rows = findings
    .slice(0, mostShown)
    .map((one) => [
      one.severity,
      one.vulnerability,
      one.package,
      one.version,
      one.fixedIn || "no fix is known",
    ]);
  const more = counted - rows.length;
  return [
    `${colors.bold(service)} on ${cluster} (${region}): ${word}, ${when}`,
    ...(condition === "idle" ? ["  no task runs"] : scan.running.map(imageText)),
    ...scan.says.map((line) => `  ${clean(line)}`),
    ...(rows.length === 0
      ? []
      : [
          countText(condition, counted),
          grid(
            ["severity", "vulnerability", "package", "version", "fixed in"],
            rows.map((row) => row.map(clean)),
          ),
        ]),
    ...(more > 0 ? [`… and ${more} more of them, listed in the report.`] : []),
  ].join("\n");
}

/** Whether the findings exceed the limits is decided by the verdict; an overdue image shows an older verdict. */
function countText(condition: ScanState["condition"], counted: number): string {
  const they =
    counted === 1 ? `1 finding counts towards the limit` : `${counted} findings count towards the limit`;
  if (condition === "rejected") return `  ${they}, which exceeds the policy:`;
  const isAllowed = condition === "passed" || condition === "overdue";
  return isAllowed ? `  ${they}, and the policy allows ${counted === 1 ? "it" : "them"}:` : `  ${they}:`;
}

function imageText({ image, digest, tasks }: RunningImage): string {
  return `  ${plural(tasks, "task")} of ${clean(image)}\n    ${digest === undefined ? "ECS does not report its digest" : clean(digest)}`;
}

/** Names come from images and feeds, so control characters are replaced. */
function clean(text: string): string {
  return text.replace(/[^\x20-\x7e…]+/g, "?").slice(0, 600);
}
