import type { Range, VolumeLimits, VolumeTypes } from "@ballast/aws/services/volumeLimits";
import { type Faults, given, listed } from "@ballast/contracts";

/** The properties of a block volume that a user chooses; numbers may be digits in quotes. */
export interface VolumeChoice {
  /** @default "gp3" */
  volumeType?: string | undefined;
  /** GiB. @default - a snapshot's size */
  sizeGiB?: number | string | undefined;
  /** I/O operations per second. @default - the type's default */
  iops?: number | string | undefined;
  /** MiB per second. @default - the type's default */
  throughput?: number | string | undefined;
}

/**
 * Refuses a volume that AWS would refuse.
 *
 * @param types What the service that creates the volume accepts: EC2, ECS and RDS have limits of their own.
 * @param at The path of a property in the arguments. @default - the property's own name
 */
export function checkVolume(
  faults: Faults,
  types: VolumeTypes,
  { volumeType = "gp3", sizeGiB, iops, throughput }: VolumeChoice,
  at: (property: keyof VolumeChoice) => string = (property) => property,
): void {
  const known = Object.hasOwn(types, volumeType) ? types[volumeType] : undefined;
  if (known === undefined)
    faults.add(at("volumeType"), `${given(volumeType)} is unknown; allowed: ${listed(Object.keys(types))}.`);
  const limits = known ?? widest(types);
  const type = known === undefined ? "any type" : volumeType;

  /** @returns the value, if it is within the bounds. */
  const within = (
    property: "sizeGiB" | "iops" | "throughput",
    value: number | string | undefined,
    rangeOf: (limits: VolumeLimits) => Range | undefined,
    unit: string,
    { most = Infinity, why = "" } = {},
  ): number | undefined => {
    if (value === undefined) return undefined;
    const range = rangeOf(limits);
    if (range === undefined) {
      const others = Object.entries(types).flatMap(([one, its]) => (rangeOf(its) ? [one] : []));
      const choose = others.length === 0 ? "" : `, or use ${others.join(", ")}`;
      return void faults.add(at(property), `cannot be set for type ${type}. Leave it out${choose}.`);
    }
    // The minimum is always accepted.
    const to = Math.min(range.to, Math.max(range.from, most));
    const number = typeof value === "string" && !/^[1-9]\d*$/.test(value) ? NaN : Number(value);
    if (Number.isInteger(number) && number >= range.from && number <= to) return number;
    const fault = Number.isInteger(number) ? `is out of bounds for ${type}` : "is not a whole number";
    const use = `Use a whole number from ${range.from} to ${to}${unit}${to < range.to ? `, ${why}` : ""}.`;
    return void faults.add(at(property), `${given(value)} ${fault}. ${use}`);
  };

  const size = within("sizeGiB", sizeGiB, (its) => its.size, " GiB");
  const { perGiB = Infinity } = limits.iops ?? {};
  const operations = within("iops", iops, (its) => its.iops, "", {
    most: (size ?? Infinity) * perGiB,
    why: `at most ${perGiB} for each of ${size} GiB`,
  });
  if (iops === undefined && limits.iops?.isRequired)
    faults.add(
      at("iops"),
      `is missing; type ${type} requires it. Use a whole number from ${limits.iops.from} to ${limits.iops.to}.`,
    );
  const { perIops = Infinity } = limits.throughput ?? {};
  // A volume has the least that its type has, unless more is chosen; a choice that has a fault says nothing.
  const provided = iops === undefined ? known?.iops?.from : operations;
  within("throughput", throughput, (its) => its.throughput, " MiB/s", {
    most: Math.floor((provided ?? Infinity) * perIops),
    why: `at most ${perIops} for each of ${provided} IOPS`,
  });
}

/** The widest limits that at least one volume type accepts. */
function widest(types: VolumeTypes): VolumeLimits {
  const join = (property: keyof VolumeLimits): Range => {
    const ranges = Object.values(types).flatMap((limits) => limits[property] ?? []);
    return {
      from: Math.min(...ranges.map(({ from }) => from)),
      to: Math.max(...ranges.map(({ to }) => to)),
    };
  };
  return { size: join("size"), iops: join("iops"), throughput: { ...join("throughput"), perIops: Infinity } };
}
