export { costOf, totalOf, type CostOptions } from "./costOf.ts";
export { differenceOfCosts, type CostChange, type CostDifference } from "./costDifference.ts";
export { centsOf, dollars, moneyText, parseMoney, quantityText, sum, times, type Money } from "./money.ts";
export {
  isOld,
  joinedPrices,
  oldAfterDays,
  priceFileFaults,
  shippedPrices,
  type Price,
  type PriceFile,
  type Prices,
  type PriceSource,
} from "./prices.ts";
export {
  totalText,
  type Assumption,
  type CostRow,
  type FreeResource,
  type RowPrice,
  type StackCost,
  type Unpriced,
} from "./stackCost.ts";
export { readUsage, unusedNames, type UsageSettings } from "./usageSettings.ts";
