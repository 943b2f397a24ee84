export {
  holdsData,
  isRegional,
  isTemplateType,
  judgedTypes,
  lookOf,
  overwriting,
  replacement,
  replacing,
  resourceType,
  storeTypes,
  typesWhere,
  unknownAfterUpdate,
  unknownColumns,
  type UnknownColumn,
  wordsOf,
  type Sides,
} from "./catalogue.ts";
export { Replaces, schemaSource, schemaTypes } from "./cloudformation/schemas.ts";
export type { Computed, PlainSite, Tools } from "./computed.ts";
export type { Described, Others } from "./described.ts";
export { volumeQuotas } from "./ebs.ts";
export { linkedRoles, type LinkedRole, type LinkedRoleId } from "./linkedRoles.ts";
export { NodeKind } from "./look.ts";
export { quotaOf, quotas, type Quota, type QuotaId } from "./quotas.ts";
export {
  columns,
  type Charge,
  type Column,
  type ComputedOutput,
  type ReplacedBy,
  type ResourceType,
  type Service,
  type Template,
  type UniqueName,
} from "./resourceType.ts";
export { Answer, no, partly, unknown, yes, type StoreSurvivalFacts, type Verdict } from "./survival.ts";
export { aws } from "./tokens.ts";
