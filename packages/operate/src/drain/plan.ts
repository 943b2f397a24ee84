import { pluginVolumes, type PluginVolume } from "@ballast/analysis";
import type { ContainerInstance, Task } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import {
  containerInstances,
  lastPart,
  requireCluster,
  requireService,
  serviceNames,
  serviceOf,
  services,
  some,
  TaskDefinitions,
  tasks,
  tasksOfService,
  thereAre,
} from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import type { DrainPlan } from "./drainPlan.ts";
import { attribute, idOf, zoneOf } from "../describedInstance.ts";
import type { Moving, Room } from "./room.ts";
import { endedPlan, replacePlan, volumeAttribute } from "./replace.ts";
import { movingServices, roomOf, tasksHere, type HostNow } from "./stuck.ts";

/** The instance to drain: by name, or the one that runs a task of a service. */
export type Target = { instance: string } | { taskOf: string };

/**
 * Checks whether an instance can be drained. Changes nothing.
 *
 * @throws {OperateError} if the cluster, the instance or the service does not exist, or if a volume could not be
 *   attached elsewhere.
 */
export async function planDrain(aws: Aws, cluster: string, target: Target): Promise<DrainPlan> {
  await requireCluster(aws, cluster);
  const instances = await containerInstances(aws, cluster);
  const definitions = new TaskDefinitions(aws);
  const instance =
    "instance" in target
      ? named(instances, target.instance)
      : await running(aws, cluster, instances, target.taskOf);
  if (instance !== undefined) return planOf(aws, { cluster, instance, instances }, definitions);
  const id = "instance" in target ? target.instance : target.taskOf;
  const ended = await endedPlan(aws, cluster, id, definitions);
  if (ended) return ended;
  throw new OperateError(
    `There is no container instance ${id} in ${cluster} (${aws.region}); ${thereAre(instances.map(idOf))}.`,
  );
}

async function planOf(
  aws: Aws,
  found: Omit<HostNow, "tasks">,
  definitions: TaskDefinitions,
): Promise<DrainPlan> {
  const { cluster, instance } = found;
  const host: HostNow = { ...found, tasks: await tasks(aws, cluster) };
  const here = tasksHere(host);
  const moving = await movingServices(aws, host, definitions);
  const volume = attribute(instance, volumeAttribute);
  const plan: DrainPlan = {
    cluster,
    instance,
    ec2InstanceId: idOf(instance),
    zone: zoneOf(instance),
    mode: volume === "" ? "move" : "replace",
    services: moving.map(({ service }) => service.serviceName ?? ""),
    tasks: counted(here),
    warnings: warnings(instance, here),
  };
  return volume === ""
    ? await movePlan(plan, aws, host, moving, definitions)
    : await replacePlan({ ...plan, volume }, aws, host, definitions);
}

function named(instances: ContainerInstance[], name: string): ContainerInstance | undefined {
  return instances.find(
    ({ ec2InstanceId, containerInstanceArn = "" }) =>
      ec2InstanceId === name || containerInstanceArn === name || lastPart(containerInstanceArn) === name,
  );
}

async function running(
  aws: Aws,
  cluster: string,
  instances: ContainerInstance[],
  name: string,
): Promise<ContainerInstance> {
  await requireService(aws, cluster, name);
  const own = await tasksOfService(aws, cluster, name);
  const arns = new Set(own.flatMap(({ containerInstanceArn }) => containerInstanceArn ?? []));
  const found = instances.filter(({ containerInstanceArn = "" }) => arns.has(containerInstanceArn));
  const [first] = found;
  if (own.length === 0)
    throw new OperateError(`${name} runs no task in ${cluster}, so there is nothing to drain.`);
  if (first === undefined) {
    throw new OperateError(
      `The tasks of ${name} run on AWS Fargate, which has no container instances to drain.`,
    );
  }
  if (found.length > 1) {
    throw new OperateError(
      `${name} runs tasks on ${found.length} instances; name one of them with --instance: ${some(found.map(idOf))}.`,
    );
  }
  return first;
}

function counted(here: Task[]): DrainPlan["tasks"] {
  const groups = Map.groupBy(here, (task) => serviceOf(task) ?? "(standalone)");
  return [...groups].map(([service, all]) => ({ service, count: all.length }));
}

function warnings({ status, agentConnected }: ContainerInstance, here: Task[]): string[] {
  const standalone = here.filter((task) => serviceOf(task) === undefined).length;
  return [
    ...(status === "DRAINING" ? ["It is already draining."] : []),
    ...(agentConnected === false
      ? ["Its agent is not connected: its tasks do not stop until the agent reconnects."]
      : []),
    ...(standalone > 0
      ? [
          `${standalone} of its tasks belong${standalone === 1 ? "s" : ""} to no service: ECS lets them run until they end ` +
            "and does not start them on other instances.",
        ]
      : []),
  ];
}

async function movePlan(
  plan: DrainPlan,
  aws: Aws,
  host: HostNow,
  moving: Moving[],
  definitions: TaskDefinitions,
): Promise<DrainPlan> {
  const rooms = await roomOf(host, moving, definitions);
  const warnings = [...plan.warnings];
  for (const { service, definition } of moving) {
    const name = service.serviceName ?? "";
    const room = rooms.find((one) => one.service === name);
    const volumes = pluginVolumes(definition);
    if (room !== undefined && room.without > 0) {
      const tasks = `${room.without} ${room.without === 1 ? "task" : "tasks"} of ${name}`;
      if (volumes.length > 0) refuse(plan, name, volumes, room);
      warnings.push(`${tasks} would wait, because no other instance has room: ${room.why}.`);
    }
    const { minimumHealthyPercent } = service.deploymentConfiguration ?? {};
    const once = volumes.find(({ attaches }) => attaches === "once");
    if (
      once &&
      minimumHealthyPercent !== undefined &&
      minimumHealthyPercent > 0 &&
      service.desiredCount === 1
    ) {
      warnings.push(
        `ECS starts the new task of ${name} before it stops the old one (minimumHealthyPercent is ` +
          `${minimumHealthyPercent}), but ${once.name} can be attached to one instance at a time. Set it to 0, ` +
          "or the new task may fail to start.",
      );
    }
  }
  const short = plan.instance.status === "DRAINING" ? await shortServices(aws, plan) : [];
  if (short.length > 0)
    warnings.push(
      `${short.join(", ")} may still be starting after an earlier drain, so their tasks are followed too.`,
    );
  return { ...plan, services: [...plan.services, ...short], warnings };
}

/** Services that run fewer tasks than desired. Their missing tasks may have been stopped on this instance before. */
async function shortServices(aws: Aws, plan: DrainPlan): Promise<string[]> {
  const all = await services(aws, plan.cluster, await serviceNames(aws, plan.cluster));
  return all
    .filter(({ runningCount = 0, desiredCount = 0 }) => runningCount < desiredCount)
    .map(({ serviceName = "" }) => serviceName)
    .filter((name) => !plan.services.includes(name));
}

function refuse(plan: DrainPlan, service: string, volumes: PluginVolume[], room: Room): never {
  const volume = volumes.find(({ attaches }) => attaches !== "everywhere") ?? volumes[0];
  const bound = volume?.attaches !== "everywhere";
  const advice = room.blocked
    ? `Let ${service} stop its task first (deploymentConfiguration: minimumHealthyPercent 0, maximumPercent 100), and try again.`
    : `Start another instance${bound ? ` in ${plan.zone}` : ""} (raise the desired capacity of a group that has ` +
      "it), or free resources on the existing instances, and try again.";
  throw new OperateError(
    [
      `${plan.ec2InstanceId} was not drained: no other container instance can take the task of ${service} with its ` +
        `volume ${volume?.name} (${volume?.driver})${bound ? `, which stays in ${plan.zone}` : ""}.`,
      `  ${room.why}`,
      `${advice} Nothing was changed.`,
    ].join("\n"),
  );
}
