export {
  addressRange,
  blockContains,
  blocksOverlap,
  blockSize,
  cover,
  everything,
  merged,
  parseCidrBlock,
  type AddressBlock,
  type AddressRange,
} from "./addresses.ts";
export { byUrn } from "./byUrn.ts";
export { setSecretCommand } from "./commands.ts";
export { canonicalContainers, containers } from "./containers.ts";
export { isDay } from "./day.ts";
export { documentIn, leaves, mapTexts, type Leaf } from "./leaves.ts";
export { secretValue, unknownValue } from "./marks.ts";
export { nearest, suggestion } from "./nearest.ts";
export { isAt, pathParts, propertyPath, topLevel, valueAt, valuesAt } from "./paths.ts";
export type { PlannedResource, ResolvedResource } from "./planned.ts";
export {
  block,
  fields,
  isFalse,
  isFields,
  isTrue,
  list,
  many,
  number,
  parsed,
  text,
  words,
  type Fields,
} from "./read.ts";
export type { Resource } from "./resource.ts";
export { domainOf, serviceDomains, type PlainSite } from "./site.ts";
export { Doubt, Stack } from "./stack.ts";
export { splitStackName, type NameParts } from "./stackName.ts";
export { statements, type PolicyStatement } from "./statements.ts";
export type { Survival } from "./survival.ts";
