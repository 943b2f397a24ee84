import data from "./instanceTypes.json" with { type: "json" };

/**
 * What the planner knows of an EC2 instance type. The numbers are AWS's own; instanceTypes.json names the two sources,
 * and tools/instanceTypes.ts writes it.
 */
export interface InstanceType {
  /** As EC2 names it: `m5.large`. */
  name: string;
  /** vCPUs with the default number of cores and threads; ECS registers 1024 CPU units for each. */
  vCpus: number;
  /**
   * What EC2 gives the machine, in MiB. The kernel and the container agent keep some of it, so ECS registers less; how
   * much less depends on the image.
   */
  memoryMiB: number;
  /** Whole NVIDIA GPUs, the ones that ECS reserves; 0 where an instance has a part of one (g6f, gr6f). */
  gpus: number;
  /** How many network interfaces can be attached, the primary one included, over all network cards. */
  networkInterfaces: number;
  /** How many branch interfaces a trunk of this type carries; 0 if it can have no trunk. */
  branchInterfaces: number;
  /** `x86_64` or `arm64`. */
  architecture: string;
}

/** In the order of `columns` in instanceTypes.json. */
type Row = [number, number, number, number, number, string];

// A map, because `constructor` is not an instance type.
const rows = new Map(Object.entries(data.types) as [string, Row][]);

/** @returns undefined for a name that is not a type, or of a type newer than instanceTypes.json. */
export function instanceType(name: string): InstanceType | undefined {
  const row = rows.get(name);
  if (row === undefined) return undefined;
  const [vCpus, memoryMiB, gpus, networkInterfaces, branchInterfaces, architecture] = row;
  return { name, vCpus, memoryMiB, gpus, networkInterfaces, branchInterfaces, architecture };
}

/**
 * Up to three types that might have been meant, the likeliest first: of the same family if there is one, otherwise of
 * any. For messages.
 */
export function closestInstanceTypes(name: string): string[] {
  const asked = name.trim().toLowerCase();
  const all = [...rows.keys()];
  const family = all.filter((known) => familyOf(known) === familyOf(asked));
  return (family.length > 0 ? family : all)
    .map((known) => ({
      known,
      start: sharedStart(asked, known),
      end: sharedStart(reversed(asked), reversed(known)),
    }))
    .filter(({ start }) => start > 0)
    .sort((one, other) => other.start + other.end - (one.start + one.end) || other.start - one.start)
    .slice(0, 3)
    .map(({ known }) => known);
}

/**
 * How many tasks of network mode `awsvpc` an instance can run: each has an interface of its own.
 *
 * With trunking (the account setting `awsvpcTrunking`; Linux only) tasks have branch interfaces, and the primary and
 * the trunk interface count against the instance. This is how the table of the ECS developer guide comes about, which
 * the tests compare. It is what EC2 can do: the guide names a few families and sizes that ECS does not trunk all the
 * same (c5n, g4dn, c5.metal, …), for which this says too much.
 */
export function awsvpcTaskLimit(type: InstanceType, trunking: boolean): number {
  return trunking && type.branchInterfaces > 0
    ? type.branchInterfaces + type.networkInterfaces - 2
    : type.networkInterfaces - 1;
}

function familyOf(name: string): string {
  return name.split(".", 1)[0] ?? "";
}

function sharedStart(one: string, other: string): number {
  let length = 0;
  while (length < Math.min(one.length, other.length) && one[length] === other[length]) length += 1;
  return length;
}

function reversed(text: string): string {
  return [...text].reverse().join("");
}
