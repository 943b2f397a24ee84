import { type Site, entryOf } from "@ballast/contracts";
import {
  CloudstorVolumeKind,
  Elastigroup,
  fanOut,
  gp3Instead,
  type BlockVolume,
  type CloudstorVolume,
  type VolumeUnit,
} from "@ballast/cloudstor-spot";
import {
  ApplicationLoadBalancer,
  ClientGroup,
  Cluster,
  LaunchType,
  Service,
  TaskDefinition,
  type CapacityArgs,
  type ContainerArgs,
} from "@ballast/ecs";
import { RexrayEbs } from "@ballast/rexray-ebs";
import { clientsOf } from "../shared/common.ts";
import { networkOf, requireZones, type StackNetwork } from "../shared/network.ts";
import { namedZones, zonesOf, type Settings } from "./settings.ts";

export { settings } from "./settings.ts";

/** A server, its volume, and where it answers. */
interface Server {
  unit: VolumeUnit;
  storage: RexrayEbs;
  port: number;
}

/** Web servers on Spot Instances, each with a block volume that follows it. */
export default async function program(settings: Settings, site: Site) {
  const { elastigroup } = settings;
  const network = await networkOf(settings.network);
  requireZones(namedZones(settings), network);

  const servers = serversOf(settings, site);
  const { instances, cluster } = capacity(settings, site, network, servers);
  const tasks = new ClientGroup("tasks", { vpcId: network.vpcId, description: "Web servers" });
  const balancer = new ApplicationLoadBalancer("web", {
    vpcId: network.vpcId,
    subnetIds: network.privateSubnetIds,
    clients: clientsOf(settings.clients),
    targetSecurityGroupIds: { tasks: tasks.securityGroupId },
    listeners: keyed(servers, ({ port }) => ({ port, targetPort: port, deregistrationDelaySeconds: 15 })),
    deletionProtection: settings.loadBalancerProtection,
  });
  const services = keyed(servers, (server) =>
    serve(server, { settings, site, network, cluster, tasks, balancer }),
  );
  const group =
    elastigroup &&
    new Elastigroup("general", {
      site,
      clusterName: cluster.clusterName,
      subnetIds: network.privateSubnetIds,
      securityGroupIds: { instances: instances.securityGroupId },
      instanceTypes: settings.spot.instanceTypes,
      onDemandPercentage: settings.spot.onDemandPercentage,
      maximumSize: settings.general.maximumSize,
      ...elastigroup,
    });

  return {
    urls: balancer.urls,
    clusterName: cluster.clusterName,
    serviceNames: keyed(servers, ({ unit }) => services[unit.key]?.serviceName),
    volumeIds: keyed(servers, ({ storage }) => storage.volumeId),
    survives: keyed(servers, ({ storage }) => storage.survives),
    proposals: proposals(servers),
    elastigroupId: group?.elastigroupId,
  };
}

/** First, because a volume's component checks the most: what it refuses, nothing else has been registered for. */
function serversOf(settings: Settings, site: Site): Server[] {
  const options = Object.entries(settings.volumes).map(
    ([name, { port: _port, availabilityZone: _zone, retentionReason: _reason, ...rest }]) =>
      [name, rest] as const,
  );
  const zones = zonesOf(settings);
  return fanOut("web", Object.fromEntries(options)).map((unit) => {
    const { kind: _kind, ...volume } = blockOf(unit.volume);
    const storage = new RexrayEbs(`data-${unit.key}`, {
      site,
      availabilityZone: entryOf(zones, unit.name, "The zones"),
      // Beneath what nginx serves, so that a file can be read back.
      containerPath: "/usr/share/nginx/html/data",
      containers: ["nginx"],
      ...volume,
      retention: settings.retention,
      retentionReason: settings.volumes[unit.name]?.retentionReason,
    });
    return { unit, storage, port: settings.volumes[unit.name]?.port ?? 0 };
  });
}

/**
 * Each volume has instances of its own: one, and a second one while that takes over. Whatever else runs on the cluster has
 * the general ones, which are there when they are needed.
 */
function capacity(
  { spot: { instanceTypes, ...share }, general, elastigroup }: Settings,
  site: Site,
  network: StackNetwork,
  servers: Server[],
): { instances: ClientGroup; cluster: Cluster } {
  const instances = new ClientGroup("instances", {
    vpcId: network.vpcId,
    description: "Container instances of the web servers",
  });
  const common = {
    site,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { instances: instances.securityGroupId },
    instanceTypes,
  };
  const capacities: Record<string, CapacityArgs> = keyed(servers, ({ storage }) => ({
    ...common,
    maximumSize: 2,
    spot: share,
    parts: { storage: storage.instancePart },
  }));
  const others: Record<string, CapacityArgs> = elastigroup
    ? {}
    : { general: { ...common, ...general, spot: { onDemandPercentage: share.onDemandPercentage } } };
  const cluster = new Cluster("main", {
    capacities: { ...capacities, ...others },
    fargate: false,
    // Elastigroup's instances are behind no capacity provider, so none could be a default.
    defaultCapacity: elastigroup ? undefined : { general: {} },
  });
  return { instances, cluster };
}

interface Surroundings {
  settings: Settings;
  site: Site;
  network: StackNetwork;
  cluster: Cluster;
  tasks: ClientGroup;
  balancer: ApplicationLoadBalancer;
}

/** One task definition and one service for each volume: the tasks of one definition would share it. */
function serve({ unit, storage, port }: Server, around: Surroundings): Service {
  const { settings, site, network, cluster, tasks, balancer } = around;
  const task = new TaskDefinition(unit.component, {
    site,
    launchType: LaunchType.Ec2,
    cpu: 256,
    memoryMiB: 512,
    containers: { nginx: nginx(settings, port) },
    // All that nginx writes.
    volumes: { run: {}, cache: {} },
    parts: { storage: storage.taskPart },
    logRetentionDays: settings.logRetentionDays,
    retention: settings.retention,
    retentionReason: settings.retentionReason?.logs,
  });
  return new Service(unit.component, {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    capacity: {
      [unit.key]: {
        capacityProviderName: entryOf(cluster.capacityProviderNames, unit.key, "capacityProviderNames"),
      },
    },
    loadBalancers: {
      [unit.key]: {
        targetGroupArn: entryOf(balancer.targetGroupArns, unit.key, "targetGroupArns"),
        containerName: "nginx",
        containerPort: port,
      },
    },
    parts: { storage: storage.servicePart },
    retention: settings.retention,
  });
}

/**
 * The image's own configuration listens on port 80; here each server has its port, so that the load balancer's way to one is
 * not its way to another.
 */
function nginx({ image }: Settings, port: number): ContainerArgs {
  const configuration = [
    "events {}",
    `http { include /etc/nginx/mime.types; server { listen ${port}; root /usr/share/nginx/html; } }`,
  ].join(" ");
  return {
    image,
    command: [
      "sh",
      "-c",
      `echo '${configuration}' > /run/nginx.conf && exec nginx -c /run/nginx.conf -g 'daemon off;'`,
    ],
    ports: [port],
    mountPoints: [
      { sourceVolume: "run", containerPath: "/run" },
      { sourceVolume: "cache", containerPath: "/var/cache/nginx" },
    ],
  };
}

/** @throws if it is another kind of volume, which settings.ts refuses. */
function blockOf(volume: CloudstorVolume): BlockVolume {
  switch (volume.kind) {
    case CloudstorVolumeKind.Block:
      return volume;
    case CloudstorVolumeKind.FileSystem:
      throw new Error("a server's volume is a file system, which settings.ts refuses");
  }
}

/** Where changing one word is all it takes: a larger gp2 would need the speed of gp3 said as well. */
function proposals(servers: Server[]): Record<string, string> {
  return Object.fromEntries(
    servers.flatMap(({ unit: { key, volume } }) => {
      const better = gp3Instead(blockOf(volume));
      return better && better.iops === undefined && better.throughput === undefined
        ? [[key, `ebstype gp3 does no less than gp2 here; it changes while the volume is in use`]]
        : [];
    }),
  );
}

function keyed<T>(servers: Server[], value: (server: Server) => T): Record<string, T> {
  return Object.fromEntries(servers.map((server) => [server.unit.key, value(server)]));
}
