import { isFields, NotJudged, type Fields } from "./json.ts";
import { ecosystemNames } from "./sources.ts";

/** Severities in the order of Clair's type; the last one, Critical, is the highest. */
export const severities = ["Unknown", "Negligible", "Low", "Medium", "High", "Critical"];

/** A vulnerability that is accepted until a date. */
export interface Allowance {
  /** As the report names it, or the CVE in that name: `CVE-2024-3094`. */
  vulnerability: string;
  /** The last day on which it counts as allowed: `2027-01-31`. */
  expires: string;
  /** Why; printed beside the finding. */
  reason: string;
  /** Allow it in this package alone. @default - in every package */
  package?: string;
}

/** How findings count that neither their feed nor the NVD has rated. */
export interface UnratedPolicy {
  severity: string;
  reason: string;
  /** The last day; after it they count as Critical again. */
  expires: string;
}

/** An ecosystem that the source shows, and that may ship although Clair does not see its packages. */
export interface UnscannedEcosystem {
  ecosystem: string;
  reason: string;
  /** The last day. */
  expires: string;
}

/** The requirements for an image. */
export interface GatePolicy {
  /** Findings below it are shown, and do not count. */
  minimumSeverity: string;
  /** How many findings may count; one more rejects the image. */
  threshold: number;
  /** Whether findings without a fixed version do not count. */
  ignoreUnfixed: boolean;
  /** Whether an image may hold no operating system's package that Clair recognises, as one made from scratch does. */
  allowNoPackages: boolean;
  /** Days since Clair last loaded data of an updater that the image needs; after more, nothing is judged. */
  maximumDataAgeDays: number;
  allow: Allowance[];
  /** @default - as Critical */
  unrated?: UnratedPolicy;
  /** @default - none */
  unscanned?: UnscannedEcosystem[];
}

const keys = {
  policy: [
    ...["minimumSeverity", "threshold", "ignoreUnfixed", "allowNoPackages", "maximumDataAgeDays"],
    ...["allow", "unrated", "unscanned"],
  ],
  allow: ["vulnerability", "expires", "reason", "package"],
  unrated: ["severity", "reason", "expires"],
  unscanned: ["ecosystem", "reason", "expires"],
};

/** A mistake in the policy must not let an image through. @throws {NotJudged} that names the first one. */
export function checkPolicy(policy: unknown): asserts policy is GatePolicy {
  if (!isFields(policy)) throw new NotJudged("there is no policy.");
  refuseUnknownKeys("the policy", policy, keys.policy);
  const { minimumSeverity, threshold, maximumDataAgeDays, allow, unrated, unscanned } = policy;
  if (!severities.includes(minimumSeverity as string))
    throw new NotJudged(`minimumSeverity of the policy must be one of ${severities.join(", ")}.`);
  if (!isNumber(threshold, 0, 100_000) || !Number.isInteger(threshold))
    throw new NotJudged("threshold of the policy must be a whole number from 0 to 100,000.");
  if (!isNumber(maximumDataAgeDays, 0, 90) || maximumDataAgeDays === 0)
    throw new NotJudged("maximumDataAgeDays of the policy must be more than 0, and 90 or less.");
  for (const key of ["ignoreUnfixed", "allowNoPackages"]) {
    if (typeof policy[key] !== "boolean") throw new NotJudged(`${key} of the policy must be true or false.`);
  }
  for (const entry of listOf("allow", allow)) {
    checkEntry("allow", entry, keys.allow);
    if (!isSaid(entry["vulnerability"]) || !(entry["package"] === undefined || isSaid(entry["package"])))
      throw new NotJudged(
        "each entry of allow names a vulnerability and, if it names a package, not an empty one.",
      );
  }
  if (unrated !== undefined) {
    if (!isFields(unrated)) throw new NotJudged("unrated of the policy must be an object.");
    checkEntry("unrated", unrated, keys.unrated);
    if (severities.indexOf(unrated["severity"] as string) < 1)
      throw new NotJudged(`unrated.severity of the policy must be one of ${severities.slice(1).join(", ")}.`);
  }
  for (const entry of unscanned === undefined ? [] : listOf("unscanned", unscanned)) {
    checkEntry("unscanned", entry, keys.unscanned);
    if (!ecosystemNames.includes(entry["ecosystem"] as string))
      throw new NotJudged(`each entry of unscanned names one of ${ecosystemNames.join(", ")}.`);
  }
}

function listOf(key: string, value: unknown): Fields[] {
  if (!Array.isArray(value) || !value.every(isFields))
    throw new NotJudged(`${key} of the policy must be a list of objects.`);
  return value;
}

/** An unknown key was probably meant to narrow what the entry accepts, so it is an error. */
function refuseUnknownKeys(what: string, entry: Fields, known: string[]): void {
  const unknown = Object.keys(entry).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new NotJudged(`${what} has the unknown key ${JSON.stringify(unknown)}.`);
}

function checkEntry(key: string, entry: Fields, known: string[]): void {
  refuseUnknownKeys(`${key} of the policy`, entry, known);
  if (!isSaid(entry["reason"]) || !isDay(entry["expires"]))
    throw new NotJudged(`${key} of the policy needs a reason, and a day on which it expires ("2027-01-31").`);
}

function isNumber(value: unknown, from: number, to: number): value is number {
  return typeof value === "number" && value >= from && value <= to;
}

function isSaid(text: unknown): boolean {
  return typeof text === "string" && text.trim() !== "";
}

/** Of the calendar: a parser takes the 30th of February for a day in March. */
export function isDay(text: unknown): boolean {
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
