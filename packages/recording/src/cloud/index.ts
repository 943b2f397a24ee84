export { computed, knownTypes, standInDigits, type Computed, type ResourceFacts } from "./computed.ts";
export { remoteComponents } from "./remoteComponents.ts";
export { answerLookup, siteLookups, standInSite, type Lookups } from "./site.ts";
