import { type Site, entryOf } from "@ballast/contracts";
import {
  ClientGroup,
  Cluster,
  isFargate,
  NetworkLoadBalancer,
  Service,
  TaskDefinition,
  type CapacityArgs,
  type TaskDefinitionArgs,
} from "@ballast/ecs";
import { FileSystemMode, RexrayEfs, type RexrayEfsArgs } from "@ballast/rexray-efs";
import * as pulumi from "@pulumi/pulumi";
import { doorArgs, publicZonesFor } from "../shared/frontDoor.ts";
import { networkOf, type StackNetwork } from "../shared/network.ts";
import { patchArgs } from "../shared/patch.ts";
import { countArgs } from "../shared/scaling.ts";
import { watch } from "../shared/watch.ts";
import type { Settings } from "./settings.ts";
import { port, webServerCommand } from "./webServer.ts";
import { ownName } from "../shared/stackName.ts";

export { settings } from "./settings.ts";

/** No image has this folder: on container instances Docker would copy what it has into the empty file system. */
const folder = "/srv/shared";

/** The user with which tasks run and access the files. */
const user = { userId: 1000, groupId: 1000 };

/** Web servers over zones that serve one set of files, and a task that edits them. */
export default async function program(settings: Settings, site: Site) {
  const { retention, logRetentionDays, certificateArn } = settings;
  const network = await networkOf(settings, site, publicZonesFor(settings));
  const onInstances = !isFargate(settings.compute);

  const group = (name: string, description: string): pulumi.Output<string> =>
    new ClientGroup(ownName(name), { vpcId: network.vpcId, description }).securityGroupId;
  const tasks = group("tasks", "Web servers, and the task that edits their files");
  const instances = onInstances ? group("instances", "Container instances of the web servers") : undefined;
  const files = new RexrayEfs(ownName("files"), {
    site,
    vpcId: network.vpcId,
    subnetIds: network.privateSubnetIds,
    containerPath: folder,
    launchType: settings.compute,
    ...access(settings, tasks, instances),
  });
  const cluster = new Cluster(ownName("main"), {
    capacities: instances ? { general: capacity(settings, site, network, instances, files) } : {},
    fargate: !onInstances,
  });

  const define = (name: string, args: Pick<TaskDefinitionArgs, "containers" | "parts">): TaskDefinition =>
    new TaskDefinition(ownName(name), {
      site,
      launchType: settings.compute,
      cpu: 256,
      memoryMiB: 512,
      logRetentionDays,
      retention,
      retentionReason: settings.retentionReason?.logs,
      ...args,
    });
  const web = define("web", {
    containers: {
      web: {
        image: settings.image,
        command: webServerCommand(folder),
        user: `${user.userId}:${user.groupId}`,
        ports: [port],
      },
    },
    // The web server cannot change the files that it serves.
    parts: { files: files.readerPart },
  });
  const editor = define("editor", {
    containers: {
      editor: {
        image: settings.image,
        command: ["ls", "-l", folder],
        // The plugin's folder is root's: it knows no access point.
        user: { native: `${user.userId}:${user.groupId}`, plugin: "0:0" }[settings.files.mode],
      },
    },
    parts: { files: files.taskPart },
  });

  const balancer = new NetworkLoadBalancer(ownName("web"), {
    ...doorArgs(settings, network),
    targetSecurityGroupIds: { tasks },
    listeners: { http: { port: certificateArn === undefined ? 80 : 443, certificateArn, targetPort: port } },
  });
  const provider = cluster.capacityProviderNames["general"];
  const service = new Service(ownName("web"), {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: web,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { tasks },
    ...(provider && { capacity: { general: { capacityProviderName: provider } } }),
    loadBalancers: {
      http: {
        targetGroupArn: entryOf(balancer.targetGroupArns, "http", "targetGroupArns"),
        loadBalancerArn: balancer.loadBalancerArn,
        containerName: "web",
        containerPort: port,
      },
    },
    ...countArgs(settings, settings.desiredCount),
    parts: { files: files.servicePart },
    retention,
  });

  const { topicArn, dashboardName } = watch(settings, site, {
    service: service.watchPart,
    balancer: balancer.watchPart,
    cluster: cluster.watchPart,
    files: files.watchPart,
  });

  return {
    url: pulumi.interpolate`${certificateArn === undefined ? "http" : "https"}://${balancer.dnsName}`,
    clusterName: cluster.clusterName,
    serviceName: service.serviceName,
    fileSystemId: files.fileSystemId,
    alarmTopicArn: topicArn,
    dashboardName,
    edit: editCommand(cluster, editor, network, tasks, provider),
    survives: files.survives,
  };
}

/** Who mounts the files: ECS through the interface of each task, or a plugin through its instance's. */
function access(
  { files, retention, retentionReason }: Settings,
  tasks: pulumi.Output<string>,
  instances: pulumi.Output<string> | undefined,
): Pick<RexrayEfsArgs, "mode" | "clients"> & Partial<RexrayEfsArgs> {
  switch (files.mode) {
    case FileSystemMode.Plugin:
      // settings.ts refuses the plugin without instances.
      return {
        mode: files.mode,
        clients: instances ? { instances: { securityGroupId: instances } } : {},
        // Web servers that are not root read what root's folder holds.
        plugin: { image: files.image, reason: files.reason, settings: { LINUX_VOLUME_FILEMODE: "0755" } },
      };
    case FileSystemMode.Native: {
      const { noBackupReason, throughput, provisionedMiBps, existing, backup, kmsKeyArn } = files;
      return {
        ...(existing === undefined
          ? { retention, retentionReason: retentionReason?.files }
          : { fileSystemId: existing.fileSystemId }),
        mode: files.mode,
        clients: { tasks: { securityGroupId: tasks } },
        directory: { ...user, path: existing?.path },
        throughput,
        provisionedMiBps,
        kmsKeyArn,
        backup: noBackupReason === undefined ? backup : { enabled: false, reason: noBackupReason },
      };
    }
  }
}

function capacity(
  settings: Settings,
  site: Site,
  network: StackNetwork,
  instances: pulumi.Output<string>,
  files: RexrayEfs,
): CapacityArgs {
  const { instanceTypes = ["t3.medium", "t3a.medium"], desiredCount } = settings;
  return {
    ...patchArgs(settings),
    site,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { instances },
    instanceTypes,
    // A deployment runs twice the tasks, and a t3.medium has network interfaces for two; one more for the editor.
    maximumSize: Math.max(2, desiredCount) + 1,
    parts: { files: files.instancePart },
  };
}

/** Runs the editor once, with a command of one's own in place of the example's. */
function editCommand(
  cluster: Cluster,
  editor: TaskDefinition,
  network: StackNetwork,
  tasks: pulumi.Output<string>,
  provider: pulumi.Output<string> | undefined,
): pulumi.Output<string> {
  const where = provider
    ? pulumi.interpolate`--capacity-provider-strategy capacityProvider=${provider}`
    : "--launch-type FARGATE";
  const subnets = Object.values(network.privateSubnetIds).join(",");
  const example = ["sh", "-c", `echo "Written by one task" > ${folder}/index.html`];
  const overrides = JSON.stringify({ containerOverrides: [{ name: "editor", command: example }] });
  return pulumi.interpolate`aws ecs run-task --cluster ${cluster.clusterName} --task-definition ${editor.arn} ${where} --network-configuration 'awsvpcConfiguration={subnets=[${subnets}],securityGroups=[${tasks}]}' --overrides '${overrides}'`;
}
