import { instanceTypeFacts, type InstanceSpec } from "@ballast/placement";
import type { StackCluster } from "./clusters.ts";

/**
 * A text to append to a message if managed scaling never starts an instance for a service's tasks: they need
 * more vCPUs, memory or GPUs than the smallest type has (ECS developer guide, "Amazon ECS managed scaling
 * behavior", read 2026-11-27). A type's nominal memory is more than an instance registers.
 */
export function scalingObstacle({ services, instances, scaled }: StackCluster, workload: string): string {
  const spec = services.find(({ name }) => name === workload);
  const providers = spec?.capacityProviders ?? [];
  if (spec === undefined || providers.length === 0) return "";
  const { cpu, memoryMiB, gpus = 0 } = spec.task;
  const tooSmall = providers.map((provider) => {
    const types = typesOf(instances.find(({ capacityProvider }) => capacityProvider === provider));
    return !scaled.has(provider) || types.length < 2
      ? undefined
      : types.find((type) => cpu > type.vCpus * 1024 || memoryMiB >= type.memoryMiB || gpus > type.gpus);
  });
  const names = tooSmall.flatMap((type) => type?.name ?? []);
  if (names.length < providers.length) return "";
  return `; managed scaling starts no instance for it, because one task does not fit on ${names.join(" or ")}`;
}

function typesOf(instance: InstanceSpec | undefined) {
  const names = instance === undefined ? [] : [instance.instanceType, ...(instance.otherInstanceTypes ?? [])];
  return names.flatMap((name) => instanceTypeFacts(name) ?? []);
}
