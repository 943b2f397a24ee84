import { entryOf, type Site, type WatchPart, whenReady } from "@ballast/contracts";
import {
  fanOut,
  gp3Proposal,
  type BlockVolume,
  type Elastigroup,
  type FileSystemVolume,
  type VolumeUnit,
} from "@ballast/cloudstor-spot";
import {
  type ApplicationLoadBalancer,
  type ClientGroup,
  type Cluster,
  LaunchType,
  type Namespace,
  Service,
  type ServiceArgs,
  TaskDefinition,
  type ContainerArgs,
} from "@ballast/ecs";
import { RexrayEbs } from "@ballast/rexray-ebs";
import { RexrayEfs } from "@ballast/rexray-efs";
import { discoveryArgs } from "../shared/discovery.ts";
import { aloneArgs, countArgs } from "../shared/scaling.ts";
import { snapshotArgs } from "../shared/snapshotBefore.ts";
import type { StackNetwork } from "../shared/network.ts";
import type { Settings } from "./settings.ts";
import { optionsOf, zonesOf } from "./volumes.ts";
import { ownName } from "../shared/stackName.ts";

/** A server, its volume, and where it answers. It has a block volume or a file system. */
export interface Server {
  unit: VolumeUnit;
  block?: RexrayEbs;
  files?: RexrayEfs;
  port: number;
  tasks: number;
}

/** Beneath what nginx serves, so that a file can be read back. The image has no such folder. */
const containerPath = "/usr/share/nginx/html/data";

/** With their storage, which is checked the most. */
export function createServers(
  settings: Settings,
  site: Site,
  network: StackNetwork,
  tasks: ClientGroup,
): Server[] {
  return fanOut("web", optionsOf(settings)).map((unit) => {
    const { port, tasks: count = 1 } = entryOf(settings.volumes, unit.name, "The volumes");
    const create: Record<VolumeUnit["volume"]["kind"], () => Pick<Server, "block" | "files">> = {
      block: () => ({ block: blockVolume(settings, site, unit) }),
      fileSystem: () => ({ files: fileSystem(settings, site, unit, network, tasks) }),
    };
    return { unit, port, tasks: count, ...create[unit.volume.kind]() };
  });
}

function blockVolume(settings: Settings, site: Site, { key, name, volume }: VolumeUnit): RexrayEbs {
  const { kind: _kind, ...choice } = volume as BlockVolume;
  return new RexrayEbs(ownName(`data-${key}`), {
    site,
    availabilityZone: entryOf(zonesOf(settings), name, "The zones"),
    containerPath,
    containers: ["nginx"],
    ...choice,
    snapshotId: settings.volumes[name]?.snapshotId,
    adoptVolume: settings.volumes[name]?.adoptVolume,
    folder: settings.volumes[name]?.folder,
    backup: settings.volumes[name]?.backup,
    kmsKeyArn: settings.volumes[name]?.kmsKeyArn,
    retention: settings.retention,
    retentionReason: settings.volumes[name]?.retentionReason,
  });
}

function fileSystem(
  settings: Settings,
  site: Site,
  { key, name, volume }: VolumeUnit,
  network: StackNetwork,
  tasks: ClientGroup,
): RexrayEfs {
  const { throughput, provisionedMiBps } = volume as FileSystemVolume;
  const { existing, backup, kmsKeyArn, retentionReason } = entryOf(settings.volumes, name, "The volumes");
  const { retention } = settings;
  return new RexrayEfs(ownName(`data-${key}`), {
    site,
    vpcId: network.vpcId,
    subnetIds: network.privateSubnetIds,
    clients: { tasks: { securityGroupId: tasks.securityGroupId } },
    containerPath,
    containers: ["nginx"],
    launchType: LaunchType.Ec2,
    ...(existing === undefined
      ? { throughput, provisionedMiBps, kmsKeyArn, retention, retentionReason }
      : { fileSystemId: existing.fileSystemId, directory: { path: existing.path } }),
    backup,
  });
}

interface Surroundings {
  settings: Settings;
  site: Site;
  network: StackNetwork;
  cluster: Cluster;
  tasks: ClientGroup;
  balancer: ApplicationLoadBalancer;
  /** In place of the general capacity. @default - AWS's own Spot capacity */
  group?: Elastigroup;
  /** In which servers have names. @default - they have none */
  namespace?: Namespace;
}

/** One task definition and one service for each volume: the tasks of one definition share its volumes. */
export function serve(server: Server, around: Surroundings): Service {
  const { unit, block, files, port, tasks: count } = server;
  const { settings, site, network, tasks, balancer, group, namespace } = around;
  const storage = block ?? files;
  const task = new TaskDefinition(ownName(unit.component), {
    site,
    launchType: LaunchType.Ec2,
    cpu: 256,
    memoryMiB: 512,
    containers: { nginx: nginx(settings, port) },
    // All that nginx writes.
    volumes: { run: {}, cache: {} },
    parts: {
      ...(storage && { storage: storage.taskPart }),
      ...(files && group && { instances: group.taskPart }),
    },
    logRetentionDays: settings.logRetentionDays,
    retention: settings.retention,
    retentionReason: settings.retentionReason?.logs,
  });
  return new Service(ownName(unit.component), {
    site,
    taskDefinition: task,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    ...instancesOf(server, around),
    ...(files ? countArgs(settings, count) : aloneArgs(settings)),
    ...snapshotArgs(settings.volumes[unit.name]?.snapshotBefore),
    loadBalancers: {
      [unit.key]: {
        targetGroupArn: entryOf(balancer.targetGroupArns, unit.key, "targetGroupArns"),
        loadBalancerArn: balancer.loadBalancerArn,
        containerName: "nginx",
        containerPort: port,
      },
    },
    ...discoveryArgs(settings, namespace, {
      hostName: unit.name,
      containerName: "nginx",
      containerPort: port,
    }),
    parts: storage && { storage: storage.servicePart },
    retention: settings.retention,
  });
}

/** A block volume has a capacity of its own; servers with a file system run on the general one, or on Elastigroup's. */
function instancesOf(
  { unit, block }: Server,
  { cluster, group }: Surroundings,
): Pick<ServiceArgs, "clusterArn" | "capacity" | "selfManagedInstances"> {
  if (block === undefined && group)
    return { clusterArn: whenReady(cluster.clusterArn, [group.stackId]), selfManagedInstances: true };
  const key = block === undefined ? "general" : unit.key;
  const capacityProviderName = entryOf(cluster.capacityProviderNames, key, "capacityProviderNames");
  return { clusterArn: cluster.clusterArn, capacity: { [key]: { capacityProviderName } } };
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

/** The outputs of each server and its volume. */
export function watchParts(servers: Server[], services: Record<string, Service>): Record<string, WatchPart> {
  return Object.fromEntries(
    servers.flatMap(({ unit: { key }, block, files }): [string, WatchPart][] => {
      const store = block ?? files;
      return [
        [`service${key}`, entryOf(services, key, "The services").watchPart],
        ...(store ? [[`data${key}`, store.watchPart] as [string, WatchPart]] : []),
      ];
    }),
  );
}

/** Cheaper settings for a volume with at least the same performance. */
export function proposals(servers: Server[]): Record<string, string> {
  return joined(servers, ({ unit }) => gp3Proposal(unit.volume));
}

/** For each server something, by its key. */
export function keyed<T>(servers: Server[], value: (server: Server) => T): Record<string, T> {
  return Object.fromEntries(servers.map((server) => [server.unit.key, value(server)]));
}

/** The same for those that have it. */
export function joined<T>(servers: Server[], value: (server: Server) => T | undefined): Record<string, T> {
  return Object.fromEntries(
    servers.flatMap((server): [string, T][] => {
      const found = value(server);
      return found === undefined ? [] : [[server.unit.key, found]];
    }),
  );
}
