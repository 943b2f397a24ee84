// A separate module, so that only commands that plan load the SDK.
export { Planner } from "@ballast/plan/planner";
