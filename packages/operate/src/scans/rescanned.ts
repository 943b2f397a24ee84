import { durationText } from "../restore/duration.ts";
import type { Build } from "./judges.ts";
import { ScanCondition, worst, type Judged, type RunningImage } from "./scanState.ts";
import { parseVerdict, type Verdict } from "./verdict.ts";

/** Of which service's container the images are. */
interface Place {
  cluster: string;
  service: string;
  container: string;
}

interface Facts extends Place {
  running: RunningImage[];
  /** The text that the last build kept. @default - it kept none */
  verdict: string | undefined;
  /** What builds kept last of a digest that they judged. */
  earlier: Map<string, string>;
  build: Build | undefined;
  /** When each digest was released; undefined where it was not. */
  released: Map<string, Date | undefined>;
  /** Hours after which a verdict says nothing any more. */
  mostHours: number;
  now: Date;
}

const verdicts: Record<Verdict["status"], ScanCondition> = {
  0: ScanCondition.Passed,
  1: ScanCondition.Rejected,
  2: ScanCondition.NotJudged,
};

/** What the builds that judge again say of what runs. */
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

/** Why the last build did not judge, although another image runs now: the next one may end in the same way. */
function saysOfOther(verdict: Verdict | undefined): string[] {
  if (verdict?.status !== 2) return [];
  const { running, says } = verdict;
  return [`The last verdict applies to ${running === "" ? "no image" : running}:`, ...says];
}

/** The newest one, or what an earlier build said of the digest: a rollback starts what was judged before. */
function verdictOn(one: RunningImage, newest: Verdict | undefined, facts: Facts): Verdict | undefined {
  if (newest !== undefined && isCovered(one, newest)) return newest;
  const text = one.digest === undefined ? undefined : facts.earlier.get(one.digest);
  const earlier = text === undefined ? undefined : parseVerdict(text);
  if (earlier === undefined || !isCovered(one, earlier)) return undefined;
  // What was rejected elsewhere is no better here.
  return earlier.status === 1 || placeOf(earlier) === placeOf(facts) ? earlier : undefined;
}

function isCovered({ image, digest }: RunningImage, { status, running, digests }: Verdict): boolean {
  if (digest !== undefined && digests.includes(digest)) return true;
  // What could not be judged need not have a digest, or those of an index.
  return image === running && (digest === undefined || digests.length === 0 || status === 2);
}

function conditionOf(
  one: RunningImage,
  verdict: Verdict | undefined,
  { released, mostHours, now }: Facts,
): { condition: ScanCondition; why?: string } {
  const hoursSince = (date: Date): number => (now.getTime() - date.getTime()) / 3_600_000;
  // A clock that goes wrong vouches for nothing.
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

/** A build after the verdict, or without one. */
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
