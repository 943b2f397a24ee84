import type { TaskSpec } from "./task.ts";

/** Ports of the instance itself, by protocol: ECS reserves TCP and UDP apart (`PORTS` and `PORTS_UDP` of an instance). */
export interface Ports {
  tcp: readonly number[];
  udp: readonly number[];
}

const none: Ports = { tcp: [], udp: [] };

/** A task with its own IP address has its own ports; a task without a network has none. */
export function portsOf({ networkMode = "awsvpc", hostPorts = [], udpHostPorts = [] }: TaskSpec): Ports {
  return networkMode === "bridge" || networkMode === "host" ? { tcp: hostPorts, udp: udpHostPorts } : none;
}

/** With those that are reserved by default (ECS API reference, PortMapping, hostPort, read 2026-11-27). */
export const portsOfInstance = 100;

/**
 * Reserved by default. Linux: ECS API reference, PortMapping, hostPort. Windows: agent/config/config_windows.go of
 * aws/amazon-ecs-agent at 8dfceca; both read 2026-11-27. None is UDP.
 */
export function reservedPorts(operatingSystem: string): readonly number[] {
  return operatingSystem === "windows"
    ? [53, 135, 139, 445, 2375, 2376, 3389, 5985, 5986, 51678, 51679]
    : [22, 2375, 2376, 51678, 51679, 51680];
}
