import {
  costOf,
  shippedPrices,
  type Prices,
  type StackCost,
  type UsageSettings,
} from "@ballast/analysis/cost";
import { dayOf } from "@ballast/contracts/plain";
import type { StackPlan } from "../stackPlan.ts";
import { instancesInUse } from "./instancesInUse.ts";

export interface PricingOptions {
  /** @default - those that come with Ballast */
  prices?: Prices;
  /** As `2026-11-27`. @default - today */
  today?: string;
  /** Prices of another region than the stack's. @default - the stack's */
  region?: string;
  /** @default - the stack's settings */
  usage?: UsageSettings;
}

/** The monthly cost of a planned stack. A plan by an older command has no region, and therefore no prices. */
export function costOfPlan(
  plan: Pick<StackPlan, "resolved" | "region" | "clusters" | "usage">,
  {
    prices = shippedPrices,
    today = dayOf(new Date()),
    region = plan.region,
    usage = plan.usage,
  }: PricingOptions = {},
): StackCost {
  return costOf(plan.resolved, {
    region: region ?? "unknown",
    prices,
    today,
    ...(usage && { usage }),
    instances: instancesInUse(plan.resolved, plan.clusters, today),
  });
}
