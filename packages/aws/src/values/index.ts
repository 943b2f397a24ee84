export { acceptedValues, refusedValues } from "./accepted.ts";
export { isKnownText, knownProperty } from "./known.ts";
export type { AcceptedValue, Limit, RefusedValue, ValueSource } from "./limit.ts";
