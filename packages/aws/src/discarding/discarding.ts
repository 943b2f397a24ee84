import { isTrue, text, topLevel, valuesAt } from "@ballast/model";
import type { Fields } from "../described.ts";

/** Data that AWS deletes because of a change, and why that may not be certain. */
export interface Discarded {
  /** A text that follows "AWS deletes": `automatic backups older than 1 day`. */
  what: string;
  /** @default - it is certain */
  uncertain?: string;
}

/** Data that a change of a property deletes although the resource is not replaced; undefined if none. */
export type Discards = (before: Fields, after: Fields) => Discarded | undefined;

/** Functions, keyed by top-level property. */
export type DiscardsByProperty = Readonly<Record<string, Discards>>;

/** A property that sets how long, or how many, items are retained. */
export interface Kept {
  /** Retained items, with `#` for the number: `automatic backups older than # days`. */
  of: string;
  /** AWS's default. @default - AWS keeps the current value */
  unset?: number;
  /** The value for unlimited retention. @default none */
  forever?: number;
}

/** @param path Path of the property: `retentionPeriod`, `pointInTimeRecovery.recoveryPeriodInDays`. */
export function keeps(path: string, kept: Kept): DiscardsByProperty {
  return {
    [topLevel(path)]: (before, after) => {
      const [was, is] = [before, after].map((inputs) => valuesAt(inputs, path)[0]);
      return fewer(was, is, kept);
    },
  };
}

/** The data that is deleted if the retention becomes shorter or the number smaller. */
export function fewer(was: unknown, is: unknown, { of, unset, forever }: Kept): Discarded | undefined {
  const [old, now] = [was ?? unset, is ?? unset];
  if (old === undefined || now === undefined) return undefined;
  const [from, to] = [old, now].map((value) => {
    const number = text(value) === "" ? NaN : Number(text(value));
    return number === forever ? Infinity : number;
  });
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to))
    return {
      what: of.replace("#", "the new number of"),
      uncertain: "the value is known only during the deployment",
    };
  if (to >= from) return undefined;
  return {
    what:
      to === 0
        ? (of.split(/ (?:older|beyond) /)[0] ?? of)
        : of.replace("#", String(to)).replace(/\b1 (day|hour|second)s\b/, "1 $1"),
  };
}

/** A Boolean property whose data is deleted when it is turned off. */
export function keptWhile(path: string, what: string): DiscardsByProperty {
  const isOn = (inputs: Fields): boolean => isTrue(valuesAt(inputs, path)[0]);
  return {
    [topLevel(path)]: (before, after) => (isOn(before) && !isOn(after) ? { what } : undefined),
  };
}
