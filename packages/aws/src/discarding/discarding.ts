import { isTrue, text, topLevel, valuesAt } from "@ballast/model";
import type { Fields } from "../described.ts";

/** What AWS deletes of the data that it has kept until then, and why it may not. */
export interface Discarded {
  /** In words that follow "AWS deletes": `automatic backups older than 1 day`. */
  what: string;
  /** @default - it is certain */
  uncertain?: string;
}

/** What a change of a property deletes although the resource stays; undefined where it deletes nothing. */
export type Discards = (before: Fields, after: Fields) => Discarded | undefined;

/** By top-level property. */
export type DiscardsByProperty = Readonly<Record<string, Discards>>;

/** A property that says for how long, or how many of them, AWS keeps something. */
export interface Kept {
  /** What is kept, and where the number goes: `automatic backups older than # days`. */
  of: string;
  /** What AWS takes where nothing is set. @default - AWS keeps the value that it has */
  unset?: number;
  /** The value that means that nothing is ever deleted. @default - none */
  forever?: number;
}

/** @param path Of the property: `retentionPeriod`, `pointInTimeRecovery.recoveryPeriodInDays`. */
export function keeps(path: string, kept: Kept): DiscardsByProperty {
  return {
    [topLevel(path)]: (before, after) => {
      const [was, is] = [before, after].map((inputs) => valuesAt(inputs, path)[0]);
      return fewer(was, is, kept);
    },
  };
}

/** What is deleted where less is kept than before. */
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

/** A switch: what is deleted when it is turned off. */
export function keptWhile(path: string, what: string): DiscardsByProperty {
  const isOn = (inputs: Fields): boolean => isTrue(valuesAt(inputs, path)[0]);
  return {
    [topLevel(path)]: (before, after) => (isOn(before) && !isOn(after) ? { what } : undefined),
  };
}
