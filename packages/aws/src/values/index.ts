export { acceptedValues, refusedValues } from "./accepted.ts";
export { sqlServerTimeZones } from "./timeZones.ts";
export { hasClass, hasVersion, refusedEngine } from "./engines.ts";
export { upstreamRegistries, windowsThroughputs } from "./files.ts";
export { isKnownText, knownProperty } from "./known.ts";
export type { AcceptedValue, Limit, RefusedValue, ValueSource } from "./limit.ts";
export {
  arnOf,
  isReference,
  partitionOfRegion,
  referenceFault,
  staysInRegion,
  type Arn,
  type Home,
} from "./references.ts";
export { scheduleFault, windowFault } from "./rotation.ts";
export { refused, refusedAs, sources } from "./sources.ts";
export { refusedTags } from "./tags.ts";
export { sizeOf, unmountedVolumes } from "./tasks.ts";
export { dailyWindow, weeklyWindow, windowsOverlap } from "./windows.ts";
export { protocolNumber } from "../sameValues.ts";
