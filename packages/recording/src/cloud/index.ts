export {
  computed,
  toolsFor,
  knownTypes,
  standInDigits,
  type Computed,
  type ResourceFacts,
} from "./computed.ts";
export type { Child, Constructed, Registered } from "./construction.ts";
export { remoteComponents } from "./remoteComponents.ts";
export { answerLookup, siteLookups, standInSite, type Lookups, type PlainSite } from "./site.ts";
export { readTemplate, referredTo, type TemplateThing } from "./templates.ts";
export { templateOutputs } from "./types/operations.ts";
