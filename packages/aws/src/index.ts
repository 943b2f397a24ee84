export { adoptedFileSystems, type AdoptedFileSystem } from "./adoptedFileSystems.ts";
export type { Access, SinglePrincipal } from "./access.ts";
export { accessOf, typesWithAccess } from "./accessOf.ts";
export { publicEndpoint, typesWithEndpoints, type PublicEndpoint } from "./publicEndpoints.ts";
export {
  databaseGroups,
  groupMemberships,
  identityKinds,
  identityPools,
  managedPolicyTypes,
  rolesOfRunners,
} from "./identityTypes.ts";
export { canonicalType, typeAliases, withCanonicalTypes } from "./aliases.ts";
export {
  holdsData,
  mayHoldData,
  isTemplateType,
  judgedTypes,
  lookOf,
  resourceType,
  storeTypes,
  typesWhere,
  unknownColumns,
  type UnknownColumn,
  wordsOf,
} from "./catalogue.ts";
export { discarding, overwriting, replacement, replacing, unknownAfterUpdate } from "./replacement.ts";
export { attributeOf, isRegional, isTaggable, type Attribute } from "./provider/attributes.ts";
export { isKept, isLeftOut, isOpen, isSame, refusal } from "./sameness.ts";
export { answeredOutputs, usualOutput } from "./provider/answers.ts";
export { Replaces } from "./cloudformation/schemas.ts";
export type { Computed, Tools } from "./computed.ts";
export type { Described, Others } from "./described.ts";
export type { Discarded } from "./discarding/discarding.ts";
export { restoreTestKind } from "./backup.ts";
export { volumeQuotas } from "./ebs.ts";
export { interfacesOf, typesWithInterfaces, type Find, type Interfaces } from "./interfaces.ts";
export { deploymentActions, type DeploymentAction } from "./deployment/actions.ts";
export { isDeploymentKnown } from "./deployment/known.ts";
export { deploymentSteps, type DeploymentStep } from "./deployment/terms.ts";
export { linkedRoles, type LinkedRole, type LinkedRoleId } from "./linkedRoles.ts";
export { NodeKind } from "./look.ts";
export { nameFault, type Naming } from "./naming.ts";
export { quotaOf, quotas, type Quota, type QuotaId } from "./quotas.ts";
export {
  columns,
  type Charge,
  type Column,
  type ComputedOutput,
  type ReplacedBy,
  type ResourceType,
  type Service,
  type Sides,
  type Template,
  type UniqueName,
} from "./resourceType.ts";
export { isSnapshotted } from "./snapshots.ts";
export { Answer, no, partly, unknown, yes, type StoreSurvivalFacts, type Verdict } from "./survival.ts";
export { aws, everyType } from "./tokens.ts";
export { hasNvmeVolumes } from "./volumeDevices.ts";
