export { clustersOf, type StackCluster } from "./cluster/clusters.ts";
export { check, type Finding } from "./check.ts";
export { Severity, Stack, type Resource, type Rule, type Violation } from "./rule.ts";
export { rules } from "./rules/index.ts";
export { dataTypes } from "./rules/data.ts";
