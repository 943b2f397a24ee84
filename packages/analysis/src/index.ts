export { conditionHolds, type Context } from "./iam/conditions.ts";
export { Decision, decide, mayCall, type Call, type Request } from "./iam/evaluate.ts";
export { matchesArn, matchesGlob } from "./iam/globs.ts";
export { parsePolicy, type Policy, type PolicyStatement } from "./iam/policy.ts";
