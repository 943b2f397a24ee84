import { checkOneOf, Faults, given, listed } from "@ballast/contracts";
import { gp2PerformanceOf, gp3LikeGp2 } from "@ballast/ecs";
import { checkBlockOptions, EbsType, performanceOf } from "./blockVolume.ts";
import type { CloudstorOptions } from "./options.ts";

/** Cloudstor's names of its two kinds of volume. */
export const CloudstorBacking = { Relocatable: "relocatable", Shared: "shared" } as const;
export type CloudstorBacking = (typeof CloudstorBacking)[keyof typeof CloudstorBacking];

/** Which of Cloudstor's two file systems a shared volume was in: `EFS_ID_REGULAR`, or `EFS_ID_MAXIO`. */
export const CloudstorPerfmode = { Regular: "regular", MaxIo: "maxio" } as const;
export type CloudstorPerfmode = (typeof CloudstorPerfmode)[keyof typeof CloudstorPerfmode];

export const CloudstorVolumeKind = { Block: "block", FileSystem: "fileSystem" } as const;

/** A block volume of Amazon EBS: in one zone, for one task at a time. */
export interface BlockVolume {
  kind: typeof CloudstorVolumeKind.Block;
  sizeGiB: number;
  volumeType: EbsType;
  /** @default - the type's default */
  iops?: number;
  /** MiB per second. @default - the type's default */
  throughput?: number;
}

/** How fast a file system is: as fast as it is asked to be, by what it stores, or as fast as was reserved. */
export const FileThroughput = {
  Elastic: "elastic",
  Bursting: "bursting",
  Provisioned: "provisioned",
} as const;
export type FileThroughput = (typeof FileThroughput)[keyof typeof FileThroughput];

/** A file system of Amazon EFS, of the volume's own: in every zone, for many tasks. */
export interface FileSystemVolume {
  kind: typeof CloudstorVolumeKind.FileSystem;
  perfmode: CloudstorPerfmode;
  throughput: FileThroughput;
  /** MiB per second that are reserved. @default - none */
  provisionedMiBps?: number;
}

/** Cloudstor's options as current EBS and EFS settings. */
export type CloudstorVolume = BlockVolume | FileSystemVolume;

/** Each option, and for which backing it has a meaning. */
const backings: Record<keyof CloudstorOptions, readonly CloudstorBacking[]> = {
  backing: Object.values(CloudstorBacking),
  size: [CloudstorBacking.Relocatable],
  ebstype: [CloudstorBacking.Relocatable],
  iops: [CloudstorBacking.Relocatable],
  perfmode: [CloudstorBacking.Shared],
  throughput: Object.values(CloudstorBacking),
};

/** Why an option has no meaning for the other backing. */
const withoutMeaning: Record<CloudstorBacking, string> = {
  relocatable: "a relocatable volume is a block volume, which has no performance mode of EFS",
  shared: "a shared volume is a file system, which grows automatically",
};

/** Refuses what Cloudstor's options cannot mean. */
export function checkCloudstorOptions(faults: Faults, path: string, options: CloudstorOptions): void {
  const { backing } = options;
  for (const option of Object.keys(options).filter((option) => !Object.hasOwn(backings, option))) {
    faults.add(`${path}.${option}`, `is an unknown option; allowed: ${listed(Object.keys(backings))}.`);
  }
  if (backing === undefined) {
    faults.add(
      `${path}.backing`,
      `is missing; allowed: ${listed(Object.values(CloudstorBacking))}. Cloudstor's default was "shared" with EFS_SUPPORTED=1, ` +
        'else "relocatable".',
    );
  } else if (backing === "local") {
    faults.add(
      `${path}.backing`,
      '"local" is what early versions of Cloudstor called "relocatable". Use "relocatable".',
    );
  } else checkOneOf(faults, `${path}.backing`, backing, CloudstorBacking);
  const kind = Object.values(CloudstorBacking).find((one) => one === backing);
  if (kind === undefined) return;
  for (const option of Object.keys(backings) as (keyof CloudstorOptions)[]) {
    if (options[option] === undefined || backings[option].includes(kind)) continue;
    faults.add(
      `${path}.${option}`,
      `is ${given(options[option])}, but ${withoutMeaning[kind]}; leave it out, or choose backing ` +
        `${listed(backings[option])}.`,
    );
  }
  const checks: Record<CloudstorBacking, typeof checkBlockOptions> = {
    relocatable: checkBlockOptions,
    shared: checkFileOptions,
  };
  checks[kind](faults, path, options);
}

function checkFileOptions(faults: Faults, path: string, { perfmode, throughput }: CloudstorOptions): void {
  checkOneOf(faults, `${path}.perfmode`, perfmode, CloudstorPerfmode);
  if (throughput !== undefined && !/^[1-9]\d{0,6}$/.test(throughput)) {
    faults.add(
      `${path}.throughput`,
      `${given(throughput)} is not a whole number. Use MiB/s as digits, at most the quota of your region, or leave it out: ` +
        "then a regular file system uses bursting throughput, and one of perfmode maxio elastic throughput.",
    );
  }
}

/**
 * Converts Cloudstor's options to current EBS and EFS settings.
 *
 * @throws {pulumi.InputPropertiesError} with everything that is wrong with them.
 */
export function cloudstorVolume(options: CloudstorOptions): CloudstorVolume {
  const faults = new Faults("A volume of Cloudstor");
  checkCloudstorOptions(faults, "options", options);
  faults.throwIfAny();
  return translated(options);
}

/** Cloudstor's file systems had bursting throughput; what Max I/O was chosen for, elastic throughput is for today. */
const throughputOf: Record<CloudstorPerfmode, FileThroughput> = {
  regular: FileThroughput.Bursting,
  maxio: FileThroughput.Elastic,
};

function perfmodeOf(perfmode: string | undefined): CloudstorPerfmode {
  return (perfmode ?? CloudstorPerfmode.Regular) as CloudstorPerfmode;
}

/** Expects checked options. */
export function translated(options: CloudstorOptions): CloudstorVolume {
  const { backing, size, ebstype, perfmode, throughput } = options;
  const kinds: Record<CloudstorBacking, () => CloudstorVolume> = {
    shared: () => ({
      kind: CloudstorVolumeKind.FileSystem,
      perfmode: perfmodeOf(perfmode),
      ...(throughput === undefined
        ? { throughput: throughputOf[perfmodeOf(perfmode)] }
        : { throughput: FileThroughput.Provisioned, provisionedMiBps: Number(throughput) }),
    }),
    relocatable: () => ({
      kind: CloudstorVolumeKind.Block,
      sizeGiB: Number(size),
      volumeType: (ebstype ?? EbsType.Gp3) as EbsType,
      ...performanceOf(options),
    }),
  };
  return kinds[backing as CloudstorBacking]();
}

/**
 * What became of an option set, and why, in words.
 *
 * @param options that have been checked.
 */
export function explainTranslation(options: CloudstorOptions): string {
  const volume = translated(options);
  switch (volume.kind) {
    case CloudstorVolumeKind.FileSystem:
      return explainFileSystem(volume);
    case CloudstorVolumeKind.Block:
      return explainBlock(volume, options);
  }
}

function explainFileSystem(volume: FileSystemVolume): string {
  const speed =
    volume.provisionedMiBps === undefined
      ? `${volume.throughput} throughput`
      : `${volume.provisionedMiBps} MiB/s provisioned`;
  const instead: Record<CloudstorPerfmode, string> = {
    regular: "",
    maxio: ", in place of the performance mode Max I/O: EFS recommends General Purpose for every file system",
  };
  return `a separate file system (EFS, General Purpose, ${speed})${instead[volume.perfmode]}`;
}

function explainBlock(
  { sizeGiB, volumeType, iops, throughput }: BlockVolume,
  options: CloudstorOptions,
): string {
  const numbers = [
    `${sizeGiB} GiB`,
    ...(iops === undefined ? [] : [`${iops} IOPS`]),
    ...(throughput === undefined ? [] : [`${throughput} MiB/s`]),
  ];
  const why =
    options.ebstype === undefined ? `: at least what gp2 delivers at this size (${gp2Text(sizeGiB)})` : "";
  return `EBS ${volumeType}, ${numbers.join(", ")}${why}`;
}

function gp2Text(sizeGiB: number): string {
  const { iops, throughput } = gp2PerformanceOf(sizeGiB);
  return `up to ${iops} IOPS and ${throughput} MiB/s`;
}

const isGp2: Record<EbsType, boolean> = {
  gp2: true,
  gp3: false,
  io1: false,
  io2: false,
  st1: false,
  sc1: false,
};

/**
 * The gp3 volume that delivers at least what a gp2 volume does; undefined for other types. EBS changes the type of a volume
 * that is in use.
 */
export function gp3Instead({ volumeType, sizeGiB, kind }: BlockVolume): BlockVolume | undefined {
  if (!isGp2[volumeType]) return undefined;
  return { kind, sizeGiB, volumeType: EbsType.Gp3, ...gp3LikeGp2(sizeGiB) };
}

/** The options to write for that gp3 volume, in words; undefined for other types. */
export function gp3Proposal(volume: CloudstorVolume): string | undefined {
  const better = gp3InsteadOf(volume);
  if (better === undefined) return undefined;
  const options = { ebstype: better.volumeType, iops: better.iops, throughput: better.throughput };
  const words = Object.entries(options).flatMap(([option, value]) =>
    value === undefined ? [] : [`${option}: ${JSON.stringify(String(value))}`],
  );
  return (
    `${words.join(", ")} delivers at least what gp2 does here (${gp2Text(better.sizeGiB)}); it changes while the volume is in ` +
    "use"
  );
}

function gp3InsteadOf(volume: CloudstorVolume): BlockVolume | undefined {
  switch (volume.kind) {
    case CloudstorVolumeKind.FileSystem:
      return undefined;
    case CloudstorVolumeKind.Block:
      return gp3Instead(volume);
  }
}
