import type { TaskSpec } from "./task.ts";

/** Host ports by protocol. ECS reserves TCP and UDP ports separately (`PORTS` and `PORTS_UDP` of an instance). */
export interface Ports {
  tcp: readonly number[];
  udp: readonly number[];
}

const none: Ports = { tcp: [], udp: [] };

/** A task with its own IP address has its own ports; a task without a network has none. */
export function portsOf({ networkMode = "awsvpc", hostPorts = [], udpHostPorts = [] }: TaskSpec): Ports {
  return networkMode === "bridge" || networkMode === "host" ? { tcp: hostPorts, udp: udpHostPorts } : none;
}

/**
 * The maximum number of reserved ports of an instance, including those that are reserved by default (ECS API
 * reference, PortMapping, hostPort, read 2026-11-27).
 */
export const portsOfInstance = 100;

/**
 * Ports that are reserved by default, TCP only. Linux: ECS API reference, PortMapping, hostPort. Windows:
 * agent/config/config_windows.go of aws/amazon-ecs-agent at 8dfceca. Both read 2026-11-27.
 */
export function reservedPorts(operatingSystem: string): readonly number[] {
  return operatingSystem === "windows"
    ? [53, 135, 139, 445, 2375, 2376, 3389, 5985, 5986, 51678, 51679]
    : [22, 2375, 2376, 51678, 51679, 51680];
}
