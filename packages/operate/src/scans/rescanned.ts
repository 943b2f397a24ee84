import { durationText } from "../restore/duration.ts";
import type { Build } from "./judges.ts";
import { ScanCondition, worst, type Judged, type RunningImage } from "./scanState.ts";
import { parseVerdict, type Verdict } from "./verdict.ts";

/** The container whose images are checked. */
interface Place {
  cluster: string;
  service: string;
  container: string;
}

interface Facts extends Place {
  running: RunningImage[];
  /** The verdict file that the last build stored. @default none */
  verdict: string | undefined;
  /** The latest stored verdict for each image digest. */
  earlier: Map<string, string>;
  build: Build | undefined;
  /** Release dates by digest; undefined for a digest that was not released. */
  released: Map<string, Date | undefined>;
  /** Maximum age of a verdict, in hours. */
  mostHours: number;
  now: Date;
}

const verdicts: Record<Verdict["status"], ScanCondition> = {
  0: ScanCondition.Passed,
  1: ScanCondition.Rejected,
  2: ScanCondition.NotJudged,
};

/** Derives the scan state of running images from the verdicts of rescan builds. */
export function rescanned(facts: Facts): Judged {
  const { running, verdict: text } = facts;
  const kept = text === undefined ? undefined : parseVerdict(text);
  const isForeign = kept !== undefined && placeOf(kept) !== placeOf(facts);
  const verdict = isForeign ? undefined : kept;
  const of = running.map((one) => verdictOn(one, verdict, facts));
  const judged = running.map((one, at) => conditionOf(one, of[at], facts));
  const own = [...new Set(of)].filter((one) => one !== undefined);
  const dates = own.map(({ date }) => date).sort((one, other) => Number(one) - Number(other));
  const says = [
    ...(text !== undefined && kept === undefined ? ["The last verdict is damaged."] : []),
    ...(isForeign ? [`The last verdict applies to ${placeOf(kept)}, not to ${placeOf(facts)}.`] : []),
    ...(verdict !== undefined && own.includes(verdict) ? [] : saysOfOther(verdict)),
    ...own.flatMap(({ says: lines, oldest }) => [
      ...lines,
      ...(oldest === undefined ? [] : [ageText(oldest)]),
    ]),
    ...buildText(facts, verdict),
    ...judged.flatMap(({ why }) => why ?? []),
  ];
  return {
    condition: running.length === 0 ? ScanCondition.Idle : worst(judged.map(({ condition }) => condition)),
    says: [...new Set(says)],
    ...(dates[0] !== undefined && { judged: dates[0] }),
    findings: own.flatMap(({ findings }) => findings),
    counted: own.reduce((sum, { counted }) => sum + counted, 0),
  };
}

function placeOf({ cluster, service, container }: Place): string {
  return `the container ${container} of ${service} on ${cluster}`;
}

function ageText({ updater, days }: { updater: string; days: number }): string {
  return `The oldest required data was ${days.toFixed(1)} days old, from the updater ${updater}.`;
}

/** Explains a last verdict "not judged" for another image, because the next build may fail for the same reason. */
function saysOfOther(verdict: Verdict | undefined): string[] {
  if (verdict?.status !== 2) return [];
  const { running, says } = verdict;
  return [`The last verdict applies to ${running === "" ? "no image" : running}:`, ...says];
}

/**
 * The latest verdict if it covers the image; else an earlier verdict on the digest, because a rollback starts an
 * image that was scanned before.
 */
function verdictOn(one: RunningImage, newest: Verdict | undefined, facts: Facts): Verdict | undefined {
  if (newest !== undefined && isCovered(one, newest)) return newest;
  const text = one.digest === undefined ? undefined : facts.earlier.get(one.digest);
  const earlier = text === undefined ? undefined : parseVerdict(text);
  if (earlier === undefined || !isCovered(one, earlier)) return undefined;
  // A rejection counts even if it comes from another service.
  return earlier.status === 1 || placeOf(earlier) === placeOf(facts) ? earlier : undefined;
}

function isCovered({ image, digest }: RunningImage, { status, running, digests }: Verdict): boolean {
  if (digest !== undefined && digests.includes(digest)) return true;
  // A verdict "not judged" may not contain a digest, or not all digests of an index.
  return image === running && (digest === undefined || digests.length === 0 || status === 2);
}

function conditionOf(
  one: RunningImage,
  verdict: Verdict | undefined,
  { released, mostHours, now }: Facts,
): { condition: ScanCondition; why?: string } {
  const hoursSince = (date: Date): number => (now.getTime() - date.getTime()) / 3_600_000;
  // A date in the future is not trusted, because a clock is wrong.
  const isFresh = (date: Date): boolean => hoursSince(date) <= mostHours && hoursSince(date) >= -1 / 12;
  if (verdict !== undefined) {
    const condition = verdicts[verdict.status];
    if (condition !== ScanCondition.Passed || isFresh(verdict.date)) return { condition };
    return {
      condition: ScanCondition.Overdue,
      why: `${one.image} was last judged ${durationText(now.getTime() - verdict.date.getTime())} ago; at most ${mostHours} hours may pass.`,
    };
  }
  const pushed = one.digest === undefined ? undefined : released.get(one.digest);
  if (pushed !== undefined && isFresh(pushed))
    return {
      condition: ScanCondition.Released,
      why: `${one.image} passed its delivery, and has not been judged again yet.`,
    };
  return {
    condition: ScanCondition.NotJudged,
    why:
      pushed === undefined
        ? `${one.image} was not released by this delivery.`
        : `${one.image} was released ${durationText(now.getTime() - pushed.getTime())} ago, and no verdict applies to it.`,
  };
}

const ended = /^(FAILED|FAULT|TIMED_OUT|STOPPED)$/;

/** Describes a build that is newer than the verdict. */
function buildText({ build, now }: Facts, verdict: Verdict | undefined): string[] {
  if (build === undefined) return ["No build that judges running images has started yet."];
  const { id, buildStatus = "", startTime = 0 } = build;
  const started = startTime * 1000;
  if (verdict !== undefined && verdict.date.getTime() >= started) return [];
  const ago = `${durationText(now.getTime() - started)} ago`;
  return ended.test(buildStatus)
    ? [`The build ${id}, which started ${ago}, ended as ${buildStatus} without a verdict.`]
    : buildStatus === "IN_PROGRESS"
      ? [`The build ${id}, which started ${ago}, is in progress.`]
      : [];
}
