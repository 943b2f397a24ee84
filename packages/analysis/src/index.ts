export {
  actionFacts,
  actionsLike,
  isKnownService,
  supports,
  type ActionFacts,
  type ResourceFacts,
} from "./iam/actions.ts";
export { conditionHolds, valuesOf, type Context } from "./iam/conditions.ts";
export {
  Decision,
  decide,
  holdsFor,
  isAbout,
  mayCall,
  namesAction,
  type Call,
  type Request,
} from "./iam/evaluate.ts";
export { anInstance, bearer, namesStranger, passingRole, passingToEach, stranger } from "./iam/askers.ts";
export { openFederations, type OpenFederation } from "./iam/federation.ts";
export { admitsGuests, guest } from "./iam/guests.ts";
export { isGlob, isWide, matchesArn, matchesGlob } from "./iam/globs.ts";
export { managedPolicyStatements } from "./iam/managed/index.ts";
export { parsePolicy, policyStatements, type Policy, type PolicyStatement } from "./iam/policy.ts";
export { isPublic } from "./iam/publicity.ts";
export { escalationsOf, namesEscalation } from "./iam/escalations.ts";
export { allowanceOf, type Grant } from "./iam/grant.ts";
export { type Identity, type Runner, type Surroundings } from "./iam/identity.ts";
export { isAdministrator, isForAll, mayOnAll, wholeServices } from "./iam/probes.ts";
export { voidsIn } from "./iam/voids.ts";
export { admits, mayAsk, refuses, type Askers } from "./iam/reach.ts";
export { groupOfProvider, isManaged } from "./capacity.ts";
export { isAnywhere, isPrivate } from "./network/addresses.ts";
export { allows, directionOf, entriesApart, entriesOfAcl, inOrder, networkAcls } from "./network/acls.ts";
export { admissionsIn, admissionsOf, admittingTypes, rulesIn, type Admission } from "./network/admissions.ts";
export { hasPort, overlap, portsOf, portsText, type PortRange, type Transport } from "./network/ports.ts";
export { connectionOf, connectionsOf, nameOfPlace, type Connection } from "./reach/connections.ts";
export { nameOf, type Party } from "./reach/parties.ts";
export { Reachability, type Question } from "./reach/reachability.ts";
export { needsIn, type MetNeed } from "./reach/needs.ts";
export type { Need, Place } from "./reach/place.ts";
export type { Reached } from "./reach/reached.ts";
export { pluginVolumes, volumesAttachedOnce, type PluginVolume } from "./pluginVolumes.ts";
export { hasRecoveryPoints, type BackupQuestion } from "./survival/backups.ts";
export { Answer, type StoreSurvival, type Verdict } from "./survival/survival.ts";
export { survivalOf } from "./survival/survivalOf.ts";
export { refusedIn } from "./values/refusedIn.ts";
export { stackOf } from "./stackOf.ts";
export { constraintsIn, isForWindows, taskNeeds } from "./tasks.ts";
export {
  contentsOf,
  decidesContents,
  ownerOf,
  type NestedResource,
  type TemplateContents,
} from "./templates.ts";
