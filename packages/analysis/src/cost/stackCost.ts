import type { UsageKey } from "@ballast/aws/charges";
import { dollars } from "./money.ts";

/** An assumption about use that a row rests on. */
export interface Assumption {
  key: UsageKey;
  value: number;
  /** False where the stack's settings say it. */
  isDefault: boolean;
}

/** Of a resource, or of one that CloudFormation creates for its template. */
interface Costed {
  urn: string;
  type: string;
  name: string;
  /** URN of the component around it; null at the top. */
  component: string | null;
}

/** One thing that a resource is charged for in a month. */
export interface CostRow extends Costed {
  region: string;
  /** The dimension's id, as price files name it. */
  dimension: string;
  /** What it is, in a few words. */
  words: string;
  amount: number;
  unit: string;
  /** How the amount comes about; empty where the amount says all. */
  how: string;
  assumes: Assumption[];
  /** @default - the price is missing */
  price?: RowPrice;
  /** Dollars of a month, as a decimal number. @default - the price is missing */
  monthly?: string;
}

export interface RowPrice {
  /** Dollars for one unit. */
  usd: string;
  source: string;
  url: string;
  date: string;
  /** Whether it is older than 180 days. */
  isOld: boolean;
}

/** What a resource costs that nothing here counts, with the reason. */
export interface Unpriced extends Costed {
  why: string;
}

/** What costs nothing, with AWS's page that lists what its service charges for. */
export interface FreeResource extends Costed {
  page: string;
}

/** What a stack costs in a month of 730 hours. */
export interface StackCost {
  region: string;
  rows: CostRow[];
  free: FreeResource[];
  unpriced: Unpriced[];
  /** Dollars: the sum of the rows that have a price. */
  total: string;
  /** False if a price is missing, or something is not counted: the total is then a lower bound. */
  isComplete: boolean;
  /** How many rows rest on a price that is older than 180 days. */
  old: number;
}

/** `$12.50`, or `at least $12.50` where not all is counted; `unknown` where nothing that is counted costs anything. */
export function totalText({ total, isComplete }: Pick<StackCost, "total" | "isComplete">): string {
  if (isComplete) return dollars(total);
  return total === "0" ? "unknown" : `at least ${dollars(total)}`;
}
