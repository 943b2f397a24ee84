import { type Site, type TaskPart, entryOf } from "@ballast/contracts";
import {
  allow,
  ApplicationLoadBalancer,
  ClientGroup,
  Cluster,
  isFargate,
  Service,
  TaskDefinition,
  type CapacityArgs,
} from "@ballast/ecs";
import { PrivateRegistry, PullThroughCache } from "@ballast/private-registry";
import * as pulumi from "@pulumi/pulumi";
import { clientsOf } from "../shared/common.ts";
import { doorArgs, publicZonesFor } from "../shared/frontDoor.ts";
import { imageName } from "../shared/images.ts";
import { networkOf, type StackNetwork } from "../shared/network.ts";
import { buildAndPush, nameTheTag, note } from "../shared/nextStep.ts";
import { patchArgs } from "../shared/patch.ts";
import { countArgs } from "../shared/scaling.ts";
import { watch } from "../shared/watch.ts";
import { builtImage, hasLoginToPush, pushRepository } from "./build.ts";
import type { Settings } from "./settings.ts";
import { ownName } from "../shared/stackName.ts";

export { settings } from "./settings.ts";

/** A service whose image lies in a private registry. */
export default async function program(settings: Settings, site: Site) {
  const { retention, logRetentionDays, publicAddress } = settings;
  const network = await networkOf(
    settings,
    site,
    Math.max(publicZonesFor(settings), publicAddress === undefined ? 0 : 1),
  );

  const source = imageSource(settings, site);
  const tasks = new ClientGroup(ownName("tasks"), {
    vpcId: network.vpcId,
    description: "Tasks of the private-registry service",
  });
  const onFargate = isFargate(settings.compute);
  const cluster = new Cluster(ownName("main"), {
    capacities: onFargate ? {} : { general: instances(settings, site, network, tasks) },
  });
  const task = new TaskDefinition(ownName("web"), {
    site,
    launchType: settings.compute,
    cpu: settings.cpu,
    memoryMiB: settings.memoryMiB,
    containers: {
      web: {
        image: source.image,
        repositoryCredentials: source.repositoryCredentials,
        ports: [settings.containerPort],
        ...(Object.keys(settings.environment).length > 0 && { environment: settings.environment }),
        readonlyRootFilesystem: {
          enabled: settings.image.writableRootReason === undefined,
          reason: settings.image.writableRootReason,
        },
      },
    },
    parts: { registry: source.part },
    logRetentionDays,
    retention,
    retentionReason: settings.retentionReason?.logs,
  });
  const balancer = new ApplicationLoadBalancer(ownName("web"), {
    ...doorArgs(settings, network),
    targetSecurityGroupIds: { tasks: tasks.securityGroupId },
    listeners: { http: { targetPort: settings.containerPort, certificateArn: settings.certificateArn } },
  });
  if (publicAddress !== undefined) {
    const description = "Public addresses of tasks";
    const ports = { http: settings.containerPort };
    allow(
      "tasks",
      { serverGroupId: tasks.securityGroupId, clients: clientsOf(publicAddress.clients), ports, description },
      {},
    );
  }
  const service = new Service(ownName("web"), {
    site,
    clusterArn: cluster.clusterArn,
    taskDefinition: task,
    subnetIds: publicAddress === undefined ? network.privateSubnetIds : network.publicSubnetIds,
    securityGroupIds: { tasks: tasks.securityGroupId },
    ...(publicAddress !== undefined && { privateOnly: { enabled: false, reason: publicAddress.reason } }),
    capacity: onFargate
      ? undefined
      : {
          general: {
            capacityProviderName: entryOf(cluster.capacityProviderNames, "general", "capacityProviderNames"),
          },
        },
    loadBalancers: {
      http: {
        targetGroupArn: entryOf(balancer.targetGroupArns, "http", "targetGroupArns"),
        loadBalancerArn: balancer.loadBalancerArn,
        containerName: "web",
        containerPort: settings.containerPort,
      },
    },
    ...countArgs(settings, settings.image.tag === undefined ? 0 : settings.desiredCount),
    retention,
  });
  const { topicArn, dashboardName } = watch(settings, site, {
    service: service.watchPart,
    balancer: balancer.watchPart,
    cluster: cluster.watchPart,
  });

  return {
    url: balancer.urls["http"],
    clusterName: cluster.clusterName,
    serviceName: service.serviceName,
    logGroupName: task.logGroupName,
    alarmTopicArn: topicArn,
    dashboardName,
    nextStep: firstImage(settings),
  };
}

interface ImageSource {
  image: pulumi.Output<string>;
  repositoryCredentials: pulumi.Output<string> | undefined;
  part: TaskPart;
}

function imageSource(settings: Settings, site: Site): ImageSource {
  const { registry, retention, image } = settings;
  const login =
    "configKey" in registry && registry.configKey !== undefined
      ? configuredLogin(registry.configKey)
      : undefined;
  const name = image.build
    ? pulumi.interpolate`${image.repository}${builtImage(settings, hasLoginToPush[registry.mode] ? login : undefined)}`
    : imageName(image);
  const common = {
    site,
    secretArn: "secretArn" in registry ? registry.secretArn : undefined,
    ...(login && { retention, retentionReason: settings.retentionReason?.login }),
  };
  switch (registry.mode) {
    case "pullThroughCache": {
      const cache = new PullThroughCache(ownName("cache"), {
        ...common,
        upstream: registry.upstream,
        prefix: ownName(registry.prefix),
        registryName: registry.registryName,
        sourceAccountId: registry.sourceAccountId,
        sourceRegion: registry.sourceRegion,
        customRoleArn: registry.customRoleArn,
        credentials: login && { username: login("username"), accessToken: login("accessToken") },
      });
      return {
        image: pulumi.interpolate`${cache.registry}/${name}`,
        repositoryCredentials: undefined,
        part: cache.taskPart,
      };
    }
    case "existingSecret":
    case "declaredSecret": {
      const credentials = new PrivateRegistry(ownName("registry"), {
        ...common,
        credentials: login && { username: login("username"), password: login("password") },
        kmsKeyArn: registry.kmsKeyArn,
      });
      return {
        image: pulumi.output(name),
        repositoryCredentials: credentials.secretArn,
        part: credentials.taskPart,
      };
    }
  }
}

/** The fields of a login that settings.ts has checked to be there. */
function configuredLogin(configKey: string): (field: string) => pulumi.Output<string> {
  const login = new pulumi.Config().requireSecretObject<Record<string, string>>(configKey);
  return (field) => login.apply((fields) => entryOf(fields, field, configKey));
}

function instances(settings: Settings, site: Site, network: StackNetwork, group: ClientGroup): CapacityArgs {
  return {
    site,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { instances: group.securityGroupId },
    instanceTypes: ["t3.medium", "t3a.medium"],
    ...patchArgs(settings),
    // A deployment runs twice the tasks; a t3.medium has network interfaces for two.
    maximumSize: Math.max(2, settings.scaling?.maximum ?? settings.desiredCount),
  };
}

/** What a deployer does before the first task can run; undefined once an image is named. */
function firstImage(settings: Settings): string | undefined {
  const { image } = settings;
  if (image.tag !== undefined) return undefined;
  const repository = pushRepository(settings);
  return [
    note("No image is named yet, so no task runs."),
    ...(repository === undefined
      ? [nameTheTag("an image that is there")]
      : [
          note("Build and push one, for example this."),
          ...buildAndPush(
            `docker build -t ${repository}:1.0.0 stacks/private-registry/app`,
            repository,
            "1.0.0",
          ),
          nameTheTag("1.0.0"),
        ]),
  ].join("\n");
}
