import type { Site } from "@ballast/contracts";
import { Network } from "@ballast/network";
import { watch } from "../shared/watch.ts";
import type { Settings } from "./settings.ts";
import { ownName } from "../shared/stackName.ts";

export { settings } from "./settings.ts";

/** The network that the environment's other stacks stand on. */
export default function program(settings: Settings, site: Site) {
  const { subscribers, alarmTopicArn, ...own } = settings;
  const network = new Network(ownName("main"), {
    site,
    ...own,
    retentionReason: settings.retentionReason?.logs,
  });
  const { watchPart } = network;
  const watched = watchPart.alarms && watch({ subscribers, alarmTopicArn }, site, { network: watchPart });

  return {
    vpcId: network.vpcId,
    publicSubnetIds: network.publicSubnetIds,
    privateSubnetIds: network.privateSubnetIds,
    isolatedSubnetIds: network.isolatedSubnetIds,
    availabilityZones: network.availabilityZones,
    zoneNames: network.zoneNames,
    accountId: site.accountId,
    alarmTopicArn: watched?.topicArn,
    dashboardName: watched?.dashboardName,
  };
}
