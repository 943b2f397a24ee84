import { type Site, entryOf } from "@ballast/contracts";
import {
  ClientGroup,
  Cluster,
  LaunchType,
  NetworkLoadBalancer,
  Service,
  TaskDefinition,
  type CapacityArgs,
  type ContainerArgs,
} from "@ballast/ecs";
import { BlockMode, isInState, RexrayEbs } from "@ballast/rexray-ebs";
import * as pulumi from "@pulumi/pulumi";
import { createNamespace, discoveredAddress, discoveryArgs } from "../shared/discovery.ts";
import { doorArgs, publicZonesFor } from "../shared/frontDoor.ts";
import { generatedSecret } from "../shared/generatedSecret.ts";
import { networkOf, requireZones, type StackNetwork } from "../shared/network.ts";
import { patchArgs } from "../shared/patch.ts";
import { aloneArgs } from "../shared/scaling.ts";
import { snapshotArgs } from "../shared/snapshotBefore.ts";
import { watch } from "../shared/watch.ts";
import { mysqlServer, port } from "./mysql.ts";
import { namedZones, type Settings } from "./settings.ts";
import { ownName } from "../shared/stackName.ts";

export { settings } from "./settings.ts";

const server = { hostName: "mysql", containerName: "mysql", containerPort: port };

/** MySQL on container instances, whose data lies on a block volume that follows it. */
export default async function program(settings: Settings, site: Site) {
  const { retention, logRetentionDays, availabilityZone } = settings;
  const network = await networkOf(settings, site, publicZonesFor(settings));
  requireZones(namedZones(settings), network);

  // First, because it checks the most: what it refuses, nothing else has been registered for.
  const storage = new RexrayEbs(ownName("mysql"), {
    site,
    availabilityZone,
    containerPath: "/var/lib/mysql",
    containers: ["mysql"],
    ...settings.volume,
    ...(isInState(settings.volume.mode, settings.volume.plugin?.autoprovision) && {
      retention,
      retentionReason: settings.retentionReason?.volume,
    }),
  });
  const scratch = settings.scratch && scratchVolume(settings.scratch, site, availabilityZone);
  const rootPassword = generatedSecret("root-password", {
    description: `Password of MySQL root, ${pulumi.getStack()}`,
    retention,
    retentionReason: settings.retentionReason?.password,
    rotationReason: "A new value takes effect when the task is restarted, which interrupts the database",
  });
  // Instances pull images, write logs and fetch secrets for their tasks.
  const tasks = new ClientGroup(ownName("tasks"), {
    vpcId: network.vpcId,
    description: "MySQL",
    httpsEgress: false,
  });
  const cluster = new Cluster(ownName("main"), {
    capacities: { mysql: instances(settings, site, network, storage) },
    fargate: false,
  });
  const task = new TaskDefinition(ownName("mysql"), {
    site,
    launchType: LaunchType.Ec2,
    cpu: 1024,
    memoryMiB: 2048,
    containers: {
      mysql: database(settings, rootPassword.secretArn),
      ...(scratch && { scratch: openScratch(settings) }),
    },
    // All that MySQL writes beside its data.
    volumes: { run: {}, ...(!scratch && { tmp: {} }) },
    parts: { storage: storage.taskPart, ...(scratch && { scratch: scratch.taskPart }) },
    logRetentionDays,
    retention,
    retentionReason: settings.retentionReason?.logs,
  });
  const balancer = new NetworkLoadBalancer(ownName("mysql"), {
    ...doorArgs(settings, network),
    targetSecurityGroupIds: { tasks: tasks.securityGroupId },
    listeners: {
      mysql: {
        port,
        targetPort: port,
        deregistrationDelaySeconds: 15,
        // As long as AWS allows: MySQL keeps an idle connection for eight hours (wait_timeout), and pools rely on it.
        tcpIdleTimeoutSeconds: 6000,
      },
    },
  });
  const namespace = createNamespace(settings, network);
  const service = new Service(ownName("mysql"), {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    capacity: {
      mysql: {
        capacityProviderName: entryOf(cluster.capacityProviderNames, "mysql", "capacityProviderNames"),
      },
    },
    loadBalancers: {
      mysql: {
        targetGroupArn: entryOf(balancer.targetGroupArns, "mysql", "targetGroupArns"),
        loadBalancerArn: balancer.loadBalancerArn,
        containerName: "mysql",
        containerPort: port,
      },
    },
    ...discoveryArgs(settings, namespace, server),
    // The first start initialises the database, and a start after a crash recovers it.
    healthCheckGraceSeconds: 300,
    steadyStateMinutes: 30,
    ...aloneArgs(settings),
    ...snapshotArgs(settings.snapshotBefore),
    parts: { storage: storage.servicePart, ...(scratch && { scratch: scratch.servicePart }) },
    retention,
  });

  const { topicArn, dashboardName } = watch(settings, site, {
    service: service.watchPart,
    balancer: balancer.watchPart,
    cluster: cluster.watchPart,
    volume: storage.watchPart,
  });

  return {
    address: pulumi.interpolate`${balancer.dnsName}:${port}`,
    ...(namespace && { taskAddress: discoveredAddress(namespace, server) }),
    clusterName: cluster.clusterName,
    serviceName: service.serviceName,
    rootPasswordSecretArn: rootPassword.secretArn,
    volumeId: storage.volumeId,
    ...(service.snapshotIds && { snapshotIds: service.snapshotIds }),
    alarmTopicArn: topicArn,
    dashboardName,
    survives: storage.survives,
    waivers: rootPassword.waivers,
  };
}

function database(
  { image, scratch, internetFacing }: Settings,
  rootPassword: pulumi.Output<string>,
): ContainerArgs {
  return {
    ...mysqlServer({
      image,
      rootPassword,
      // MySQL starts TLS within its own protocol, so no load balancer can do it (MySQL 8.4 manual, "Configuring MySQL to Use
      // Encrypted Connections"); it makes its certificate at its first start.
      options: internetFacing ? ["--require-secure-transport=ON"] : [],
    }),
    mountPoints: [
      { sourceVolume: "run", containerPath: "/var/run/mysqld" },
      ...(scratch ? [] : [{ sourceVolume: "tmp", containerPath: "/tmp" }]),
    ],
    ...(scratch && { dependsOn: { scratch: "SUCCESS" } }),
  };
}

/** MySQL's temporary files, on a volume that comes and goes with each task. */
function scratchVolume(
  volume: NonNullable<Settings["scratch"]>,
  site: Site,
  availabilityZone: string,
): RexrayEbs {
  return new RexrayEbs(ownName("scratch"), {
    site,
    availabilityZone,
    mode: BlockMode.Managed,
    containerPath: "/tmp",
    containers: ["mysql", "scratch"],
    ephemeralReason: "temporary files of MySQL, which are worthless once its task has ended",
    ...volume,
  });
}

/** Runs once, before MySQL: the new volume's root is root's alone, and MySQL is another user. */
function openScratch({ image }: Settings): ContainerArgs {
  return {
    image,
    essential: false,
    user: "0",
    entryPoint: ["/bin/sh", "-c"],
    command: ["chmod 1777 /tmp"],
  };
}

/** One instance; a second one only while it takes over from the first. */
function instances(settings: Settings, site: Site, network: StackNetwork, storage: RexrayEbs): CapacityArgs {
  const group = new ClientGroup(ownName("instances"), {
    vpcId: network.vpcId,
    description: "Container instances of MySQL",
  });
  return {
    site,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { instances: group.securityGroupId },
    instanceTypes: settings.instanceTypes,
    ...patchArgs(settings),
    maximumSize: 2,
    parts: { storage: storage.instancePart },
  };
}
