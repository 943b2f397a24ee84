// The exports that do not need the Pulumi SDK, so that code which only reads plans does not load it.
export * from "./exceptions.ts";
export * from "./expiry.ts";
export { FaultList } from "./faultList.ts";
export {
  certainSecret,
  isSecretName,
  plainSecret,
  secretPlaces,
  secretPlacesInText,
  type SecretPlace,
} from "./plainSecrets/index.ts";
export * from "./quoting.ts";
export { referenceFault, referredArn, regionOf, type ReferenceRule } from "./secretReferenceRule.ts";
export * from "./waivers.ts";
export * from "./zones.ts";
