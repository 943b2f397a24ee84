import type { Site } from "@ballast/contracts";
import { Elastigroup } from "@ballast/cloudstor-spot";
import { ApplicationLoadBalancer, ClientGroup, Cluster, type CapacityArgs } from "@ballast/ecs";
import { createNamespace } from "../shared/discovery.ts";
import { doorArgs, publicZonesFor } from "../shared/frontDoor.ts";
import { networkOf, requireZones, type StackNetwork } from "../shared/network.ts";
import { patchArgs } from "../shared/patch.ts";
import { watch } from "../shared/watch.ts";
import { createServers, joined, keyed, proposals, serve, watchParts, type Server } from "./servers.ts";
import type { Settings } from "./settings.ts";
import { namedZones } from "./volumes.ts";
import { ownName } from "../shared/stackName.ts";

export { settings } from "./settings.ts";

/**
 * Web servers on Spot Instances: each block volume with a server that it follows, each file system with servers in every
 * zone.
 */
export default async function program(settings: Settings, site: Site) {
  const network = await networkOf(settings, site, publicZonesFor(settings));
  requireZones(namedZones(settings), network);

  // Instances pull images, write logs and fetch secrets for their tasks.
  const tasks = new ClientGroup(ownName("tasks"), {
    vpcId: network.vpcId,
    description: "Web servers",
    httpsEgress: false,
  });
  const servers = createServers(settings, site, network, tasks);
  const { instances, cluster } = capacity(settings, site, network, servers);
  const balancer = new ApplicationLoadBalancer(ownName("web"), {
    ...doorArgs(settings, network),
    targetSecurityGroupIds: { tasks: tasks.securityGroupId },
    listeners: keyed(servers, ({ port }) => ({
      port,
      targetPort: port,
      certificateArn: settings.certificateArn,
      deregistrationDelaySeconds: 15,
    })),
  });
  const group = elastigroup(settings, site, network, { instances, cluster, servers });
  const namespace = createNamespace(settings, network);
  const services = keyed(servers, (server) =>
    serve(server, {
      ...{ settings, site, network, cluster, tasks, balancer },
      ...(group && { group }),
      ...(namespace && { namespace }),
    }),
  );

  const { topicArn, dashboardName } = watch(settings, site, {
    balancer: balancer.watchPart,
    cluster: cluster.watchPart,
    ...watchParts(servers, services),
  });

  const snapshotIds = joined(servers, ({ unit }) => services[unit.key]?.snapshotIds);
  return {
    urls: balancer.urls,
    clusterName: cluster.clusterName,
    serviceNames: keyed(servers, ({ unit }) => services[unit.key]?.serviceName),
    ...(Object.keys(snapshotIds).length > 0 && { snapshotIds }),
    volumeIds: joined(servers, ({ block }) => block?.volumeId),
    fileSystemIds: joined(servers, ({ files }) => files?.fileSystemId),
    survives: keyed(servers, ({ block, files }) => (block ?? files)?.survives),
    translations: keyed(servers, ({ unit }) => unit.translation),
    proposals: proposals(servers),
    alarmTopicArn: topicArn,
    dashboardName,
    elastigroupId: group?.elastigroupId,
  };
}

/**
 * Each block volume has instances of its own: one, and a second one while that takes over. Whatever else runs on the cluster
 * has the general ones, which are there when they are needed.
 */
function capacity(
  settings: Settings,
  site: Site,
  network: StackNetwork,
  servers: Server[],
): { instances: ClientGroup; cluster: Cluster } {
  const {
    spot: { instanceTypes, ...share },
    general,
    elastigroup,
  } = settings;
  const instances = new ClientGroup(ownName("instances"), {
    vpcId: network.vpcId,
    description: "Container instances of the web servers",
  });
  const common = {
    site,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { instances: instances.securityGroupId },
    instanceTypes,
    ...patchArgs(settings),
  };
  const capacities: Record<string, CapacityArgs> = joined(servers, ({ block }) =>
    block === undefined
      ? undefined
      : { ...common, maximumSize: 2, spot: share, parts: { storage: block.instancePart } },
  );
  const others: Record<string, CapacityArgs> = elastigroup
    ? {}
    : {
        general: {
          ...common,
          ...general,
          spot: { onDemandPercentage: share.onDemandPercentage },
          parts: joined(servers, ({ files }) => files?.instancePart),
        },
      };
  const cluster = new Cluster(ownName("main"), {
    capacities: { ...capacities, ...others },
    // A cluster needs something to run on. Fargate costs nothing, and no service here asks for it.
    fargate: elastigroup !== undefined && Object.keys(capacities).length === 0,
    // Elastigroup's instances are behind no capacity provider, so none could be a default.
    defaultCapacity: elastigroup ? undefined : { general: {} },
  });
  return { instances, cluster };
}

/** In place of the general capacity. Its instances join the cluster by themselves. */
function elastigroup(
  { elastigroup, spot, general, pinnedImage }: Settings,
  site: Site,
  network: StackNetwork,
  { instances, cluster, servers }: { instances: ClientGroup; cluster: Cluster; servers: Server[] },
): Elastigroup | undefined {
  return (
    elastigroup &&
    new Elastigroup(ownName("general"), {
      site,
      clusterName: cluster.clusterName,
      subnetIds: network.privateSubnetIds,
      securityGroupIds: { instances: instances.securityGroupId },
      instanceTypes: spot.instanceTypes,
      pinnedImage,
      onDemandPercentage: spot.onDemandPercentage,
      maximumSize: general.maximumSize,
      parts: joined(servers, ({ files }) => files?.instancePart),
      ...elastigroup,
    })
  );
}
