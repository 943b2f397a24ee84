export { connect, type Aws } from "./aws.ts";
export { activeCommand, drain, type Drained } from "./drain/drain.ts";
export { planDrain, type DrainPlan, type Target } from "./drain/plan.ts";
export { OperateError } from "./operateError.ts";
export type { Pace } from "./watch.ts";
export { findVolumes, type Found, type FoundVolume, type LeftOut } from "./volumes/find.ts";
export { monthlyCost, type Prices } from "./volumes/prices.ts";
export { losses, removable, removeVolume, sizeText, type Removed } from "./volumes/remove.ts";
