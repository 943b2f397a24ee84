import {
  checkPort,
  checkProtection,
  checkWhole,
  checkWithoutEffect,
  given,
  listed,
  plainSecret,
  type Faults,
  type TaskPart,
} from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";
import type { ContainerArgs } from "./containers.ts";
import { checkCredentialSpec } from "./credentialSpec.ts";
import { checkContainerReferences, checkPartReferences } from "./references.ts";
import { fargateCpuSizes, fargateMemorySizes } from "./fargateSizes.ts";
import type { TaskPlace } from "./shape.ts";
import { imageFault } from "./images.ts";
import { checkStartOrder } from "./startOrder.ts";

/** The most that fits into a number of ECS's API. */
const most = 2_147_483_647;

const dependencyConditions = ["START", "COMPLETE", "SUCCESS", "HEALTHY"];

export function checkContainers(
  faults: Faults,
  containers: Record<string, ContainerArgs>,
  volumes: string[],
  { windows, fargate }: TaskPlace,
): void {
  if (Object.keys(containers).length === 0)
    faults.add("containers", "is empty; a task runs at least one container.");
  for (const name of Object.keys(containers).filter(
    (name) => !/^[A-Za-z0-9][A-Za-z0-9_-]{0,254}$/.test(name),
  )) {
    faults.add(
      "containers",
      `${given(name)} is not a name for a container; use letters, digits, hyphens and underscores.`,
    );
  }
  if (Object.values(containers).every((container) => container.essential === false)) {
    faults.add(
      "containers",
      "has no essential container; leave essential out for the container whose end should stop the task.",
    );
  }
  checkStartOrder(faults, containers);
  for (const [name, container] of Object.entries(containers)) {
    const path = `containers.${name}`;
    checkContainer(faults, path, container, windows);
    checkCredentialSpec(faults, `${path}.credentialSpec`, container.credentialSpec, { windows, fargate });
    checkTimes(faults, path, container, fargate);
    for (const [position, { sourceVolume }] of (container.mountPoints ?? []).entries()) {
      checkSourceVolume(faults, `${path}.mountPoints[${position}]`, sourceVolume, volumes);
    }
    for (const [other, condition] of Object.entries(container.dependsOn ?? {})) {
      if (!Object.hasOwn(containers, other) || other === name) {
        faults.add(
          `${path}.dependsOn.${other}`,
          `names no other container; there are ${listed(Object.keys(containers))}.`,
        );
      }
      if (!dependencyConditions.includes(condition)) {
        faults.add(
          `${path}.dependsOn.${other}`,
          `${given(condition)} is unknown; allowed: ${listed(dependencyConditions)}.`,
        );
      }
      if (condition === "HEALTHY" && Object.hasOwn(containers, other) && !containers[other]?.healthCheck) {
        faults.add(
          `${path}.dependsOn.${other}`,
          `waits for "HEALTHY", but ${given(other)} has no healthCheck.`,
        );
      }
    }
  }
}

function checkContainer(faults: Faults, path: string, container: ContainerArgs, windows: boolean): void {
  if (typeof container.image === "string") {
    const fault = imageFault(container.image, container.repositoryCredentials !== undefined);
    if (fault) faults.add(`${path}.image`, fault);
  }
  for (const [position, port] of (container.ports ?? []).entries())
    checkPort(faults, `${path}.ports[${position}]`, port);
  for (const [variable, value] of Object.entries(container.environment ?? {})) {
    const secret = plainSecret(variable, value);
    if (secret !== undefined) {
      faults.add(
        `${path}.environment.${variable}`,
        `${secret}, but everyone who may describe the task can read environment; store the value in ` +
          "Secrets Manager and give its ARN under secrets.",
      );
    }
    if (Object.keys(container.secrets ?? {}).includes(variable)) {
      faults.add(`${path}.environment.${variable}`, "is also under secrets; keep one of the two.");
    }
  }
  checkContainerReferences(faults, path, container);
  checkProtection(faults, `${path}.readonlyRootFilesystem`, container.readonlyRootFilesystem);
  checkSizes(faults, path, container);
  if (windows) {
    const why = "it is for Linux containers. Leave it out.";
    checkWithoutEffect(faults, path, container, ["user", "readonlyRootFilesystem"], why);
  }
}

/** AWS Fargate waits no longer than two minutes (ECS API reference, ContainerDefinition, startTimeout and stopTimeout, read 2026-11-27). */
function checkTimes(faults: Faults, path: string, container: ContainerArgs, fargate: boolean): void {
  const { startTimeoutSeconds, stopTimeoutSeconds } = container;
  const to = fargate ? 120 : most;
  const from = fargate ? 2 : 0;
  checkWhole(faults, `${path}.startTimeoutSeconds`, startTimeoutSeconds, { from: 2, to, unit: "seconds" });
  checkWhole(faults, `${path}.stopTimeoutSeconds`, stopTimeoutSeconds, { from, to, unit: "seconds" });
}

/** Limits of the health check: ECS API reference, HealthCheck (2026-11). */
function checkSizes(faults: Faults, path: string, container: ContainerArgs): void {
  checkWhole(faults, `${path}.cpu`, container.cpu, { from: 0, to: most, unit: "CPU units" });
  checkWhole(faults, `${path}.memoryMiB`, container.memoryMiB, { from: 4, to: most, unit: "MiB" });
  const reservation = container.memoryReservationMiB;
  checkWhole(faults, `${path}.memoryReservationMiB`, reservation, { from: 4, to: most, unit: "MiB" });
  checkWhole(faults, `${path}.gpus`, container.gpus, { from: 0, to: most });
  const { intervalSeconds, timeoutSeconds, retries, startPeriodSeconds } = container.healthCheck ?? {};
  const at = `${path}.healthCheck`;
  checkWhole(faults, `${at}.intervalSeconds`, intervalSeconds, { from: 5, to: 300, unit: "seconds" });
  checkWhole(faults, `${at}.timeoutSeconds`, timeoutSeconds, { from: 2, to: 60, unit: "seconds" });
  checkWhole(faults, `${at}.retries`, retries, { from: 1, to: 10 });
  checkWhole(faults, `${at}.startPeriodSeconds`, startPeriodSeconds, { from: 0, to: 300, unit: "seconds" });
}

/** Checks that the contributions of parts match the task's containers and volumes. */
export function checkParts(
  faults: Faults,
  parts: Record<string, TaskPart>,
  containers: string[],
  volumes: string[],
): void {
  for (const [owner, part] of Object.entries(parts)) {
    checkPartReferences(faults, `parts.${owner}`, part);
    const { mountPoints = {}, secrets = {} } = part;
    for (const [key, entry] of [
      ...Object.entries(mountPoints),
      ...(pulumi.Output.isInstance(secrets) ? [] : Object.entries(secrets)),
    ]) {
      const named = Array.isArray(entry?.containers) ? entry.containers : [];
      for (const name of named.filter((name) => !containers.includes(name))) {
        faults.add(
          `parts.${owner}.${key}.containers`,
          `${given(name)} is not a container; there are ${listed(containers)}.`,
        );
      }
    }
    for (const [key, mount] of Object.entries(mountPoints)) {
      checkSourceVolume(faults, `parts.${owner}.mountPoints.${key}`, mount.sourceVolume, volumes);
    }
  }
}

function checkSourceVolume(faults: Faults, path: string, sourceVolume: string, volumes: string[]): void {
  if (volumes.includes(sourceVolume)) return;
  const known = volumes.length > 0 ? `there are ${listed(volumes)}` : "the task has no volumes";
  faults.add(
    `${path}.sourceVolume`,
    `${given(sourceVolume)} is not a volume of this task: ${known}. Add it under volumes.`,
  );
}

/**
 * What containers reserve must fit into their task (ECS API reference, ContainerDefinition, `cpu` and `memory`, 2026-11).
 *
 * @param task Its sizes, as far as it has them.
 */
export function checkContainerSizes(
  faults: Faults,
  containers: Record<string, ContainerArgs>,
  { cpu, memoryMiB }: { cpu: number | undefined; memoryMiB: number | undefined },
  windows: boolean,
): void {
  const limits = { cpu, memoryMiB, memoryReservationMiB: memoryMiB };
  const before = faults.found.length;
  for (const [name, container] of Object.entries(containers))
    for (const [property, most] of Object.entries(limits)) {
      const value = container[property as keyof typeof limits];
      if (value !== undefined && most !== undefined && value > most)
        faults.add(
          `containers.${name}.${property}`,
          `${given(value)} is more than the task's ${most}. Raise the task's, or lower it.`,
        );
    }
  // One that is too large by itself has its message.
  if (faults.found.length > before) return;
  const all = Object.values(containers);
  const reservedCpu = all.reduce((sum, one) => sum + (one.cpu ?? 0), 0);
  const reservedMemory = all.reduce((sum, one) => sum + (one.memoryReservationMiB ?? one.memoryMiB ?? 0), 0);
  // For a Windows container, CPU is a limit, not a reservation.
  if (cpu !== undefined && reservedCpu > cpu && !windows)
    faults.add(
      "cpu",
      `${given(cpu)} is less than the ${reservedCpu} units that its containers reserve. Raise it, or lower theirs.`,
    );
  if (memoryMiB !== undefined && reservedMemory > memoryMiB)
    faults.add(
      "memoryMiB",
      `${given(memoryMiB)} is less than the ${reservedMemory} MiB that its containers reserve. Raise it, or lower theirs.`,
    );
}

/** AWS Fargate sells fixed pairs of CPU and memory. */
export function checkFargateSize(faults: Faults, cpu: number, memoryMiB: number): void {
  const memorySizes = fargateMemorySizes(cpu);
  if (memorySizes.length === 0) {
    faults.add("cpu", `${given(cpu)} is not a size of AWS Fargate; allowed: ${listed(fargateCpuSizes)}.`);
  } else if (!memorySizes.includes(memoryMiB)) {
    faults.add(
      "memoryMiB",
      `${given(memoryMiB)} cannot be combined with cpu ${cpu} on AWS Fargate; allowed: ${listed(memorySizes)}.`,
    );
  }
}
