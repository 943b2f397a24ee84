export { clustersOf, type StackCluster } from "./cluster/clusters.ts";
export { check, type CheckOptions, type Finding } from "./check.ts";
export { ExceptionError, exceptionRules } from "./exceptions.ts";
export { Severity, type Rule, type RuleText, type Violation } from "./rule.ts";
export { rules } from "./rules/index.ts";
export { Permissions, unneededOf, type Answered } from "./permissions.ts";
