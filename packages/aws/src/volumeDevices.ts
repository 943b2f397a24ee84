/**
 * Families of the Xen hypervisor, on which a volume has the device name with which it was attached. On Nitro volumes are NVMe devices,
 * by numbers in the order in which they are found (EC2 User Guide, "Amazon EBS volumes and NVMe").
 *
 * From AWS's answer to DescribeInstanceTypes as moto 5.2.5 has it: every type with hypervisor `xen`. Those in the second line AWS offers
 * there no more; they are older than the EC2 User Guide's list "Nitro-based Instances" of 2019, and not in it (awsdocs/amazon-ec2-user-guide,
 * instance-types.md, read 2026-11-27).
 */
const xenFamilies = new Set([
  ..."c1 c3 c4 d2 h1 i2 i3 m1 m2 m3 m4 r3 r4 t1 t2 x1 x1e".split(" "),
  ..."cc2 cr1 f1 g2 g3 g3s hs1 p2 p3".split(" "),
]);

/** Families of which no type in that answer has another hypervisor than `nitro`; some are bare metal alone. */
const nitroFamilies = new Set(
  [
    "a1 c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7gn c7i c7i-flex c8a c8g c8gb c8gd c8gn",
    "c8i c8i-flex c8ib c8id c8in c8ine d3 d3en dl1 dl2q f2 g4ad g4dn g5 g5g g6 g6e g6f g7e gr6 gr6f hpc6a hpc6id",
    "hpc7a hpc7g hpc8a i3en i4g i4i i7i i7ie i8g i8ge im4gn inf1 inf2 is4gen m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g",
    "m6gd m6i m6id m6idn m6in m7a m7g m7gd m7i m7i-flex m8a m8azn m8g m8gb m8gd m8gn m8i m8i-flex m8ib m8id m8in",
    "m8ine mac-m4 mac-m4max mac-m4pro mac1 mac2 mac2-m1ultra mac2-m2 mac2-m2pro p3dn p4d p4de p5 p5e p5en p6-b200",
    "p6-b300 r5 r5a r5ad r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r6idn r6in r7a r7g r7gd r7i r7iz r8a r8g r8gb r8gd",
    "r8gn r8i r8i-flex r8ib r8id r8in t3 t3a t4g trn1 trn1n trn2 u-3tb1 u-6tb1 u7i-12tb u7i-6tb u7i-8tb u7in-16tb",
    "u7in-24tb u7in-32tb vt1 x2gd x2idn x2iedn x2iezn x8aedz x8g x8i z1d",
  ].flatMap((line) => line.split(" ")),
);

/**
 * Whether an instance type such as `t3.medium` attaches volumes as NVMe devices. @returns undefined for an
 * unknown family.
 */
export function hasNvmeVolumes(instanceType: string): boolean | undefined {
  const [family = "", size = ""] = instanceType.split(".");
  if (size.startsWith("metal") || nitroFamilies.has(family)) return true;
  return xenFamilies.has(family) ? false : undefined;
}
