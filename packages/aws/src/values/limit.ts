/**
 * AWS's limit for a value. `null` means no bound. For a list, `items` limits the list's length, the others
 * its items.
 */
export type Limit =
  | readonly ["range" | "length" | "items", number | null, number | null]
  | readonly ["values", ...string[]]
  | readonly ["pattern", string]
  | readonly ["required", ...string[]];

/** AWS document with the limit, and the date of publication or reading: `2026-11-20`. */
export interface ValueSource {
  name: string;
  date: string;
}

/** A limit with its source. */
export interface AcceptedValue {
  limit: Limit;
  source: ValueSource;
}

/** A value that AWS rejects. */
export interface RefusedValue {
  /** Path with indexes: `containerDefinitions[0].healthCheck.interval`. */
  path: string;
  /** The value. @default - none: the property is missing, and AWS requires it */
  value?: unknown;
  /** Describes the error if the value does not show it or must not be shown: "repeats a rule of this security group". @default - the value */
  problem?: string;
  /** Completes the sentence "AWS accepts …". */
  accepts: string;
  source: ValueSource;
}

/** A limit as text that follows "AWS accepts ". */
export function acceptedWords([kind, ...rest]: Limit): string {
  switch (kind) {
    case "range":
      return bounds(rest as Bounds, "");
    case "length":
      return bounds(rest as Bounds, " characters");
    case "items":
      return bounds(rest as Bounds, " items");
    case "values":
      return rest.length > 12
        ? `${rest.slice(0, 12).join(", ")} and ${rest.length - 12} more`
        : rest.join(", ");
    case "pattern":
      return `text of the form ${shortened(String(rest[0]))}`;
    case "required":
      return `an object with ${rest.join(", ")}`;
  }
}

function shortened(pattern: string): string {
  return pattern.length > 100 ? `${pattern.slice(0, 99)}…` : pattern;
}

type Bounds = [from: number | null, to: number | null];

function bounds([from, to]: Bounds, unit: string): string {
  const [least, most] = [from, to].map((bound) =>
    bound === null ? undefined : bound.toLocaleString("en-US"),
  );
  if (least === undefined) return `at most ${most}${unit}`;
  return most === undefined
    ? `at least ${least}${unit}`
    : from === to
      ? `${least}${unit}`
      : `${least} to ${most}${unit}`;
}

/** Whether a known value violates a limit. */
export type Breaks = (value: unknown) => boolean;

/** The check for a limit, compiled once. */
export function breaks(limit: Limit): Breaks {
  switch (limit[0]) {
    case "range": {
      const [, from, to] = limit;
      return (value) => isNumeric(value) && isOutside(Number(value), from, to);
    }
    case "length": {
      const [, from, to] = limit;
      return (value) => typeof value === "string" && isOutside([...value].length, from, to);
    }
    case "items": {
      const [, from, to] = limit;
      return (value) => Array.isArray(value) && isOutside(value.length, from, to);
    }
    case "values": {
      const known = new Set(limit.slice(1));
      return (value) => isText(value) && !known.has(String(value));
    }
    case "pattern": {
      const pattern = new RegExp(limit[1], "u");
      return (value) => isText(value) && !pattern.test(String(value));
    }
    case "required": {
      const names = limit.slice(1);
      return (value) =>
        typeof value === "object" &&
        value !== null &&
        !Array.isArray(value) &&
        names.some((name) => !(name in value));
    }
  }
}

function isOutside(value: number, from: number | null, to: number | null): boolean {
  return (from !== null && value < from) || (to !== null && value > to);
}

/** Providers also accept numbers as text. */
function isNumeric(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value));
}

function isText(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}
