import { given, listed, type Faults } from "@ballast/contracts";

/** EBS's volume types that Cloudstor's options could name, and what came since. */
export const EbsType = {
  Gp2: "gp2",
  Gp3: "gp3",
  Io1: "io1",
  Io2: "io2",
  St1: "st1",
  Sc1: "sc1",
} as const;
export type EbsType = (typeof EbsType)[keyof typeof EbsType];

interface Bounds {
  /** GiB. */
  size: { from: number; to: number };
  /** Of the types whose I/O operations per second are bought; `perGiB` is the most for each GiB. */
  iops?: { from: number; to: number; perGiB: number };
}

/**
 * Sources: EC2 API reference, CreateVolume (sizes, IOPS); EBS user guide, "Provisioned IOPS SSD volumes" (IOPS for each
 * GiB). As of 2026-11.
 */
const bounds: Record<EbsType, Bounds> = {
  gp2: { size: { from: 1, to: 16_384 } },
  gp3: { size: { from: 1, to: 65_536 } },
  io1: { size: { from: 4, to: 16_384 }, iops: { from: 100, to: 64_000, perGiB: 50 } },
  io2: { size: { from: 4, to: 65_536 }, iops: { from: 100, to: 256_000, perGiB: 1000 } },
  st1: { size: { from: 125, to: 16_384 } },
  sc1: { size: { from: 125, to: 16_384 } },
};

/** The words of Cloudstor's options, each as it was given. */
export interface BlockOptions {
  size: string | undefined;
  ebstype: string | undefined;
  iops: string | undefined;
}

export function checkBlockOptions(faults: Faults, path: string, options: BlockOptions): void {
  const { size, ebstype = EbsType.Gp3, iops } = options;
  if (size === undefined) faults.add(path, 'has no size; give GiB as digits, for example "10".');
  else checkDigits(faults, `${path}.size`, size, "GiB");
  if (iops !== undefined) checkDigits(faults, `${path}.iops`, iops, "I/O operations per second");
  if (!Object.hasOwn(bounds, ebstype)) {
    faults.add(`${path}.ebstype`, `${given(ebstype)} is unknown; allowed: ${listed(Object.keys(bounds))}.`);
    return;
  }
  const limits = bounds[ebstype as EbsType];
  const gib = Number(size);
  if (gib < limits.size.from || gib > limits.size.to) {
    faults.add(
      `${path}.size`,
      `${given(size)} is out of bounds for ${ebstype}; AWS makes ${limits.size.from} to ${limits.size.to} GiB.`,
    );
  }
  checkIops(faults, `${path}.iops`, options, ebstype, limits.iops);
}

function checkIops(
  faults: Faults,
  path: string,
  { size, iops }: BlockOptions,
  ebstype: string,
  limits: Bounds["iops"],
): void {
  if (limits === undefined) {
    if (iops !== undefined)
      faults.add(path, `is for io1 and io2, and this volume is ${ebstype}; leave it out, or choose io2.`);
    return;
  }
  if (iops === undefined) {
    faults.add(path, `is missing, and ${ebstype} needs it; give ${limits.from} to ${limits.to}.`);
    return;
  }
  const most = Math.min(limits.to, Number(size) * limits.perGiB || limits.to);
  if (Number(iops) < limits.from || Number(iops) > most) {
    faults.add(
      path,
      `${given(iops)} is out of bounds; ${ebstype} of ${given(size)} GiB takes ${limits.from} to ${most} ` +
        `(${limits.perGiB} for each GiB).`,
    );
  }
}

function checkDigits(faults: Faults, path: string, text: string, unit: string): void {
  if (!/^[1-9]\d*$/.test(text))
    faults.add(path, `${given(text)} is no whole number; give ${unit} as digits, for example "10".`);
}
