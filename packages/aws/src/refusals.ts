import { number, text, valueAt } from "@ballast/model";
import type { Fields } from "./described.ts";
import type { Refuses } from "./resourceType.ts";

// Reasons why AWS rejects a change, for entries of several services. Each text follows "AWS rejects this
// change: ".

/** For a number that can only increase. @param least Minimum increase, in percent of the current value. */
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

/** Combines several checks; the first reason found is returned. */
export const anyOf =
  (...reasons: Refuses[]): Refuses =>
  (before, after) =>
    reasons.map((reason) => reason(before, after)).find((one) => one !== undefined);

interface Versioned {
  /** @default engineVersion */
  version?: string;
  /** Property that allows a major version upgrade. @default - not required */
  allow?: string;
  /**
   * Property with the engine. @default - the type has a single engine, whose first version number is the
   * major version
   */
  engine?: string;
  /** How many numbers form the major version. @default - depends on the engine */
  major?: number;
}

/**
 * For an engine version that can only increase. A major version upgrade may have to be allowed by a property.
 */
export const versionOnlyRises =
  ({ version = "engineVersion", allow, engine, major }: Versioned = {}): Refuses =>
  (before, after) => {
    const [was, is] = [text(before[version]), text(after[version])];
    const [old, now] = [numbersOf(was), numbersOf(is)];
    const size = major ?? majorSize(engine === undefined ? "" : text(after[engine]), old);
    // A partial version such as 8.0 may equal the current version.
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
 * How many numbers form an engine's major version: two for MySQL (8.4), MariaDB (11.8) and PostgreSQL before
 * 10 (9.6), one for every other engine (Amazon RDS user guide, "Upgrading the engine version for DB
 * instances", November 2026).
 */
function majorSize(engine: string, [first = 0]: readonly number[]): number {
  if (/mysql|mariadb/i.test(engine)) return 2;
  return /postgres/i.test(engine) && first < 10 ? 2 : 1;
}

/** The same check for CloudFormation's property names, which begin with a capital letter. */
export const ofTemplate =
  (refuses: Refuses): Refuses =>
  (before, after) =>
    refuses(uncapitalized(before), uncapitalized(after));

function uncapitalized(inputs: Fields): Fields {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]),
  );
}
