import { ebsVolumes } from "@ballast/aws/services/volumeLimits";
import { given, type Faults } from "@ballast/contracts";
import { checkVolume, gp3LikeGp2, type VolumePerformance } from "@ballast/ecs";
import type { CloudstorOptions } from "./options.ts";

/** EBS's volume types that Cloudstor's options could name, and what came since. */
export const EbsType = {
  Gp2: "gp2",
  Gp3: "gp3",
  Io1: "io1",
  Io2: "io2",
  St1: "st1",
  Sc1: "sc1",
} as const satisfies Record<string, keyof typeof ebsVolumes>;
export type EbsType = (typeof EbsType)[keyof typeof EbsType];

const wholeNumber = /^[1-9]\d*$/;

/**
 * IOPS and throughput: what the options say, and what gp2 delivers where they say nothing and Cloudstor chose the type. Its
 * documentation names Standard/Magnetic as that type, and its users got gp2; gp2 is the faster one.
 */
export function performanceOf({
  size = "",
  ebstype,
  iops,
  throughput,
}: CloudstorOptions): Partial<VolumePerformance> {
  return {
    ...(ebstype === undefined && wholeNumber.test(size) && gp3LikeGp2(Number(size))),
    ...(iops !== undefined && { iops: Number(iops) }),
    ...(throughput !== undefined && { throughput: Number(throughput) }),
  };
}

export function checkBlockOptions(faults: Faults, path: string, options: CloudstorOptions): void {
  const { size, ebstype, iops, throughput } = options;
  if (size === undefined) faults.add(path, 'has no size. Write GiB as digits, for example "10".');
  if (ebstype === "standard") {
    faults.add(
      `${path}.ebstype`,
      `${given(ebstype)} is a previous generation of EBS. Leave it out, or use "st1" for rarely read data.`,
    );
  }
  const words = { sizeGiB: "size", volumeType: "ebstype", iops: "iops", throughput: "throughput" };
  checkVolume(
    faults,
    ebsVolumes,
    {
      sizeGiB: size,
      volumeType: ebstype === "standard" ? undefined : ebstype,
      // What is chosen for the reader counts for what depends on it.
      iops: iops ?? performanceOf(options).iops,
      throughput,
    },
    (property) => `${path}.${words[property]}`,
  );
}
