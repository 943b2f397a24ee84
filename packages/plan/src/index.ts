export { Planner } from "./planner.ts";
export { PlanError } from "./planError.ts";
export { findRoot, openProject, type DeclaredSecret, type Project } from "./project.ts";
export type { PlannedResource, StackPlan } from "./stackPlan.ts";
export type {
  DataLoss,
  PropertyChange,
  Rename,
  ResourceChange,
  StackDifference,
} from "./difference/difference.ts";
