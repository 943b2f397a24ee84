import { isOn, memberKey, waiversOf, type Client, type Site, entryOf } from "@ballast/contracts";
import {
  ApplicationLoadBalancer,
  ClientGroup,
  Cluster,
  LaunchType,
  Service,
  TaskDefinition,
  type CapacityArgs,
} from "@ballast/ecs";
import { ImageRepository, oneAtATime, RotationRestart, SqlServer } from "@ballast/invento-windows";
import * as pulumi from "@pulumi/pulumi";
import { clientsOf } from "../shared/common.ts";
import { doorArgs, publicZonesFor } from "../shared/frontDoor.ts";
import { networkOf, type StackNetwork } from "../shared/network.ts";
import { buildAndPush, nameTheTag, note } from "../shared/nextStep.ts";
import { patchArgs } from "../shared/patch.ts";
import { aloneArgs } from "../shared/scaling.ts";
import { watch } from "../shared/watch.ts";
import { applicationKey, serverOf, type Settings } from "./settings.ts";
import { windows } from "./windows.ts";
import { ownName } from "../shared/stackName.ts";

export { settings } from "./settings.ts";

/** Alarms that go on from when they were of a component of invento-windows. */
const formerNames = {
  "service-tasks": "watch-task",
  "service-targets-web": "watch-health",
  "database-cpu": "watch-cpu",
  "database-storage": "watch-storage",
  "rotation-failed": "watch-restart",
};

/** What a task has to end. The image allows as much: see app/Dockerfile. */
const stopSeconds = 90;

/** A Windows application that may run once only, with its database on Amazon RDS. */
export default async function program(settings: Settings, site: Site) {
  const { application, retention, logRetentionDays, restartOnRotation } = settings;
  const network = await networkOf(settings, site, publicZonesFor(settings));
  const { vpcId } = network;
  const running = settings.image.tag !== undefined;

  // Instances pull images, write logs and fetch secrets for their tasks.
  const tasks = new ClientGroup(ownName("tasks"), {
    vpcId,
    description: "Tasks of Invento",
    httpsEgress: false,
  });
  const hosts = new ClientGroup(ownName("instances"), {
    vpcId,
    description: "Container instances of Invento",
  });
  const database = new SqlServer(ownName("database"), {
    site,
    vpcId,
    subnetIds: network.privateSubnetIds,
    clients: databaseClients(settings, tasks, hosts),
    ...serverOf(settings),
    logRetentionDays,
    retention,
    retentionReason: settings.retentionReason?.database,
  });
  const images = new ImageRepository(ownName("invento"), {
    keepImages: settings.image.keep,
    retention,
    retentionReason: settings.retentionReason?.images,
  });
  const cluster = new Cluster(ownName("main"), {
    capacities: { windows: instances(settings, site, network, hosts) },
    fargate: false,
  });
  const task = new TaskDefinition(ownName("invento"), {
    site,
    launchType: LaunchType.Ec2,
    platform: windows.platform,
    containers: {
      invento: {
        // A task definition needs some tag; with no task wanted, nothing pulls it.
        image: pulumi.interpolate`${images.repositoryUrl}:${settings.image.tag ?? "not-pushed-yet"}`,
        ports: [application.port],
        cpu: application.cpu,
        memoryMiB: application.memoryMiB,
        environment: {
          DB_HOST: database.host,
          DB_PORT: pulumi.interpolate`${database.port}`,
          DB_NAME: application.databaseName,
          INVENTO_PORT: application.port.toString(),
          // The start script ends the application before ECS ends both.
          INVENTO_STOP_SECONDS: (stopSeconds - 10).toString(),
        },
        stopTimeoutSeconds: stopSeconds,
      },
    },
    parts: { database: database.taskPart },
    logRetentionDays,
    retention,
    retentionReason: settings.retentionReason?.logs,
  });
  const balancer = new ApplicationLoadBalancer(ownName("invento"), {
    ...doorArgs(settings, network),
    targetSecurityGroupIds: { tasks: tasks.securityGroupId },
    listeners: {
      web: {
        targetPort: application.port,
        certificateArn: settings.certificateArn,
        healthCheck: { path: application.healthPath, intervalSeconds: 30, timeoutSeconds: 10 },
        deregistrationDelaySeconds: 30,
      },
    },
  });
  const targetGroupArn = entryOf(balancer.targetGroupArns, "web", "targetGroupArns");
  const service = new Service(ownName("invento"), {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    capacity: {
      windows: {
        capacityProviderName: entryOf(cluster.capacityProviderNames, "windows", "capacityProviderNames"),
      },
    },
    loadBalancers: {
      web: {
        targetGroupArn,
        loadBalancerArn: balancer.loadBalancerArn,
        containerName: "invento",
        containerPort: application.port,
      },
    },
    // Pulling gigabytes of layers and starting Windows' services comes before the application's own start.
    healthCheckGraceSeconds: 900,
    steadyStateMinutes: 60,
    toleratedMinutes: settings.toleratedMinutes,
    ...aloneArgs(settings, running),
    parts: { application: oneAtATime(running) },
    retention,
  });
  const restart = isOn(restartOnRotation)
    ? new RotationRestart(ownName("rotation"), {
        site,
        secretArn: database.secretArn,
        clusterArn: cluster.clusterArn,
        serviceArn: service.serviceArn,
      })
    : undefined;
  const { topicArn, dashboardName } = watch(
    settings,
    site,
    {
      service: service.watchPart,
      balancer: balancer.watchPart,
      cluster: cluster.watchPart,
      database: database.watchPart,
      ...(restart && { rotation: restart.watchPart }),
    },
    { formerNames },
    // Until 0.2 it was a component of invento-windows.
    { aliases: [{ type: "ballast-invento-windows:index:Watch" }] },
  );

  return {
    url: balancer.urls["web"],
    clusterName: cluster.clusterName,
    serviceName: service.serviceName,
    repositoryUrl: images.repositoryUrl,
    databaseIdentifier: database.identifier,
    databaseHost: database.host,
    databasePort: database.port,
    masterSecretArn: database.masterSecretArn,
    ...(database.nativeBackupBucketName && { nativeBackupBucket: database.nativeBackupBucketName }),
    alarmTopicArn: topicArn,
    dashboardName,
    nextStep: nextImage(settings.image, images.repositoryUrl),
    // The task and the rotation are in two components; both are the stack's.
    waivers: waiversOf({
      "ecs-rotated-secret": {
        [memberKey(ownName("invento-task"), ownName(rotationName(settings)))]: restartOnRotation,
      },
      "net-unneeded": {
        [ownName("database-from-instances-sql")]: settings.databaseThroughInstances ? operators : undefined,
      },
    }),
  };
}

/** The mechanism that rotates the task's secret. */
function rotationName({ database: { applicationUser } }: Settings): string {
  return applicationUser === undefined ? "database-rotation" : `database-user-${applicationKey}`;
}

const operators = { enabled: false, reason: "operators reach the database through an instance" };

function databaseClients(
  { databaseClients: ranges, databaseThroughInstances }: Settings,
  tasks: ClientGroup,
  hosts: ClientGroup,
): Record<string, Client> {
  return {
    ...clientsOf(ranges),
    tasks: { securityGroupId: tasks.securityGroupId },
    ...(databaseThroughInstances && { instances: { securityGroupId: hosts.securityGroupId } }),
  };
}

/**
 * One instance in any of the zones; a second one only while it takes over from the first. Operators who reach the database through it
 * need it before the first image: they make the application's database and user.
 */
function instances(settings: Settings, site: Site, network: StackNetwork, group: ClientGroup): CapacityArgs {
  const { instanceTypes } = settings;
  return {
    site,
    ...patchArgs(settings),
    machineImage: windows.machineImage,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { instances: group.securityGroupId },
    instanceTypes,
    minimumSize: leastInstances(settings),
    maximumSize: 2,
  };
}

/** Where the application has its hours, its task starts the instance, and ECS ends it some time after the task. */
function leastInstances({ image, databaseThroughInstances, runningHours }: Settings): number {
  if (image.tag === undefined) return databaseThroughInstances ? 1 : 0;
  return runningHours === undefined ? 1 : 0;
}

/** What a deployer does before a task can run, the first or one of a new version; undefined once that version is named. */
function nextImage(
  { version, tag }: Settings["image"],
  repositoryUrl: pulumi.Output<string>,
): pulumi.Output<string> | undefined {
  if (tag !== undefined && (version === undefined || tag === version || tag.startsWith(`${version}-`)))
    return undefined;
  const wanted = version ?? "1.0.0";
  const why =
    tag === undefined
      ? "No image is named yet, so no task runs."
      : `Version ${wanted} is wanted, and image.tag is ${tag}.`;
  const app = "stacks/invento-windows/app";
  return repositoryUrl.apply((url) =>
    [
      note(why),
      note(
        "On Windows with Docker for Windows containers. Your own package of that name replaces the first command.",
      ),
      `tar.exe -a -c -f ${app}/invento-${wanted}.zip -C ${app}/release .`,
      ...buildAndPush(
        `docker build --build-arg INVENTO_VERSION=${wanted} -t ${url}:${wanted} ${app}`,
        url,
        wanted,
      ),
      nameTheTag(wanted),
      note(`A tag never moves: an image that is built again gets a suffix, as in ${wanted}-2.`),
    ].join("\n"),
  );
}
