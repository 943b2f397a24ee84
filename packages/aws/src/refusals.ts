import { number, text, valueAt } from "@ballast/model";
import type { Fields } from "./described.ts";
import type { Refuses } from "./resourceType.ts";

// What makes AWS refuse a change, for the entries of several services. A sentence goes on from "AWS rejects this change: ".

/** Of what can only grow. @param least By how much it grows at least, in percent of what it is. */
export const onlyGrows =
  (path: string, what: string, least = 0): Refuses =>
  (before, after) => {
    const [was, is] = [before, after].map((inputs) => number(valueAt(inputs, path)));
    if (!was || !is) return undefined;
    if (is < was) return `${what} cannot be reduced (${was} to ${is})`;
    return is * 100 < was * (100 + least)
      ? `${what} must grow by at least ${least} % (${was} to ${is})`
      : undefined;
  };

/** Several reasons; the first that holds is said. */
export const anyOf =
  (...reasons: Refuses[]): Refuses =>
  (before, after) =>
    reasons.map((reason) => reason(before, after)).find((one) => one !== undefined);

interface Versioned {
  /** @default engineVersion */
  version?: string;
  /** The property that allows a major upgrade. @default - none is needed */
  allow?: string;
  /** The property that names the engine. @default - one engine alone, whose first number is the major version */
  engine?: string;
  /** How many numbers of a version say its major version. @default - by the engine */
  major?: number;
}

/** Of an engine whose version only goes up, over a major version only if that is allowed. */
export const versionOnlyRises =
  ({ version = "engineVersion", allow, engine, major }: Versioned = {}): Refuses =>
  (before, after) => {
    const [was, is] = [text(before[version]), text(after[version])];
    const [old, now] = [numbersOf(was), numbersOf(is)];
    const size = major ?? majorSize(engine === undefined ? "" : text(after[engine]), old);
    // A version that one side says in part, such as 8.0, may be the one that there is.
    const at = old.findIndex((one, index) => one !== (now[index] ?? one));
    if (at === -1 || now.length === 0) return undefined;
    if ((now[at] ?? 0) < (old[at] ?? 0)) return `the engine cannot be downgraded (${was} to ${is})`;
    return allow !== undefined && at < size && text(after[allow]) !== "true"
      ? `a major version upgrade requires ${allow} (${was} to ${is})`
      : undefined;
  };

function numbersOf(version: string): number[] {
  return [...version.matchAll(/\d+/g)].map(([digits]) => Number(digits));
}

/**
 * How many numbers of a version say its major version: MySQL's 8.4 and MariaDB's 11.8 are two, PostgreSQL's 9.6 was two, and every
 * other engine has one (Amazon RDS user guide, "Upgrading the engine version for DB instances", November 2026).
 */
function majorSize(engine: string, [first = 0]: readonly number[]): number {
  if (/mysql|mariadb/i.test(engine)) return 2;
  return /postgres/i.test(engine) && first < 10 ? 2 : 1;
}

/** The same by CloudFormation's names, which begin with a capital letter. */
export const ofTemplate =
  (refuses: Refuses): Refuses =>
  (before, after) =>
    refuses(uncapitalized(before), uncapitalized(after));

function uncapitalized(inputs: Fields): Fields {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]),
  );
}
