import { number } from "@ballast/model";
import type { Described, Others } from "../described.ts";
import type { AssumedKey, UsageKey } from "./usage.ts";

/** Of a month, as AWS's own calculator counts: 365 × 24 ÷ 12. */
export const hoursPerMonth = 730;

/** What a resource is charged for in a month. */
export interface ChargedQuantity {
  /** The id of a dimension, as `natGateway.hours` (dimensions.ts). */
  dimension: string;
  /** In the dimension's unit. */
  amount: number;
  /** How the amount comes about: `2 tasks × 0.25 vCPU × 730 hours`. */
  how: string;
  /** What of the amount is an assumption about use. @default - nothing */
  assumes?: readonly UsageKey[];
}

/** Something that AWS charges for and that nothing here counts. */
export interface UncountedCharge {
  uncounted: string;
}

export type ChargeItem = ChargedQuantity | UncountedCharge;

/** A resource with what else decides how much it costs. */
export interface ChargeFacts extends Described {
  /** What the stack's settings assume of use; the default otherwise. */
  usage: (key: AssumedKey) => number;
  /** The same, undefined where the settings say nothing. */
  usageGiven: (key: UsageKey) => number | undefined;
  /** Tells what is taken where the settings say nothing. @returns it */
  usageTaken: (key: UsageKey, value: number) => number;
  others: Others;
  /** As `2026-11-27`: schedules may be over by it. */
  today: string;
  /** How many instances of this Auto Scaling group run what its services want. @default - unknown */
  instances: number | undefined;
}

export type ChargeItems = (facts: ChargeFacts) => readonly ChargeItem[];

/** The resource of a type that an id, ARN or name refers to. */
export function referred(others: Others, type: string, reference: unknown): Described | undefined {
  if (typeof reference !== "string") return undefined;
  return others(type).find(({ identifiers }) => Object.hasOwn(identifiers, reference));
}

/** Whether a value of a resource refers to another one. */
export function refersTo(reference: unknown, { identifiers }: Pick<Described, "identifiers">): boolean {
  return typeof reference === "string" && Object.hasOwn(identifiers, reference);
}

/** What has a size above 0, or else says that nothing here knows it: what a program leaves to AWS is not free. */
export function sized(
  size: unknown,
  what: string,
  items: (size: number) => readonly ChargeItem[],
): readonly ChargeItem[] {
  return number(size) > 0 ? items(number(size)) : [{ uncounted: `${what}: the size is unknown` }];
}

/** For people. */
export function rounded(size: number): number {
  return Math.round(size * 100) / 100;
}

/** `1 task`, `2.5 tasks` */
export function counted(size: number, word: string): string {
  return `${rounded(size)} ${word}${rounded(size) === 1 ? "" : "s"}`;
}

/** One that is an assumption as a whole. */
export const use = (
  usage: ChargeFacts["usage"],
  dimension: string,
  key: AssumedKey,
  how = "",
): ChargedQuantity => ({
  dimension,
  amount: usage(key),
  how,
  assumes: [key],
});

/** A quantity of which the whole is an assumption about use. */
export const assumed =
  (dimension: string, key: AssumedKey): ChargeItems =>
  ({ usage }) => [use(usage, dimension, key)];

/** One of it for the whole month. */
export const allMonth =
  (dimension: string): ChargeItems =>
  () => [{ dimension, amount: hoursPerMonth, how: `${hoursPerMonth} hours` }];

/** One of it, charged by the month. */
export const monthly =
  (dimension: string): ChargeItems =>
  () => [{ dimension, amount: 1, how: "" }];

export const every =
  (...parts: ChargeItems[]): ChargeItems =>
  (facts) =>
    parts.flatMap((part) => part(facts));
