import { sizeOf } from "@ballast/aws/values";
import { containers, fields, list, text, type Fields } from "@ballast/model";

/** CPU architectures of instances, keyed by ECS's names. */
const architectures: Record<string, string> = { X86_64: "x86_64", ARM64: "arm64" };

/**
 * The resources that a task requires of an instance, as input for simulations of @ballast/placement.
 *
 * @param definition - a task definition from a plan or from ECS's API.
 */
export function taskNeeds(definition: object) {
  const described = fields(definition);
  const all = containers(described);
  const sum = (pick: (container: Fields) => unknown): number =>
    all.reduce((total, container) => total + Number(pick(container) ?? 0), 0);
  const networkMode = text(described["networkMode"]) || "bridge";
  const ports =
    networkMode === "awsvpc" ? [] : all.flatMap((container) => hostPorts(container, networkMode === "host"));
  const portsOf = (isUdp: boolean): number[] =>
    ports.filter((one) => one.isUdp === isUdp).map(({ port }) => port);
  const udpHostPorts = portsOf(true);
  return {
    // Task-level values, or else the sum of the containers' values.
    cpu: amountOf(described["cpu"] ?? sum(({ cpu }) => cpu), "vCPU"),
    memoryMiB: amountOf(
      described["memory"] ?? sum(({ memoryReservation, memory }) => memoryReservation ?? memory),
      "GB",
    ),
    gpus: sum(gpus),
    networkMode,
    hostPorts: portsOf(false),
    ...(udpHostPorts.length > 0 && { udpHostPorts }),
    requires: requirements(described),
    constraints: constraintsIn(described),
  };
}

/** The amount; NaN for a value that ECS does not accept. */
function amountOf(value: unknown, unit: "GB" | "vCPU"): number {
  return sizeOf(value, unit) ?? Number.NaN;
}

/** The placement constraints of a task definition or a service. */
export function constraintsIn(described: object | undefined): { type: string; expression?: string }[] {
  return list(fields(described)["placementConstraints"])
    .map(fields)
    .map(({ type, expression }) => ({
      type: text(type),
      ...(expression !== undefined && { expression: text(expression) }),
    }));
}

/**
 * Required attributes, including those that ECS derived, such as a volume plugin. An attribute without value
 * has an empty one.
 */
function requirements({ requiresAttributes, runtimePlatform }: Fields): Record<string, string> {
  const { cpuArchitecture } = fields(runtimePlatform);
  const architecture = architectures[text(cpuArchitecture)];
  const attributes = list(requiresAttributes).map(fields);
  return {
    "ecs.os-type": isForWindows(runtimePlatform) ? "windows" : "linux",
    ...(architecture !== undefined && { "ecs.cpu-architecture": architecture }),
    ...Object.fromEntries(attributes.map(({ name, value }) => [text(name), text(value)])),
  };
}

export function isForWindows(runtimePlatform: unknown): boolean {
  return text(fields(runtimePlatform)["operatingSystemFamily"]).startsWith("WINDOWS");
}

function gpus(container: Fields): number {
  return list(container["resourceRequirements"])
    .map(fields)
    .filter(({ type }) => type === "GPU")
    .reduce((total, { value }) => total + Number(value), 0);
}

/**
 * Host ports. Port 0 is dynamic; in host network mode, it is the container's port (ECS API reference,
 * PortMapping, hostPort).
 */
function hostPorts(container: Fields, isHost: boolean): { port: number; isUdp: boolean }[] {
  return list(container["portMappings"])
    .map(fields)
    .map(({ hostPort, containerPort, protocol }) => ({
      port: Number((isHost ? hostPort || containerPort : hostPort) ?? 0),
      isUdp: text(protocol).toLowerCase() === "udp",
    }))
    .filter(({ port }) => port > 0);
}
