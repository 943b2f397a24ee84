export { EbsType } from "./blockVolume.ts";
export { checkDriver, cloudstorDriver, cloudstorTaskVolume, type DriverAcceptance } from "./driver.ts";
export { Elastigroup } from "./elastigroup.ts";
export {
  checkSpotAccount,
  checkTokenField,
  type ElastigroupArgs,
  type ElastigroupHeadroom,
} from "./elastigroupArgs.ts";
export type { CloudstorOptions } from "./options.ts";
export { fanOut, type VolumeUnit } from "./fanOut.ts";
export { checkCloudstorSettings, cloudstorSettings } from "./pluginSettings.ts";
export {
  checkCloudstorOptions,
  CloudstorBacking,
  CloudstorPerfmode,
  cloudstorVolume,
  CloudstorVolumeKind,
  explainTranslation,
  FileThroughput,
  gp3Instead,
  gp3Proposal,
  type BlockVolume,
  type CloudstorVolume,
  type FileSystemVolume,
} from "./volume.ts";
