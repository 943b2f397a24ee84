export { connect, openIam, type Aws } from "./aws.ts";
export type { ClusterState } from "./cluster/clusterState.ts";
export { readCluster, requireServiceOf } from "./cluster/readCluster.ts";
export { simulatedCluster, type SimulatedCluster } from "./cluster/simulated.ts";
export { stateOfDocuments, type Document } from "./cluster/stateOfDocuments.ts";
export { activeCommand, drain, type Drained } from "./drain/drain.ts";
export type { DrainPlan } from "./drain/drainPlan.ts";
export { planDrain, type Target } from "./drain/plan.ts";
export { findHosts } from "./hosts/findHosts.ts";
export { isFaulty, type ClusterHosts, type Host, type HostGroup } from "./hosts/host.ts";
export type { Refresh } from "./hosts/patching.ts";
export { hasHosts, clustersInAws } from "./hosts/stackClusters.ts";
export { filterInstances, type ListedInstance } from "./instances.ts";
export { cancelMove, finishMove, type Finished, type FinishPace } from "./move/finish.ts";
export { planMove, prepareMove, type MovePlan, type Prepared } from "./move/prepare.ts";
export { renewMove } from "./move/renew.ts";
export type { MoveRequest } from "./move/tags.ts";
export { moveStage, type MoveStage } from "./move/volumes.ts";
export { OperateError } from "./operateError.ts";
export type { Pace } from "./watch.ts";
export { checkRemovable } from "./volumes/checks.ts";
export { claimOfTag, claimsOfPlan, type Claim, type Claims } from "./volumes/claims.ts";
export { findVolumes, type Wanted } from "./volumes/find.ts";
export type { Found, FoundVolume } from "./volumes/found.ts";
export { monthlyCost, type Prices } from "./volumes/prices.ts";
export { losses, sizeText } from "./volumes/losses.ts";
export { claimedVolume } from "./volumes/removable.ts";
export { removeVolume, type Removed } from "./volumes/remove.ts";
export { openAccount, type Account } from "./doctor/account/account.ts";
export { counts, type Check, type Status } from "./doctor/check.ts";
export { diagnose } from "./doctor/diagnose.ts";
export { needsOf, type Needs, type PlannedStack } from "./doctor/needs/needs.ts";
export { placeholderChecks } from "./doctor/placeholders.ts";
export { backendChecks, referenceNotes, type StackSecrets } from "./doctor/tools/backend.ts";
export { dockerChecks } from "./doctor/tools/docker.ts";
export { thisMachine, type Machine } from "./doctor/tools/machine.ts";
export { pluginChecks, toolChecks } from "./doctor/tools/tools.ts";
export { openBackups, type Backups } from "./restore/clients.ts";
export { lastDrill, type Drill } from "./restore/drills.ts";
export { findStore, storeNamed } from "./restore/find.ts";
export { changeOf, fullnessOf, type Fullness, type VolumeChange } from "./restore/fullness.ts";
export type { FoundStore, Standing } from "./restore/found.ts";
export { durationText } from "./restore/duration.ts";
export {
  allowedText,
  choosePoint,
  savedKinds,
  type Choice,
  type Chosen,
  type RecoveryPoint,
  type TimeRange,
} from "./restore/points.ts";
export {
  kindWords,
  storesOfPlan,
  type OtherStore,
  type Store,
  type StoreKind,
  type StoresOfPlan,
} from "./restore/stores.ts";
export { summaryOf, type Summary } from "./restore/summary.ts";
export { adoptedId, command, type AdoptingSetting, type Restoring, type Step } from "./restore/steps/step.ts";
export { restoreSteps } from "./restore/steps/steps.ts";
export { restoreMoment, unfinished } from "./restore/apply/database.ts";
export { copyName } from "./restore/names.ts";
export { restoreFileSystem } from "./restore/apply/fileSystem.ts";
export { copySnapshot } from "./restore/apply/snapshotCopy.ts";
export { openScans } from "./scans/clients.ts";
export { readScans } from "./scans/readScans.ts";
export { isFine, type RunningImage, type ScanFinding, type ScanState } from "./scans/scanState.ts";
export { ringingAlarms, type RingingAlarm } from "./status/alarms.ts";
export { logSources, readLogs, type LogLine, type LogSource } from "./status/logs.ts";
export { readServices } from "./status/readServices.ts";
export type { Reason } from "./status/reason.ts";
export { isBad, type Condition, type ServiceState } from "./status/serviceState.ts";
export {
  agentBack,
  placedTask,
  rebootHost,
  runOnHost,
  type HostAnswer,
  type HostScript,
} from "./accept/hosts.ts";
export { commitFiles, pipelineEnd, type CommittedFile } from "./accept/pipeline.ts";
export { replaceHosts } from "./accept/refresh.ts";
export { deleteSaved, saveStore } from "./accept/save/save.ts";
export type { Saving } from "./accept/save/saving.ts";
export { directoryServers } from "./accept/directory.ts";
export { loggedLines } from "./accept/taskLog.ts";
export { allSteady } from "./accept/steady.ts";
export { leftOver, standingOf, tagged, taggedResources } from "./accept/tagged.ts";
export {
  deregister,
  registerLike,
  runningImages,
  runOnce,
  type OnceEnded,
  type OnceTask,
  type Other,
} from "./accept/tasks.ts";
export { accountOf } from "./doctor/account/identity.ts";
export { installedPulumi } from "./doctor/tools/tools.ts";
export { Cut, explained as reasonFor, retrying, until } from "./watch.ts";
export { namesMeant, serviceNamed, type ServiceInCluster } from "./serviceNamed.ts";
export { planSession, type SessionPlan, type SessionRequest } from "./session/sessionPlan.ts";
export { commandLine } from "./session/commandLine.ts";
export { startSession, type SessionProgram } from "./session/startSession.ts";
export { planRollback, Way, type RollbackPlan } from "./rollback/rollbackPlan.ts";
export { rollBack, type RolledBack } from "./rollback/rollBack.ts";
export type { TaskDefinition } from "@aws-sdk/client-ecs";
