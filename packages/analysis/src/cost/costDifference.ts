import { moneyText, parseMoney, type Money } from "./money.ts";
import type { CostRow, StackCost } from "./stackCost.ts";

/** A row that is on one side only, or costs something else on the other. */
export interface CostChange {
  urn: string;
  type: string;
  name: string;
  words: string;
  unit: string;
  /** Amounts of a month; undefined where the row is not there. */
  before?: number;
  after?: number;
  /** Dollars of a month, after less before, of what has a price. */
  difference: string;
  /** Whether each side of it has a price. */
  isKnown: boolean;
  /** Why the amount is another one: by the side after, or before of what is gone. */
  how: string;
}

export interface CostDifference {
  /** Dollars of a month. @default - the stack is not there */
  before?: string;
  after?: string;
  /** Of the totals. */
  difference: string;
  /** By side: whether what differs has something that is not in the total, for want of a price or because nothing counts it. */
  hides: { before: boolean; after: boolean };
  /** Whether both totals are of all that is charged. */
  isComplete: boolean;
  /** The largest first. */
  changes: CostChange[];
}

/** @param before Undefined for a stack that is new. @param after Undefined for a stack that is gone. */
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

/** A row of both sides. */
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
