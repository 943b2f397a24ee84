import { moneyText, parseMoney, type Money } from "./money.ts";
import type { CostRow, StackCost } from "./stackCost.ts";

/** A row that only one of the two stacks has, or whose cost differs. */
export interface CostChange {
  urn: string;
  type: string;
  name: string;
  words: string;
  unit: string;
  /** Dollars per month; undefined if the stack has no such row. */
  before?: number;
  after?: number;
  /** Dollars for one unit; undefined if the stack has no such row, or the row no price. */
  priceBefore?: string;
  priceAfter?: string;
  /** Dollars per month: after minus before, of the rows with a price. */
  difference: string;
  /** Whether the row has a price in each stack that contains it. */
  isKnown: boolean;
  /** How the amount is calculated in the stack after the change; for a removed row, before it. */
  how: string;
}

export interface CostDifference {
  /** Dollars per month. @default - the stack does not exist */
  before?: string;
  after?: string;
  /** Difference of the totals. */
  difference: string;
  /**
   * Whether each stack has a difference that its total does not include, because a price is missing or the
   * charge is not counted.
   */
  hides: { before: boolean; after: boolean };
  /** Whether a total uses prices that are older than 180 days. */
  hasOldPrices: boolean;
  /** Whether both totals include all charges. */
  isComplete: boolean;
  /** Largest difference first. */
  changes: CostChange[];
}

/** @param before Undefined for a new stack. @param after Undefined for a removed stack. */
export function differenceOfCosts(
  before: StackCost | undefined,
  after: StackCost | undefined,
  renamed: Readonly<Record<string, string>> = {},
): CostDifference {
  const nameBefore = (urn: string): string => renamed[urn] ?? urn;
  const was = keyed(before?.rows ?? [], nameBefore);
  const is = keyed(after?.rows ?? [], (urn) => urn);
  const keys = [...new Set([...was.keys(), ...is.keys()])];
  const different = keys.map((key) => ({ was: was.get(key), is: is.get(key) })).filter(differs);
  const uncountedBefore = uncounted(before, nameBefore);
  const uncountedAfter = uncounted(after, (urn) => urn);
  const hides = (side: keyof Pair, own: Set<string>, other: Set<string>): boolean =>
    different.some(({ [side]: row }) => row !== undefined && row.monthly === undefined) ||
    [...own].some((one) => !other.has(one));
  return {
    ...(before && { before: before.total }),
    ...(after && { after: after.total }),
    difference: moneyText(parseMoney(after?.total ?? "0") - parseMoney(before?.total ?? "0")),
    hides: {
      before: hides("was", uncountedBefore, uncountedAfter),
      after: hides("is", uncountedAfter, uncountedBefore),
    },
    hasOldPrices: [before, after].some((cost) => (cost?.old ?? 0) > 0),
    isComplete: (before?.isComplete ?? true) && (after?.isComplete ?? true),
    changes: different.flatMap(changeOf).sort((one, other) => Number(size(other) - size(one))),
  };
}

function uncounted(cost: StackCost | undefined, urnOf: (urn: string) => string): Set<string> {
  return new Set((cost?.unpriced ?? []).map(({ urn, why }) => `${urnOf(urn)} ${why}`));
}

function keyed(rows: readonly CostRow[], urnOf: (urn: string) => string): Map<string, CostRow> {
  const seen = new Map<string, number>();
  return new Map(
    rows.map((row): [string, CostRow] => {
      const key = `${urnOf(row.urn)} ${row.dimension}`;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      return [`${key} ${count}`, row];
    }),
  );
}

/** The rows of both stacks for the same charge. */
interface Pair {
  was: CostRow | undefined;
  is: CostRow | undefined;
}

function differs({ was, is }: Pair): boolean {
  return was?.amount !== is?.amount || was?.monthly !== is?.monthly;
}

function changeOf({ was, is }: Pair): CostChange[] {
  const row = is ?? was;
  if (row === undefined) return [];
  const { urn, type, name, words, unit, how } = row;
  return [
    {
      urn,
      type,
      name,
      words,
      unit,
      ...(was && { before: was.amount }),
      ...(is && { after: is.amount }),
      ...(was?.price && { priceBefore: was.price.usd }),
      ...(is?.price && { priceAfter: is.price.usd }),
      difference: moneyText(parseMoney(is?.monthly ?? "0") - parseMoney(was?.monthly ?? "0")),
      isKnown: [was, is].every((side) => side === undefined || side.monthly !== undefined),
      how,
    },
  ];
}

function size({ difference }: CostChange): Money {
  const amount = parseMoney(difference);
  return amount < 0n ? -amount : amount;
}
