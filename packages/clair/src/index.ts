export { ClairScanner } from "./scanner/clairScanner.ts";
export { checkImage, ClairSize, type ClairScannerArgs } from "./scanner/args.ts";
export { DatabaseMode, type ClairDatabaseArgs } from "./scanner/database.ts";
export { renderConfig, type ClairConfig, type ClairConnection } from "./scanner/config.ts";
export { ReleaseRepository, RegistryScan, type ReleaseRepositoryArgs } from "./delivery/repository.ts";
export { ScannedDelivery } from "./delivery/scannedDelivery.ts";
export {
  Severity,
  type AllowedVulnerability,
  type ClairGateArgs,
  type DeliveryTarget,
  type InspectorGateArgs,
  type ScannedDeliveryArgs,
  type UnratedFindings,
  type UnscannedEcosystem,
} from "./delivery/args.ts";
export { SourceKind, type DeliverySourceArgs } from "./delivery/source.ts";
export { clairBuildspec, clientBuildspec } from "./delivery/buildspec.ts";
export { BuildPlatform, type BaseRegistryArgs, type ImageBuildArgs } from "./delivery/imageBuild.ts";
export { imageBuildspec } from "./delivery/imageBuildspec.ts";
export { gateProgram } from "./gate/gateProgram.ts";
export { ecosystemNames } from "./gate/sources.ts";
