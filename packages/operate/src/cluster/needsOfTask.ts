import type { Task } from "@aws-sdk/client-ecs";
import type { TaskSpec } from "@ballast/placement";
import { sizeOf } from "@ballast/aws/values";

/** The resources of a running task by its own description, for tasks whose task definition is not known. */
export function needsOfTask({ cpu, memory, containers = [], attachments = [] }: Task): TaskSpec {
  const sum = (pick: (one: (typeof containers)[number]) => string | undefined): number =>
    containers.reduce((total, one) => total + Number(pick(one) ?? 0), 0);
  const hasInterface = attachments.some(({ type }) => type === "ElasticNetworkInterface");
  const bindings = containers.flatMap(({ networkBindings = [] }) => networkBindings);
  return {
    cpu: sizeOf(cpu, "vCPU") ?? sum((one) => one.cpu),
    memoryMiB: sizeOf(memory, "GB") ?? sum((one) => one.memoryReservation ?? one.memory),
    gpus: containers.reduce((total, { gpuIds = [] }) => total + gpuIds.length, 0),
    networkMode: hasInterface ? "awsvpc" : "bridge",
    hostPorts: bindings.flatMap(({ protocol, hostPort }) => (protocol === "udp" ? [] : (hostPort ?? []))),
    udpHostPorts: bindings.flatMap(({ protocol, hostPort }) => (protocol === "udp" ? (hostPort ?? []) : [])),
  };
}
