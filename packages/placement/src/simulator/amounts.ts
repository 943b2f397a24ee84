import { awsvpcTaskLimit, type InstanceType } from "../instances/instanceTypes.ts";
import { isTrunked } from "../instances/trunking.ts";
import type { InstanceSpec } from "./instanceSpec.ts";
import type { Resources } from "./resources.ts";

/** An instance's resources: the minimum, by which tasks are placed, and the maximum. */
export interface Amounts {
  least: Resources;
  most: Resources;
}

export type AmountsOptions = { operatingSystem: string } & Pick<
  InstanceSpec,
  "gpuSupport" | "trunking" | "memoryMiB"
>;

/**
 * Resources of an instance of one of these types. For several types, the minimum of each resource, as in ECS's
 * managed scaling (ECS developer guide, "Amazon ECS managed scaling behavior").
 */
export function amountsOf(types: readonly InstanceType[], options: AmountsOptions): Amounts {
  const all = types.map((type) => amountsOfType(type, options));
  return {
    least: combined(
      all.map(({ least }) => least),
      Math.min,
    ),
    most: combined(
      all.map(({ most }) => most),
      Math.max,
    ),
  };
}

function combined(all: Resources[], pick: (...values: number[]) => number): Resources {
  const of = (resource: keyof Resources): number =>
    all.length === 0 ? 0 : pick(...all.map((one) => one[resource]));
  return { cpu: of("cpu"), memoryMiB: of("memoryMiB"), gpus: of("gpus"), interfaces: of("interfaces") };
}

function amountsOfType(type: InstanceType, options: AmountsOptions): Amounts {
  const cpu = type.vCpus * 1024;
  const gpus = options.gpuSupport ? type.gpus : 0;
  const memory = memoryOf(type, options);
  const interfaces = interfacesOf(type, options);
  return {
    least: { cpu, gpus, memoryMiB: memory.least, interfaces: interfaces.least },
    most: { cpu, gpus, memoryMiB: memory.most, interfaces: interfaces.most },
  };
}

/**
 * Assumed maximum share of memory that the kernel reserves. AWS documents that there is one ("Reserving Amazon ECS
 * Linux container instance memory"), but not how much. Set `memoryMiB` to the memory that an instance really
 * registers.
 */
const systemShare = 0.07;

/**
 * Memory that an instance registers according to AWS's guide, with the Linux images of that time (later kernels
 * reserve more), and on Windows (doc_source/memory-management.md of awsdocs/amazon-ecs-developer-guide at 021abe8 of
 * 2023-04-12).
 */
const documented: Record<string, { linux: number; windows: number }> = {
  "m4.large": { linux: 7985, windows: 8191 },
};

function memoryOf(
  { name, memoryMiB }: InstanceType,
  { operatingSystem, memoryMiB: registered }: AmountsOptions,
): { least: number; most: number } {
  if (registered !== undefined) return { least: registered, most: registered };
  const least = Math.floor(memoryMiB * (1 - systemShare));
  const known = documented[name];
  if (known === undefined) return { least, most: memoryMiB };
  return operatingSystem === "windows"
    ? { least: known.windows, most: known.windows }
    : { least, most: known.linux };
}

function interfacesOf(
  type: InstanceType,
  { trunking, operatingSystem }: AmountsOptions,
): { least: number; most: number } {
  const untrunked = awsvpcTaskLimit(type, false);
  const isPossible = trunking !== false && operatingSystem === "linux" && type.branchInterfaces > 0;
  const isKnown = isPossible ? isTrunked(type.name) : false;
  if (isKnown === false) return { least: untrunked, most: untrunked };
  const trunked = awsvpcTaskLimit(type, true);
  // If neither the account setting nor AWS's list decides, the type has at least the interfaces that it has without a
  // trunk.
  return isKnown && trunking
    ? { least: trunked, most: trunked }
    : { least: Math.min(untrunked, trunked), most: Math.max(untrunked, trunked) };
}
