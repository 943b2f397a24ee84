import { whenReady, type Site, entryOf } from "@ballast/contracts";
import {
  ApplicationLoadBalancer,
  ClientGroup,
  Cluster,
  LaunchType,
  MachineImage,
  Platform,
  Service,
  TaskDefinition,
  type CapacityArgs,
} from "@ballast/ecs";
import { Directory, DomainMembers, FsxWindows } from "@ballast/fsx-windows";
import { doorArgs, publicZonesFor } from "../shared/frontDoor.ts";
import { imageName } from "../shared/images.ts";
import { networkOf, type StackNetwork } from "../shared/network.ts";
import { patchArgs } from "../shared/patch.ts";
import { countArgs } from "../shared/scaling.ts";
import { watch } from "../shared/watch.ts";
import { nextStep } from "./nextStep.ts";
import type { Settings } from "./settings.ts";
import { directoryArgs, fileArgs, renewPassword, shareAccess } from "./storage.ts";
import { ownName } from "../shared/stackName.ts";

export { settings } from "./settings.ts";

const port = 80;

const machineImages = {
  "2019": MachineImage.WindowsServer2019Core,
  "2022": MachineImage.WindowsServer2022Core,
  "2025": MachineImage.WindowsServer2025Core,
};
const platforms = {
  "2019": Platform.Windows2019Core,
  "2022": Platform.Windows2022Core,
  "2025": Platform.Windows2025Core,
};

/** An ASP.NET application on Windows container instances, whose state lies on a share that outlives them. */
export default async function program(settings: Settings, site: Site) {
  const { retention, logRetentionDays } = settings;
  const network = await networkOf(settings, site, publicZonesFor(settings));
  const subnets = fileArgs(settings, network);

  const hosts = new ClientGroup(ownName("hosts"), {
    vpcId: network.vpcId,
    description: "Container instances of the ASP.NET service",
  });
  const hostClients = { hosts: { securityGroupId: hosts.securityGroupId } };
  const directory = new Directory(ownName("domain"), {
    ...directoryArgs(settings, site, network),
    clients: hostClients,
  });
  const access = shareAccess(settings, directory);
  const files = new FsxWindows(ownName("state"), {
    site,
    vpcId: network.vpcId,
    ...subnets,
    ...access,
    directory,
    clients: hostClients,
    containerPath: "C:\\state",
  });
  const renewal = renewPassword(settings, site, directory, access, files);
  const cluster = new Cluster(ownName("main"), {
    capacities: { windows: instances(settings, site, network, hosts, directory, files) },
    fargate: false,
  });
  const members = new DomainMembers(ownName("members"), {
    directory,
    autoScalingGroupNames: cluster.autoScalingGroupNames,
    shares: files.mapping ? { state: files.mapping } : {},
  });
  // Instances pull images, write logs and fetch secrets for their tasks.
  const tasks = new ClientGroup(ownName("tasks"), {
    vpcId: network.vpcId,
    description: "Tasks of the ASP.NET service",
    httpsEgress: false,
  });
  const task = new TaskDefinition(ownName("web"), {
    site,
    launchType: LaunchType.Ec2,
    platform: platforms[settings.windows],
    containers: {
      web: {
        image: imageName(settings.image),
        ports: [port],
        // Windows knows limits of containers alone.
        cpu: 1024,
        memoryMiB: 2048,
        environment: { APP_STATE: files.folderPath },
        ...(settings.credentialSpec && { credentialSpec: settings.credentialSpec }),
      },
    },
    parts: { files: files.taskPart },
    logRetentionDays,
    retention,
    retentionReason: settings.retentionReason?.logs,
  });
  const balancer = new ApplicationLoadBalancer(ownName("web"), {
    ...doorArgs(settings, network),
    targetSecurityGroupIds: { tasks: tasks.securityGroupId },
    listeners: {
      http: {
        targetPort: port,
        certificateArn: settings.certificateArn,
        healthCheck: { path: "/health.aspx", timeoutSeconds: 10 },
      },
    },
  });
  const service = new Service(ownName("web"), {
    site,
    // No task before its hosts can become members.
    clusterArn: whenReady(cluster.clusterArn, [members.ready]),
    taskDefinition: task,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    capacity: {
      windows: {
        capacityProviderName: entryOf(cluster.capacityProviderNames, "windows", "capacityProviderNames"),
      },
    },
    loadBalancers: {
      http: {
        targetGroupArn: entryOf(balancer.targetGroupArns, "http", "targetGroupArns"),
        loadBalancerArn: balancer.loadBalancerArn,
        containerName: "web",
        containerPort: port,
      },
    },
    ...countArgs(settings, settings.image.tag === undefined ? 0 : settings.desiredCount),
    // Gigabytes of layers, and the first request compiles the pages.
    healthCheckGraceSeconds: 900,
    // An instance starts, joins, restarts, maps and pulls first.
    steadyStateMinutes: 60,
    retention,
  });

  const { topicArn, dashboardName } = watch(settings, site, {
    service: service.watchPart,
    balancer: balancer.watchPart,
    cluster: cluster.watchPart,
    files: files.watchPart,
    members: members.watchPart,
    ...(renewal && { password: renewal.watchPart }),
  });

  return {
    url: balancer.urls["http"],
    clusterName: cluster.clusterName,
    serviceName: service.serviceName,
    directoryId: directory.directoryId,
    adminSecretArn: directory.adminSecretArn,
    loginSecretArn: access.login?.secretArn,
    passwordRenewalArn: renewal?.stateMachineArn,
    fileSystemId: files.fileSystemId,
    sharePath: files.sharePath,
    alarmTopicArn: topicArn,
    dashboardName,
    memberDocumentName: members.documentName,
    hardeningDocumentName: files.hardeningDocumentName,
    nextStep: nextStep(settings, directory, access, site.region),
  };
}

function instances(
  settings: Settings,
  site: Site,
  network: StackNetwork,
  hosts: ClientGroup,
  directory: Directory,
  files: FsxWindows,
): CapacityArgs {
  const { windows, instanceTypes, desiredCount } = settings;
  return {
    site,
    ...patchArgs(settings),
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { hosts: hosts.securityGroupId },
    instanceTypes,
    machineImage: machineImages[windows],
    // A deployment runs twice the tasks, at one an instance in the worst case of what network interfaces allow.
    maximumSize: Math.max(2, 2 * desiredCount),
    // Joining the domain restarts Windows.
    warmupSeconds: 1200,
    parts: {
      directory: directory.instancePart,
      files: files.instancePart,
      ...(settings.credentialSpec && { gmsa: directory.gmsaPart }),
    },
  };
}
