import type { UsageKey } from "@ballast/aws/charges";
import { centsOf, dollars, parseMoney } from "./money.ts";

/** A usage assumption on which a row depends. */
export interface Assumption {
  key: UsageKey;
  value: number;
  /** False if the stack's settings define the value. */
  isDefault: boolean;
}

/** A resource of the stack, or one that CloudFormation creates from its template. */
interface Costed {
  urn: string;
  type: string;
  name: string;
  /** URN of the parent component; null for a resource without one. */
  component: string | null;
}

/** One monthly charge of a resource. */
export interface CostRow extends Costed {
  region: string;
  /** Id of the price dimension, which is the key in price files. */
  dimension: string;
  /** Short description of the charge. */
  words: string;
  amount: number;
  unit: string;
  /** How the amount is calculated; empty if the amount needs no explanation. */
  how: string;
  assumes: Assumption[];
  /** @default - no price is known */
  price?: RowPrice;
  /** Dollars per month, as a decimal number. @default - no price is known */
  monthly?: string;
}

export interface RowPrice {
  /** Dollars for one unit. */
  usd: string;
  source: string;
  url: string;
  date: string;
  /** Whether the price is older than 180 days. */
  isOld: boolean;
}

/** A charge or resource that is not counted, with the reason. */
export interface Unpriced extends Costed {
  why: string;
}

/** A resource without charges, with the AWS page that lists its service's charges, or the page of its provider. */
export interface FreeResource extends Costed {
  page: string;
}

/** The cost of a stack in a month of 730 hours. */
export interface StackCost {
  region: string;
  rows: CostRow[];
  free: FreeResource[];
  unpriced: Unpriced[];
  /** Resource names in the usage settings to whose resource the setting does not apply. */
  unused: { key: string; name: string }[];
  /** Dollars: the sum of the rows that have a price. */
  total: string;
  /** False if a price is missing or a charge is not counted: the total is then a lower bound. */
  isComplete: boolean;
  /** Number of rows whose price is older than 180 days. */
  old: number;
}

/**
 * `$12.50`; `at least $12.50` if something is not counted; `unknown` if in addition the counted total is
 * less than half a cent.
 */
export function totalText({ total, isComplete }: Pick<StackCost, "total" | "isComplete">): string {
  if (isComplete) return dollars(total);
  return centsOf(parseMoney(total)) === 0n ? "unknown" : `at least ${dollars(total)}`;
}
