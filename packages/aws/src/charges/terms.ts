import { number } from "@ballast/model";
import type { Described, Others } from "../described.ts";
import type { AssumedKey, UsageKey } from "./usage.ts";

/** Hours per month, as in AWS's pricing calculator: 365 × 24 ÷ 12. */
export const hoursPerMonth = 730;

/** A monthly quantity that is charged for a resource. */
export interface ChargedQuantity {
  /** Id of a price dimension, such as `natGateway.hours` (dimensions.ts). */
  dimension: string;
  /** Quantity in the dimension's unit. */
  amount: number;
  /** How the amount is calculated: `2 tasks × 0.25 vCPU × 730 hours`. */
  how: string;
  /** Usage assumptions in the amount. @default none */
  assumes?: readonly UsageKey[];
}

/** A charge that Ballast does not count, with the reason. */
export interface UncountedCharge {
  uncounted: string;
}

export type ChargeItem = ChargedQuantity | UncountedCharge;

/** A resource, with everything else that determines its charges. */
export interface ChargeFacts extends Described {
  /** The stack's usage setting, or its default. */
  usage: (key: AssumedKey) => number;
  /** The stack's usage setting; undefined if not set. */
  usageGiven: (key: UsageKey) => number | undefined;
  /** Records the value used if there is no setting. @returns the value */
  usageTaken: (key: UsageKey, value: number) => number;
  others: Others;
  /** Date such as `2026-11-27`, by which schedules may have ended. */
  today: string;
  /**
   * How many instances of this Auto Scaling group the desired tasks of its services need. @default - unknown
   */
  instances: number | undefined;
}

export type ChargeItems = (facts: ChargeFacts) => readonly ChargeItem[];

/** The resource of a type that an id, ARN or name identifies. */
export function referred(others: Others, type: string, reference: unknown): Described | undefined {
  if (typeof reference !== "string") return undefined;
  return others(type).find(({ identifiers }) => Object.hasOwn(identifiers, reference));
}

/** Whether a value refers to a resource. */
export function refersTo(reference: unknown, { identifiers }: Pick<Described, "identifiers">): boolean {
  return typeof reference === "string" && Object.hasOwn(identifiers, reference);
}

/**
 * Items for a size above 0. Without a known size, an uncounted charge, because a size chosen by AWS is not
 * free.
 */
export function sized(
  size: unknown,
  what: string,
  items: (size: number) => readonly ChargeItem[],
): readonly ChargeItem[] {
  return number(size) > 0 ? items(number(size)) : [{ uncounted: `${what}: the size is unknown` }];
}

/** Rounded to two decimals, for display. */
export function rounded(size: number): number {
  return Math.round(size * 100) / 100;
}

/** `1 task`, `2.5 tasks` */
export function counted(size: number, word: string): string {
  return `${rounded(size)} ${word}${rounded(size) === 1 ? "" : "s"}`;
}

/** An item whose entire amount is a usage assumption. */
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

/** Charge items with a single usage assumption. */
export const assumed =
  (dimension: string, key: AssumedKey): ChargeItems =>
  ({ usage }) => [use(usage, dimension, key)];

/** One unit for the whole month, charged by the hour. */
export const allMonth =
  (dimension: string): ChargeItems =>
  () => [{ dimension, amount: hoursPerMonth, how: `${hoursPerMonth} hours` }];

/** One unit, charged by the month. */
export const monthly =
  (dimension: string): ChargeItems =>
  () => [{ dimension, amount: 1, how: "" }];

export const every =
  (...parts: ChargeItems[]): ChargeItems =>
  (facts) =>
    parts.flatMap((part) => part(facts));
