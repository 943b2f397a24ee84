import type { Rule } from "../rule.ts";
import { accessRules } from "./access.ts";
import { alarmRules } from "./alarms.ts";
import { bucketRules } from "./buckets.ts";
import { databaseSettingsRules } from "./databaseSettings.ts";
import { deliveryRules } from "./delivery.ts";
import { guestRules } from "./guests.ts";
import { imageRules } from "./images.ts";
import { messageRules } from "./messages.ts";
import { secretReferenceRules } from "./secretReferences.ts";
import { secretRules } from "./secrets.ts";
import { capacityRules } from "./capacity.ts";
import { instanceRules } from "./instances.ts";
import { dataRules } from "./data.ts";
import { databaseRules } from "./databases.ts";
import { fileSystemRules } from "./fileSystems.ts";
import { fsxRules } from "./fsx.ts";
import { loadBalancerRules } from "./loadBalancers.ts";
import { nameRules } from "./names.ts";
import { networkRules } from "./network.ts";
import { pluginHostRules } from "./pluginHosts.ts";
import { plainSecretRules } from "./plainSecrets.ts";
import { patchingRules } from "./patching.ts";
import { permissionRules } from "./permissions.ts";
import { deploymentRules } from "./deployment.ts";
import { endpointRules } from "./endpoints.ts";
import { placementRules } from "./placement.ts";
import { reachabilityRules } from "./reachability.ts";
import { roleRules } from "./roles.ts";
import { sharingRules } from "./sharing.ts";
import { serviceRules } from "./services.ts";
import { snapshotRules } from "./snapshots.ts";
import { taskHostRules } from "./taskHosts.ts";
import { taskRules } from "./tasks.ts";
import { templateRules } from "./templates.ts";
import { valueRules } from "./values.ts";
import { voidRules } from "./voids.ts";
import { volumeRules } from "./volumes.ts";
import { watchedRules } from "./watched.ts";

export const rules: readonly Rule[] = [
  ...roleRules,
  ...permissionRules,
  ...taskRules,
  ...taskHostRules,
  ...plainSecretRules,
  ...secretReferenceRules,
  ...serviceRules,
  ...placementRules,
  ...deploymentRules,
  ...snapshotRules,
  ...capacityRules,
  ...patchingRules,
  ...instanceRules,
  ...networkRules,
  ...reachabilityRules,
  ...loadBalancerRules,
  ...dataRules,
  ...databaseRules,
  ...fileSystemRules,
  ...fsxRules,
  ...volumeRules,
  ...pluginHostRules,
  ...templateRules,
  ...secretRules,
  ...messageRules,
  ...imageRules,
  ...deliveryRules,
  ...databaseSettingsRules,
  ...bucketRules,
  ...accessRules,
  ...voidRules,
  ...guestRules,
  ...sharingRules,
  ...endpointRules,
  ...nameRules,
  ...valueRules,
  ...alarmRules,
  ...watchedRules,
];
