import { checkOneOf, Faults, given, listed } from "@ballast/contracts";
import { checkBlockOptions, EbsType } from "./blockVolume.ts";

/** What Cloudstor calls its two kinds of volume. */
export const CloudstorBacking = { Relocatable: "relocatable", Shared: "shared" } as const;
export type CloudstorBacking = (typeof CloudstorBacking)[keyof typeof CloudstorBacking];

/** `driverOpts` of a volume of `cloudstor:aws`, as a task definition holds them: every value is text. */
export interface CloudstorOptions {
  /** `relocatable`: a block volume. `shared`: a file system. */
  backing: string;
  /** GiB; for a block volume, and needed for it. @default - none */
  size?: string;
  /** Type of a block volume. @default "gp3", where Cloudstor took gp2 */
  ebstype?: string;
  /** I/O operations per second of a block volume: of gp3, and of io1 and io2, which require it. @default - the type's own */
  iops?: string;
}

export const CloudstorVolumeKind = { Block: "block", FileSystem: "fileSystem" } as const;

/** A block volume of Amazon EBS: in one zone, for one task at a time. */
export interface BlockVolume {
  kind: typeof CloudstorVolumeKind.Block;
  sizeGiB: number;
  volumeType: EbsType;
  /** @default - the type's own */
  iops?: number;
  /** MiB per second. @default - the type's own */
  throughput?: number;
}

/** A file system of Amazon EFS: in every zone, for many tasks. */
export interface FileSystemVolume {
  kind: typeof CloudstorVolumeKind.FileSystem;
}

/** What Cloudstor's options ask for, in terms of today. */
export type CloudstorVolume = BlockVolume | FileSystemVolume;

const known = ["backing", "size", "ebstype", "iops"];

/** Refuses what Cloudstor's options cannot mean. */
export function checkCloudstorOptions(faults: Faults, path: string, options: CloudstorOptions): void {
  const { backing, size, ebstype, iops } = options;
  for (const option of Object.keys(options).filter((option) => !known.includes(option))) {
    faults.add(`${path}.${option}`, `is no option that is known here; allowed: ${listed(known)}.`);
  }
  if (backing === undefined) {
    faults.add(`${path}.backing`, `is missing; allowed: ${listed(Object.values(CloudstorBacking))}.`);
  }
  checkOneOf(faults, `${path}.backing`, backing, CloudstorBacking);
  const checks: Record<CloudstorBacking, () => void> = {
    relocatable: () => checkBlockOptions(faults, path, { size, ebstype, iops }),
    shared: () => checkNoBlockOptions(faults, path, { size, ebstype, iops }),
  };
  if (Object.hasOwn(checks, backing)) checks[backing as CloudstorBacking]();
}

function checkNoBlockOptions(faults: Faults, path: string, options: Omit<CloudstorOptions, "backing">): void {
  for (const [option, value] of Object.entries(options)) {
    if (value !== undefined) {
      faults.add(
        `${path}.${option}`,
        `is ${given(value)}, but a shared volume is a file system, which grows by itself; leave it out, or choose ` +
          `backing ${given(CloudstorBacking.Relocatable)}.`,
      );
    }
  }
}

/**
 * Cloudstor's options in terms of today.
 *
 * @throws {pulumi.InputPropertiesError} with everything that is wrong with them.
 */
export function cloudstorVolume(options: CloudstorOptions): CloudstorVolume {
  const faults = new Faults("A volume of Cloudstor");
  checkCloudstorOptions(faults, "options", options);
  faults.throwIfAny();
  return translated(options);
}

/** Of options that have been checked. */
export function translated({ backing, size, ebstype, iops }: CloudstorOptions): CloudstorVolume {
  const kinds: Record<CloudstorBacking, () => CloudstorVolume> = {
    shared: () => ({ kind: CloudstorVolumeKind.FileSystem }),
    relocatable: () => ({
      kind: CloudstorVolumeKind.Block,
      sizeGiB: Number(size),
      volumeType: (ebstype ?? EbsType.Gp3) as EbsType,
      ...(iops !== undefined && { iops: Number(iops) }),
    }),
  };
  return kinds[backing as CloudstorBacking]();
}

/** gp3's own, included in its price (EBS user guide, "General Purpose SSD volumes", 2026-11). */
const gp3 = { iops: 3000 };
/** gp2's: for each GiB, at the most, and the size above which it reaches its most throughput (the same page). */
const gp2 = { iopsPerGiB: 3, mostIops: 16_000, fastAboveGiB: 170, throughput: 250 };

const isGp2: Record<EbsType, boolean> = {
  gp2: true,
  gp3: false,
  io1: false,
  io2: false,
  st1: false,
  sc1: false,
};

/**
 * The gp3 volume that does at least what a gp2 volume does; undefined for other types. EBS changes the type of a volume
 * that is in use, so taking it up is one changed option.
 */
export function gp3Instead({ volumeType, sizeGiB, kind }: BlockVolume): BlockVolume | undefined {
  if (!isGp2[volumeType]) return undefined;
  const iops = Math.min(gp2.mostIops, gp2.iopsPerGiB * sizeGiB);
  return {
    kind,
    sizeGiB,
    volumeType: EbsType.Gp3,
    ...(iops > gp3.iops && { iops }),
    ...(sizeGiB > gp2.fastAboveGiB && { throughput: gp2.throughput }),
  };
}
