export { machineConditions } from "./bootOrder.ts";
export { laterFault } from "./argumentValues.ts";
export { checkArguments } from "./checkArguments.ts";
export * from "./backup.ts";
export * from "./certificateArn.ts";
export * from "./checks.ts";
export * from "./cidr.ts";
export * from "./clients.ts";
export * from "./exceptions.ts";
export * from "./expiry.ts";
export * from "./faults.ts";
export * from "./ids.ts";
export * from "./keyUse.ts";
export * from "./merge.ts";
export * from "./packageSchema.ts";
export { mountsOf } from "./mounts.ts";
export * from "./parts.ts";
export * from "./placement.ts";
export {
  isSecretName,
  plainSecret,
  secretPlaces,
  secretPlacesInText,
  type SecretPlace,
} from "./plainSecrets/index.ts";
export * from "./protection.ts";
export * from "./quoting.ts";
export * from "./ready.ts";
export * from "./record.ts";
export * from "./resourcePolicy.ts";
export * from "./secretReference.ts";
export * from "./site.ts";
export * from "./statement.ts";
export * from "./survival.ts";
export * from "./waivers.ts";
export * from "./watch.ts";
export * from "./watchParts.ts";
export * from "./zones.ts";
