export { allow, type AllowArgs } from "./clients/allow.ts";
export { ClientGroup, type ClientGroupArgs, type Egress } from "./clients/clientGroup.ts";
export {
  createFunction,
  failedRuns,
  type FunctionNetwork,
  type ShippedFunction,
} from "./function/shippedFunction.ts";
export { Cluster, type ClusterArgs } from "./cluster/cluster.ts";
export type { DefaultShare } from "./cluster/defaultCapacity.ts";
export {
  checkDockerPlugin,
  checkDriverName,
  dockerPluginScript,
  dockerPluginStep,
  type DockerPluginArgs,
} from "./capacity/dockerPlugin.ts";
export { withoutComments } from "./capacity/bootScript.ts";
export { linuxBootScript } from "./capacity/linuxBootScript.ts";
export type { CapacityArgs, Ec2CapacityArgs, InstancesArgs } from "./capacity/capacityArgs.ts";
export { Ec2Capacity } from "./capacity/ec2Capacity.ts";
export { createInstanceProfile, type InstanceProfile } from "./capacity/instanceProfile.ts";
export {
  checkInstances,
  checkInstanceTypes,
  usedSubnets,
  userDataOf,
  type Boot,
} from "./capacity/instances.ts";
export type { PatchArgs, PinnedImage } from "./patch/patchArgs.ts";
export {
  checkPatch,
  checkPinnedImage,
  patchDefaults,
  pinnedImageId,
  releasedTag,
} from "./patch/patchArgs.ts";
export { MachineImage, machineImageFacts, type MachineImageFacts } from "./capacity/machineImages.ts";
export { checkPools, type SpotArgs } from "./capacity/spot.ts";
export type { TaskDefinitionArgs } from "./task/taskDefinitionArgs.ts";
export { TaskDefinition } from "./task/taskDefinition.ts";
export {
  isFargate,
  isWindows,
  LaunchType,
  NetworkMode,
  Platform,
  runtimePlatform,
  TaskDefinitionOwner,
  type TaskDefinitionShape,
} from "./task/shape.ts";
export type { ContainerArgs, MountPoint, Ulimit } from "./task/containers.ts";
export type { ContainerHealthCheck } from "./task/healthCheck.ts";
export { LogDriver, LogRouterType, type ContainerLogging, type LogRouter } from "./task/logging.ts";
export { checkCredentialFile, type CredentialSpec } from "./task/credentialSpec.ts";
export type { VolumeOwner } from "./task/volumeOwners.ts";
export { imageFault, parseImage, type ImageReference } from "./task/images.ts";
export { PortProtocol, type NamedPort } from "./task/namedPort.ts";
export {
  DnsRecord,
  type ConnectEndpoint,
  type DnsDiscovery,
  type ServiceConnect,
  type ServiceDiscovery,
} from "./discovery/discoveryArgs.ts";
export { Namespace, NamespaceKind, type NamespaceArgs } from "./discovery/namespace.ts";
export { Scheduling } from "./service/scheduling.ts";
export type { CapacityShare, LoadBalancerTarget, ServiceArgs } from "./service/serviceArgs.ts";
export {
  DeploymentStrategy,
  LifecycleStage,
  type LifecycleHook,
  type ServiceDeployment,
} from "./service/deploymentArgs.ts";
export type { QueueScaling, ScalingSchedule, ServiceScaling } from "./service/scalingArgs.ts";
export { Service } from "./service/service.ts";
export {
  ApplicationLoadBalancer,
  type ApplicationListener,
  type ApplicationLoadBalancerArgs,
} from "./balancing/applicationLoadBalancer.ts";
export {
  NetworkLoadBalancer,
  type NetworkListener,
  type NetworkLoadBalancerArgs,
} from "./balancing/networkLoadBalancer.ts";
export type { HealthCheck } from "./balancing/frontDoor.ts";
export { createServiceRole, type ServiceRoleArgs } from "./roles/serviceRole.ts";
export { createClosedBucket } from "./stores/closedBucket.ts";
export { createRepository } from "./stores/imageRepository.ts";
export { Watch } from "./watch/watch.ts";
export type { AlarmAdjustment, WatchArgs } from "./watch/watchArgs.ts";
export { gp2PerformanceOf, gp3LikeGp2, type VolumePerformance } from "./stores/gp2.ts";
export { checkVolume, type VolumeChoice } from "./stores/volume.ts";
export {
  checkBackup,
  hasVault,
  type BackedUpPlace,
  type BackupCopy,
  type DrillValidation,
  type RestoreDrill,
  type StoreBackup,
} from "./stores/backup/backupArgs.ts";
export { backUp, type StoreBackups } from "./stores/backup/backUp.ts";
export { StoreKind } from "./stores/backup/storeKind.ts";
export type { BackedUpStore } from "./stores/backup/backedUpStore.ts";
export { failedBackups, storeJobs } from "./stores/backup/watchBackup.ts";
export { checkTimeZone } from "./timeZone.ts";
