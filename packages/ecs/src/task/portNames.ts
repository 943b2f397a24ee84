import { given, listed, type Faults } from "@ballast/contracts";
import type { ContainerArgs } from "./containers.ts";
import type { NamedPort } from "./namedPort.ts";

/** The ports that have names, by name. */
export function portsByName(containers: Record<string, ContainerArgs>): Record<string, NamedPort> {
  return Object.assign({}, ...Object.values(containers).map(({ portNames }) => portNames ?? {})) as Record<
    string,
    NamedPort
  >;
}

/** ECS API reference, PortMapping, name (2026-11). */
const form = /^[a-z0-9_][a-z0-9_-]{0,63}$/;

export function checkPortNames(faults: Faults, containers: Record<string, ContainerArgs>): void {
  const seen = new Map<string, string>();
  for (const [container, { portNames = {}, ports = [] }] of Object.entries(containers)) {
    const named = new Map<number, string>();
    for (const [name, { port }] of Object.entries(portNames)) {
      const path = `containers.${container}.portNames.${name}`;
      if (!form.test(name))
        faults.add(
          path,
          "is not a name for a port; use up to 64 lower-case letters, digits, hyphens and underscores.",
        );
      if (!ports.includes(port))
        faults.add(
          `${path}.port`,
          `${given(port)} is not one of its ports; it listens on ${listed(ports) || "none"}.`,
        );
      const other = named.get(port);
      if (other !== undefined)
        faults.add(path, `names the port ${port}, which is ${given(other)} already; a port has one name.`);
      const owner = seen.get(name);
      if (owner !== undefined && owner !== container)
        faults.add(path, `is a port of ${given(owner)}, too; a name belongs to one port of the task.`);
      named.set(port, name);
      seen.set(name, container);
    }
  }
}
