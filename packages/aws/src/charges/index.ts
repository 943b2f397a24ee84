export type { Dimension } from "./dimension.ts";
export { dimensionOf, fixedDimensions } from "./dimensions.ts";
export { sizesOfYear } from "./cron.ts";
export { freePage } from "./free.ts";
export { freeProviderPage } from "./otherProviders.ts";
export { taskSteps } from "./schedules.ts";
export {
  hoursPerMonth,
  type ChargedQuantity,
  type ChargeFacts,
  type ChargeItem,
  type UncountedCharge,
} from "./terms.ts";
export { isUsageKey, usageKeys, type AssumedKey, type UsageKey } from "./usage.ts";
