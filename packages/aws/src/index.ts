export {
  holdsData,
  isRegional,
  isTemplateType,
  overwriting,
  replacement,
  replacing,
  resourceType,
  storeTypes,
  unknownAfterUpdate,
} from "./catalogue.ts";
export { Replaces, schemaSource, schemaTypes } from "./cloudformation/schemas.ts";
export type { ComputedOutput, ReplacedBy, ResourceType, Service, Template } from "./resourceType.ts";
