import { ebsVolumes } from "@ballast/aws/services/volumeLimits";
import type { Faults } from "@ballast/contracts";
import { checkVolume } from "@ballast/ecs";

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

/** The words of Cloudstor's options, each as it was given. */
export interface BlockOptions {
  size: string | undefined;
  ebstype: string | undefined;
  iops: string | undefined;
}

export function checkBlockOptions(faults: Faults, path: string, { size, ebstype, iops }: BlockOptions): void {
  if (size === undefined) faults.add(path, 'has no size. Write GiB as digits, for example "10".');
  const words = { sizeGiB: "size", volumeType: "ebstype", iops: "iops", throughput: "throughput" };
  checkVolume(
    faults,
    ebsVolumes,
    { sizeGiB: size, volumeType: ebstype, iops },
    (property) => `${path}.${words[property]}`,
  );
}
