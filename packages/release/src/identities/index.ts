export { checkIdentities, type IdentityCheck } from "./check.ts";
export { BaseError } from "./git.ts";
