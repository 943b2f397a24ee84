import data from "./instanceTypes.json" with { type: "json" };

/**
 * The data of an EC2 instance type. The numbers are AWS's; tools/instanceTypes.ts writes instanceTypes.json, which names the two sources.
 */
export interface InstanceType {
  /** As EC2 names it: `m5.large`. */
  name: string;
  /** vCPUs with the default number of cores and threads; ECS registers 1024 CPU units for each. */
  vCpus: number;
  /**
   * The instance's memory as EC2 specifies it, in MiB. The kernel and the container agent keep some of it, so ECS registers less; how
   * much less depends on the image.
   */
  memoryMiB: number;
  /** Whole NVIDIA GPUs, the ones that ECS reserves; 0 if an instance has only a fraction of one (g6f, gr6f). */
  gpus: number;
  /** The maximum number of network interfaces over all network cards, including the primary one. */
  networkInterfaces: number;
  /** Number of branch interfaces of a trunk of this type; 0 if it does not support trunks. */
  branchInterfaces: number;
  /** `x86_64` or `arm64`. */
  architecture: string;
}

/** Values in the order of `columns` in instanceTypes.json. */
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
 * Up to three types that the user might have meant, the most likely first: of the same family if it exists, otherwise of any. For messages.
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
 * How many tasks of network mode `awsvpc` an instance can run: each has its own network interface.
 *
 * With trunking (the account setting `awsvpcTrunking`; Linux only) tasks have branch interfaces, and the primary and
 * the trunk interface count against the instance. The table of the ECS developer guide follows from this, as tests verify. It is EC2's
 * limit: for a few families and sizes (c5n, g4dn, c5.metal, …), the guide says that ECS does not support trunking, and the result is too
 * high.
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
