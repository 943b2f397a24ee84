export { EbsType } from "./blockVolume.ts";
export { checkDriver, cloudstorDriver, cloudstorTaskVolume, type DriverAcceptance } from "./driver.ts";
export { Elastigroup } from "./elastigroup.ts";
export {
  checkSpotAccount,
  checkTokenField,
  type ElastigroupArgs,
  type ElastigroupHeadroom,
} from "./elastigroupArgs.ts";
export { fanOut, type VolumeUnit } from "./fanOut.ts";
export {
  checkCloudstorOptions,
  CloudstorBacking,
  cloudstorVolume,
  CloudstorVolumeKind,
  gp3Instead,
  type BlockVolume,
  type CloudstorOptions,
  type CloudstorVolume,
  type FileSystemVolume,
} from "./volume.ts";
