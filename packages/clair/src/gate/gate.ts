// Judges one vulnerability report of Clair. This file and those beside it that it imports do nothing but read, so that the
// same text runs in tests and, without its types (gateProgram.ts), as the program of a build.
import { coverPackages, coverSources, type DataAge } from "./coverage.ts";
import { findingsOf, type Finding } from "./findings.ts";
import { parseJson } from "./json.ts";
import { checkPolicy, type GatePolicy } from "./policy.ts";
import { parseReport } from "./report.ts";
import { unseenByClair } from "./sources.ts";
import { parseUpdates } from "./updaters.ts";

/** Texts; each is undefined if there is none. */
export interface GateInputs {
  /** The report, in the form of `clairctl report --out json`. */
  report: string | undefined;
  policy: string | undefined;
  /** What Clair's matcher answered for its last updates before the report was asked for, of vulnerabilities. */
  updates: string | undefined;
  /** The same, of enrichments. */
  enrichments: string | undefined;
  /** Paths of the source's files, each ended by a NUL. */
  sources: string | undefined;
  /** Digest of the image that was pushed: `sha256:…`. */
  digest: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** 0: the image may ship. 1: too many findings. 2: the scan cannot vouch for the image. */
export interface Verdict {
  exitCode: number;
  /** One line each. */
  summary: string[];
  /** Accepted exceptions, and parts that no scan covers. */
  notes: string[];
  findings: Finding[];
  /** The updates of the updaters that the image needs, the oldest first. */
  data: DataAge[];
  /** Updaters that the image needs, of whose data no age can be read. */
  ageless: string[];
}

export function judge(inputs: GateInputs): Verdict {
  const verdict: Verdict = { exitCode: 2, summary: [], notes: [], findings: [], data: [], ageless: [] };
  try {
    const policy: unknown = parseJson(inputs.policy, "the policy");
    checkPolicy(policy);
    const today = new Date(inputs.now).toISOString().slice(0, 10);
    const report = parseReport(inputs.report, inputs.digest);
    const { findings, needNvd } = findingsOf(report, policy, today);
    const sources = coverSources(inputs.sources, report, policy, today);
    verdict.findings = findings;
    verdict.notes = [...sources.notes, `Clair cannot see: packages of ${unseenByClair}.`];
    const knowledge = {
      vulnerabilities: parseUpdates(inputs.updates, "the scanner's list of vulnerability updates"),
      enrichments: parseUpdates(inputs.enrichments, "the scanner's list of enrichment updates"),
      now: inputs.now,
      days: policy.maximumDataAgeDays,
    };
    const packages = coverPackages(report, policy, knowledge, needNvd);
    verdict.data = packages.data;
    verdict.ageless = packages.ageless;
    verdict.notes.push(...packages.data.slice(0, 1).map((oldest) => ageNote(oldest, knowledge.days)));
    const gaps = [...packages.gaps, ...sources.gaps];
    if (gaps.length > 0) verdict.summary = gaps.map((gap) => `NOT JUDGED: ${gap}`);
    else Object.assign(verdict, count(findings, policy));
  } catch (error) {
    verdict.exitCode = 2;
    verdict.summary = [`NOT JUDGED: ${(error as Error).message}`];
  }
  return verdict;
}

function ageNote({ updater, days }: DataAge, most: number): string {
  return `The oldest data that this image needs is ${days.toFixed(1)} days old, of the updater ${updater} (limit: ${most}).`;
}

function count(
  findings: Finding[],
  { threshold, minimumSeverity }: GatePolicy,
): Pick<Verdict, "exitCode" | "summary"> {
  const counted = findings.filter(({ ignored }) => ignored === "").length;
  const isRejected = counted > threshold;
  return {
    exitCode: isRejected ? 1 : 0,
    summary: [
      `${isRejected ? "REJECTED" : "PASSED"}: ${counted} of ${findings.length} findings count ` +
        `(limit: ${threshold} at ${minimumSeverity} or above).`,
    ],
  };
}
