export * from "./query/build.ts";
export { verdictOf, type QueriedInstance, type UnknownAttribute } from "./query/evaluate.ts";
export { isUnknown, type Unknown, type Verdict } from "./query/verdict.ts";
export { matchesWhole } from "./pattern/matchPattern.ts";
export { PatternError } from "./pattern/pattern.ts";
export { parseQuery, type ParsedQuery } from "./query/parse.ts";
export { printQuery } from "./query/print.ts";
export type { Combination, Comparison, Not, Operator, Query, Value } from "./query/query.ts";
export { QueryError } from "./query/queryError.ts";
export * from "./rules/build.ts";
export {
  checkServicePlacement,
  checkTaskPlacement,
  type PlacementProblem,
  type ServicePlacement,
} from "./rules/check.ts";
export { normalizeStrategies, rebalancingObstacle } from "./rules/rebalancing.ts";
export type { PlacementConstraint, PlacementStrategy } from "./rules/types.ts";
export {
  awsvpcTaskLimit,
  closestInstanceTypes,
  instanceType as instanceTypeFacts,
  type InstanceType,
} from "./instances/instanceTypes.ts";
export { inReadingOrder } from "./instances/readingOrder.ts";
export { zoneNames } from "./instances/zoneNames.ts";
export { simulate, type ClusterSpec, type UnreadableService } from "./simulator/cluster.ts";
export type { Choice } from "./simulator/candidates.ts";
export type { Funnel } from "./simulator/eligibility.ts";
export { type Instance, type InstanceSpec } from "./simulator/instance.ts";
export type { Fit, Missing } from "./simulator/requirements.ts";
export {
  defaultPercentages,
  limitsOf as rollingLimits,
  type Limits as RollingLimits,
  type Percentages,
} from "./simulator/rolling.ts";
export { Simulation } from "./simulator/simulation.ts";
export {
  managedSizes,
  shared as sharedTasks,
  type ManagedProvider,
  type ManagedSize,
} from "./simulator/managedScaling.ts";
export {
  groupNameOf,
  interruptPool,
  joinGroup,
  refreshGroup,
  returnZone,
  type SeriesOfChanges,
} from "./simulator/groupEvents.ts";
export type { ProviderShare, TaskSpec, WorkloadSpec } from "./simulator/task.ts";
export type { Changes, NotSimulated, Task, Unplaced } from "./simulator/tasks.ts";
export type { Workload } from "./simulator/workload.ts";
export {
  explainFunnel,
  explainNotSimulated,
  explainPlacement,
  explainState,
  explainUnplaced,
} from "./simulator/explain.ts";
export {
  explainOrders,
  judge,
  judgeLosses,
  type Judgement,
  type Judgements,
  type LossJudgement,
} from "./judge/judge.ts";
export { explainDeployment, type DeploymentJudgement } from "./judge/deploymentJudgement.ts";
export { judgeDeployment, judgeDeployments } from "./judge/deployments.ts";
export type { Resources } from "./simulator/resources.ts";
