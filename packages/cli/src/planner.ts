// A file of its own, so that the SDK is loaded only by who plans.
export { Planner } from "@ballast/plan/planner";
