import { checkPort, type Faults, given, listed } from "@ballast/contracts";
import type { ServiceArgs } from "./serviceArgs.ts";

/** Seconds after a task's start in which ECS does not count failed checks of load balancers. */
export function graceSeconds({ loadBalancers, healthCheckGraceSeconds = 60 }: ServiceArgs): number {
  return Object.keys(loadBalancers ?? {}).length > 0 ? healthCheckGraceSeconds : 0;
}

/** Refuses target groups that nothing of the task could serve. */
export function checkTargets(faults: Faults, args: ServiceArgs): void {
  const { containerPorts } = args.taskDefinition;
  for (const [name, ports] of Object.entries(containerPorts))
    for (const [index, port] of ports.entries())
      checkPort(faults, `taskDefinition.containerPorts.${name}[${index}]`, port);
  for (const [key, target] of Object.entries(args.loadBalancers ?? {})) {
    const ports = Object.hasOwn(containerPorts, target.containerName)
      ? containerPorts[target.containerName]
      : undefined;
    if (ports === undefined) {
      faults.add(
        `loadBalancers.${key}.containerName`,
        `${given(target.containerName)} is not a container of the task; there are ${listed(Object.keys(containerPorts))}.`,
      );
    } else if (!ports.includes(target.containerPort)) {
      faults.add(
        `loadBalancers.${key}.containerPort`,
        `${given(target.containerPort)} is not a port of ${given(target.containerName)}; it listens on ${listed(ports) || "none"}.`,
      );
    }
  }
  if (args.healthCheckGraceSeconds !== undefined && !args.loadBalancers) {
    faults.add(
      "healthCheckGraceSeconds",
      "applies only to health checks of a load balancer, but there is none; leave it out.",
    );
  }
}
