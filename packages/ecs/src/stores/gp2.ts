import { ebsVolumes, gp2Performance } from "@ballast/aws/services/volumeLimits";

/** The maximum performance of a volume. */
export interface VolumePerformance {
  /** I/O operations per second, with bursts. */
  iops: number;
  /** MiB per second. */
  throughput: number;
}

/** The performance of a gp2 volume, which depends on its size. */
export function gp2PerformanceOf(sizeGiB: number): VolumePerformance {
  const { iops, throughput } = gp2Performance;
  const baseline = Math.min(iops.to, Math.max(iops.from, iops.perGiB * sizeGiB));
  return {
    iops: Math.max(iops.burst, baseline),
    throughput: sizeGiB <= throughput.upToGiB ? throughput.small : throughput.large,
  };
}

/**
 * What must be chosen for a gp3 volume so that it delivers at least what a gp2 volume of this size does, bursts included.
 * Where gp3's own performance is enough, nothing.
 */
export function gp3LikeGp2(sizeGiB: number): Partial<VolumePerformance> {
  const { iops, throughput } = gp2PerformanceOf(sizeGiB);
  const own = ebsVolumes.gp3;
  return {
    ...(iops > own.iops.from && { iops }),
    ...(throughput > own.throughput.from && { throughput }),
  };
}
