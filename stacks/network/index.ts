import type { Site } from "@ballast/contracts";
import { Network } from "@ballast/network";
import type { Settings } from "./settings.ts";

export { settings } from "./settings.ts";

/** The network that the environment's other stacks stand on. */
export default function program(settings: Settings, site: Site) {
  const network = new Network("main", {
    site,
    ...settings,
    retentionReason: settings.retentionReason?.logs,
  });

  return {
    vpcId: network.vpcId,
    publicSubnetIds: network.publicSubnetIds,
    privateSubnetIds: network.privateSubnetIds,
    isolatedSubnetIds: network.isolatedSubnetIds,
    availabilityZones: network.availabilityZones,
    zoneNames: network.zoneNames,
  };
}
