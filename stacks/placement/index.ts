import { whenReady, type Site, entryOf } from "@ballast/contracts";
import {
  ClientGroup,
  Cluster,
  LaunchType,
  MachineImage,
  NetworkMode,
  Scheduling,
  Service,
  TaskDefinition,
  type CapacityArgs,
} from "@ballast/ecs";
import * as pulumi from "@pulumi/pulumi";
import { networkOf } from "../shared/network.ts";
import { countArgs } from "../shared/scaling.ts";
import { watch } from "../shared/watch.ts";
import {
  colorAttribute,
  filterExpressions,
  listInstancesCommand,
  putAttributesCommand,
  runTaskCommand,
  runTaskForms,
  type CommandNames,
  type FormFacts,
} from "./runTask.ts";
import type { Settings } from "./settings.ts";
import { capacityKeys, useCases, type UseCase } from "./useCases.ts";
import { ownName } from "../shared/stackName.ts";

export { settings } from "./settings.ts";

/** One cluster, and a service for each way to say where its tasks go. */
export default async function program(settings: Settings, site: Site) {
  const { retention } = settings;
  const network = await networkOf(settings, site);
  const cacheServiceName = `${pulumi.getStack()}-cache`;

  const { securityGroupId } = new ClientGroup(ownName("instances"), {
    vpcId: network.vpcId,
    description: "Container instances, and the tasks on them",
  });
  const common = {
    site,
    subnetIds: network.privateSubnetIds,
    securityGroupIds: { instances: securityGroupId },
  };
  const general: CapacityArgs = { ...common, ...settings.general };
  const gpu: CapacityArgs = { ...common, ...settings.gpu, machineImage: MachineImage.AmazonLinux2023Gpu };
  const colored = Object.fromEntries(
    Object.entries(settings.colors).map(([color, own]): [string, CapacityArgs] => [
      color,
      { ...common, ...own, attributes: { [colorAttribute]: color } },
    ]),
  );
  const cluster = new Cluster(ownName("main"), { capacities: { general, gpu, ...colored }, fargate: false });
  const tasks = taskDefinitions(settings, site);

  const service = (name: string, useCase: UseCase, clusterArn: pulumi.Input<string>): Service =>
    new Service(ownName(name), {
      site,
      clusterArn,
      taskDefinition: tasks[useCase.runs],
      serviceName: name === "cache" ? cacheServiceName : undefined,
      // Tasks behind their instance have neither subnets nor groups of their own.
      subnetIds: {},
      securityGroupIds: {},
      scheduling: useCase.desiredCount === undefined ? Scheduling.Daemon : Scheduling.Replica,
      ...(useCase.desiredCount !== undefined && countArgs(settings, useCase.desiredCount)),
      minimumHealthyPercent: useCase.minimumHealthyPercent,
      capacity: capacityOf(useCase, cluster),
      placementConstraints: useCase.constraints,
      placementStrategies: useCase.strategies,
      retention,
    });
  const { cache, web, others } = useCases(settings, cacheServiceName);
  const first = service("cache", cache, cluster.clusterArn);
  const services = {
    cache: first,
    // Before there is a cache, a web server has no place.
    web: service("web", web, whenReady(cluster.clusterArn, [first.serviceArn])),
    ...Object.fromEntries(
      Object.entries(others).map(([name, useCase]) => [name, service(name, useCase, cluster.clusterArn)]),
    ),
  };
  const { topicArn, dashboardName } = watch(settings, site, {
    cluster: cluster.watchPart,
    ...Object.fromEntries(
      Object.entries(services).map(([name, { watchPart }]) => [name.replaceAll("-", ""), watchPart]),
    ),
  });

  return {
    clusterName: cluster.clusterName,
    alarmTopicArn: topicArn,
    dashboardName,
    ...commands(settings, site, cluster, tasks, Object.keys(network.privateSubnetIds)),
  };
}

/** A daemon runs on every instance of the cluster; the others bring their instances with them. */
function capacityOf({ runs, on, desiredCount }: UseCase, cluster: Cluster) {
  if (desiredCount === undefined) return undefined;
  const key = on ?? capacityKeys[runs];
  return {
    [key]: { capacityProviderName: entryOf(cluster.capacityProviderNames, key, "capacityProviderNames") },
  };
}

/** Containers that do nothing: only what they reserve counts here. */
function taskDefinitions(settings: Settings, site: Site): Record<UseCase["runs"], TaskDefinition> {
  const define = (name: UseCase["runs"], needs: { cpu: number; memoryMiB: number; gpus?: number }) =>
    new TaskDefinition(ownName(name), {
      site,
      launchType: LaunchType.Ec2,
      networkMode: NetworkMode.Bridge,
      containers: { [name]: { image: settings.image, command: ["sleep", "infinity"], ...needs } },
      logRetentionDays: settings.logRetentionDays,
      retention: settings.retention,
      retentionReason: settings.retentionReason?.logs,
    });
  return {
    app: define("app", { cpu: 64, memoryMiB: 128 }),
    monitor: define("monitor", { cpu: 16, memoryMiB: 32 }),
    cache: define("cache", { cpu: 64, memoryMiB: 256 }),
    web: define("web", { cpu: 64, memoryMiB: 128 }),
    gpu: define("gpu", { cpu: 1024, memoryMiB: 2048, gpus: 1 }),
  };
}

/** The post's own commands, for this cluster. */
function commands(
  settings: Settings,
  site: Site,
  cluster: Cluster,
  tasks: Record<UseCase["runs"], TaskDefinition>,
  zones: string[],
) {
  const { instanceTypes } = settings.general;
  const [color = "blue"] = Object.keys(settings.colors);
  const known = pulumi.output({
    region: site.region,
    cluster: cluster.clusterName,
    capacityProvider: entryOf(cluster.capacityProviderNames, "general", "capacityProviderNames"),
    taskDefinitions: { app: tasks.app.arn, cache: tasks.cache.arn, web: tasks.web.arn },
  });
  /** By the names of what `record` makes, which do not depend on the region. */
  const mapped = <T>(
    record: (facts: FormFacts) => Record<string, T>,
    command: (one: T, names: CommandNames) => string,
  ) =>
    Object.fromEntries(
      Object.keys(record({ instanceTypes, zones })).map((key) => [
        key,
        known.apply(({ region, ...names }) => {
          const facts = { instanceTypes, zones: zones.map((zone) => `${region}${zone}`) };
          return command(entryOf(record(facts), key, "The post's commands"), names);
        }),
      ]),
    );
  return {
    runTask: mapped(runTaskForms, runTaskCommand),
    putAttributes: known.apply((names) => putAttributesCommand(names.cluster, color)),
    listContainerInstances: mapped(
      (facts) => filterExpressions(facts, color),
      (filter, names) => listInstancesCommand(names.cluster, filter),
    ),
  };
}
