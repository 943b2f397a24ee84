/** A range that includes both bounds. */
export interface Range {
  from: number;
  to: number;
}

/** Limits in I/O operations per second. */
export interface IopsLimits extends Range {
  /** Maximum for each GiB; `from` is accepted for any size. @default - independent of the size */
  perGiB?: number;
  /** Whether IOPS must be set, because the type has no default. @default false: the default is `from` */
  isRequired?: boolean;
}

/** AWS's limits for one volume type. */
export interface VolumeLimits {
  /** Size in GiB. */
  size: Range;
  /** @default - the type has no IOPS setting */
  iops?: IopsLimits;
  /** MiB per second, and the maximum for each IOPS. @default - the type has no throughput setting */
  throughput?: Range & { perIops: number };
}

/** Limits, keyed by volume type. */
export type VolumeTypes = Readonly<Record<string, VolumeLimits>>;

/**
 * Volumes that EC2 creates. Sizes, IOPS and throughput: documentation of CreateVolume in botocore 1.44.8. Ratios, read 2026-11-26:
 * io2 EBS user guide, "Provisioned IOPS SSD volumes"; io1 OpsWorks API reference, EbsBlockDevice; gp3 AWS's announcement of
 * December 2020. Without `standard`, a previous generation.
 */
export const ebsVolumes = {
  gp3: {
    size: { from: 1, to: 65_536 },
    iops: { from: 3000, to: 80_000, perGiB: 500 },
    throughput: { from: 125, to: 2000, perIops: 0.25 },
  },
  gp2: { size: { from: 1, to: 16_384 } },
  io1: { size: { from: 4, to: 16_384 }, iops: { from: 100, to: 64_000, perGiB: 50, isRequired: true } },
  io2: { size: { from: 4, to: 65_536 }, iops: { from: 100, to: 256_000, perGiB: 1000, isRequired: true } },
  st1: { size: { from: 125, to: 16_384 } },
  sc1: { size: { from: 125, to: 16_384 } },
} as const satisfies VolumeTypes;

/**
 * What a gp2 volume delivers, by its size. IOPS: 3 for each GiB, at least 100, at most 16,000; below 1,000 GiB it bursts to
 * 3,000. Throughput: at most 128 MiB/s up to 170 GiB, 250 MiB/s above (below 334 GiB only with burst credits). Source: EBS
 * user guide, "General Purpose SSD volumes", read 2026-11-26.
 */
export const gp2Performance = {
  iops: { perGiB: 3, from: 100, to: 16_000, burst: 3000 },
  throughput: { upToGiB: 170, small: 128, large: 250 },
} as const;

/** Volumes that ECS creates with a task: documentation of ServiceManagedEBSVolumeConfiguration in botocore 1.44.8. */
export const taskVolumes: VolumeTypes = {
  ...ebsVolumes,
  gp3: {
    size: { from: 1, to: 16_384 },
    iops: { from: 3000, to: 16_000, perGiB: 500 },
    throughput: { from: 125, to: 1000, perIops: 0.25 },
  },
  io2: { ...ebsVolumes.io2, size: { from: 4, to: 16_384 } },
};

const sqlServerIops: Range = { from: 1000, to: 256_000 };

/**
 * Storage of RDS for SQL Server. Least sizes: documentation of CreateDBInstance in botocore 1.44.8. The upper bounds are those of
 * the volumes, because what RDS adds to them depends on the instance class.
 */
export const sqlServerVolumes: VolumeTypes = {
  gp3: {
    size: { from: 20, to: 65_536 },
    iops: sqlServerIops,
    throughput: { ...ebsVolumes.gp3.throughput, perIops: Infinity },
  },
  gp2: { size: { from: 20, to: 65_536 } },
  io1: { size: { from: 100, to: 65_536 }, iops: { ...sqlServerIops, isRequired: true } },
  io2: { size: { from: 100, to: 65_536 }, iops: { ...sqlServerIops, isRequired: true } },
};
