export { conditionHolds, type Context } from "./iam/conditions.ts";
export { Decision, decide, mayCall, type Call, type Request } from "./iam/evaluate.ts";
export { matchesArn, matchesGlob } from "./iam/globs.ts";
export { parsePolicy, type Policy, type PolicyStatement } from "./iam/policy.ts";
export { isAnywhere, isPrivate } from "./network/addresses.ts";
export { admissionsIn, admissionsOf, admittingTypes, type Admission } from "./network/admissions.ts";
export { hasPort, overlap, portsOf, portsText, type PortRange, type Transport } from "./network/ports.ts";
export { hasRecoveryPoints, type BackupQuestion } from "./survival/backups.ts";
export { Answer, type StoreSurvival, type Verdict } from "./survival/survival.ts";
export { survivalOf } from "./survival/survivalOf.ts";
export { constraintsIn, isForWindows, taskNeeds } from "./tasks.ts";
export {
  contentsOf,
  decidesContents,
  ownerOf,
  stackOf,
  type NestedResource,
  type TemplateContents,
} from "./templates.ts";
