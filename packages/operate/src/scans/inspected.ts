import { paginateDescribeImageScanFindings, type EnhancedImageScanFinding } from "@aws-sdk/client-ecr";
import { unless } from "../aws.ts";
import { durationText } from "../restore/duration.ts";
import type { ScanClients } from "./clients.ts";
import {
  notJudged,
  ScanCondition,
  worst,
  type Judged,
  type RunningImage,
  type ScanFinding,
} from "./scanState.ts";

interface Facts {
  running: RunningImage[];
  repository: string;
  /** The maximum number of findings by severity. */
  limits: Record<string, number>;
  /** Maximum age of a scan, in days. */
  mostDays: number;
  now: Date;
}

/**
 * Evaluates Amazon Inspector's findings of running images by the gate's limits. An image without a recent scan
 * is reported as not judged.
 */
export async function inspected(aws: ScanClients, { running, ...facts }: Facts): Promise<Judged> {
  if (running.length === 0) return { condition: ScanCondition.Idle, says: [], findings: [], counted: 0 };
  const all: Judged[] = [];
  for (const one of running) all.push(await inspectedImage(aws, one, facts));
  const dates = all.flatMap(({ judged }) => judged ?? []).sort((one, other) => Number(one) - Number(other));
  return {
    condition: worst(all.map(({ condition }) => condition)),
    says: all.flatMap(({ says }) => says),
    ...(dates[0] !== undefined && { judged: dates[0] }),
    findings: all.flatMap(({ findings }) => findings),
    counted: all.reduce((sum, { counted }) => sum + counted, 0),
  };
}

/**
 * ECR's status of an enhanced scan that has results and continues. A basic scan, which ECR does itself without Amazon
 * Inspector, has the status COMPLETE.
 */
const finished = "ACTIVE";
const severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW"];

async function inspectedImage(
  aws: ScanClients,
  { image, digest }: RunningImage,
  { repository, limits, mostDays, now }: Omit<Facts, "running">,
): Promise<Judged> {
  if (digest === undefined) return notJudged(`ECS does not report the digest of ${image}.`);
  const scan = await unless(
    /^(ScanNotFoundException|ImageNotFoundException)$/,
    scanOf(aws, repository, digest),
  );
  if (scan === undefined) return notJudged(`Amazon Inspector has no scan of ${image} (${digest}).`);
  const { status, description, scanned, findings, basic, summed } = scan;
  if (status === "COMPLETE")
    return notJudged(`Amazon Inspector has no enhanced scan of ${image}: Amazon ECR has a basic one.`);
  if (status !== finished)
    return notJudged(`Amazon Inspector has no finished scan of ${image} (${status}${description}).`);
  if (basic > 0)
    return notJudged(`Amazon ECR has findings of a basic scan of ${image}, which the gate does not judge.`);
  if (summed > 0 && findings.length === 0)
    return notJudged(
      `Amazon Inspector has scanned ${image}, but does not list all the findings that it counts.`,
    );
  const age = scanned === undefined ? undefined : now.getTime() - scanned.getTime();
  if (scanned === undefined || age === undefined || age < 0 || age > mostDays * 86_400_000)
    return notJudged(
      `Amazon Inspector scanned ${image} last ${age === undefined ? "at an unknown time" : `${durationText(age)} ago`}.`,
    );
  const open = findings.filter(({ status: of }) => of !== "CLOSED").map(findingOf);
  const exceeded = severities.flatMap((severity) => {
    const of = open.filter((one) => countsAs(one) === severity);
    const limit = limits[severity] ?? 0;
    return of.length > limit ? [{ severity, limit, of }] : [];
  });
  const counted = exceeded.flatMap(({ of }) => of);
  return {
    condition: exceeded.length === 0 ? ScanCondition.Passed : ScanCondition.Rejected,
    says:
      exceeded.length === 0
        ? [`PASSED: no severity has more of the ${open.length} findings than its limit.`]
        : exceeded.map(
            ({ severity, limit, of }) =>
              `REJECTED: ${of.length} findings of severity ${severity} (limit: ${limit}).`,
          ),
    judged: scanned,
    findings: counted,
    counted: counted.length,
  };
}

/** A finding without a known severity is unrated, and counts as CRITICAL. */
function countsAs({ severity }: ScanFinding): string {
  return [...severities, "INFORMATIONAL"].includes(severity) ? severity : "CRITICAL";
}

function findingOf(finding: EnhancedImageScanFinding): ScanFinding {
  const { vulnerabilityId, vulnerablePackages: [of] = [] } = finding.packageVulnerabilityDetails ?? {};
  return {
    vulnerability: vulnerabilityId ?? finding.title ?? "unnamed",
    severity: finding.severity ?? "UNTRIAGED",
    package: of?.name ?? "unnamed",
    version: of?.version ?? "unknown",
    fixedIn: (finding.fixAvailable === "NO" ? undefined : of?.fixedInVersion) ?? "",
  };
}

interface Scan {
  status: string;
  /** Begins with a comma. */
  description: string;
  scanned: Date | undefined;
  findings: EnhancedImageScanFinding[];
  /** Number of findings of a basic scan. */
  basic: number;
  /** Number of findings in the scan's summary. */
  summed: number;
}

async function scanOf({ ecr: client }: ScanClients, repositoryName: string, digest: string): Promise<Scan> {
  const nothing = { status: "no status", description: "", scanned: undefined, basic: 0, summed: 0 };
  const scan: Scan = { ...nothing, findings: [] };
  const pages = paginateDescribeImageScanFindings(
    { client },
    { repositoryName, imageId: { imageDigest: digest } },
  );
  for await (const { imageScanStatus, imageScanFindings } of pages) {
    const { status, description } = imageScanStatus ?? {};
    if (status !== undefined) scan.status = status;
    if (description !== undefined && description !== "") scan.description = `, ${description}`;
    scan.scanned = imageScanFindings?.imageScanCompletedAt ?? scan.scanned;
    const { enhancedFindings = [], findings = [], findingSeverityCounts = {} } = imageScanFindings ?? {};
    scan.findings.push(...enhancedFindings);
    scan.basic += findings.length;
    const summed = Object.values(findingSeverityCounts).reduce((sum, count) => sum + count, 0);
    scan.summed = Math.max(scan.summed, summed);
  }
  return scan;
}
