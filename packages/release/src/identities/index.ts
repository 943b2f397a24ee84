export { checkIdentities } from "./check.ts";
export { BaseError } from "./git.ts";
