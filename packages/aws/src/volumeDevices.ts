/**
 * Families of the Xen hypervisor, on which a volume has the device name with which it was attached. Of all other types volumes are
 * NVMe devices, by numbers in the order in which they are found (EC2 User Guide, "Amazon EBS volumes and NVMe"). From AWS's answer to
 * DescribeInstanceTypes as moto 5.2.5 has it: every type with hypervisor `xen`. Types that AWS no longer offers there are not in it.
 */
const xenFamilies = new Set("c1 c3 c4 d2 h1 i2 i3 m1 m2 m3 m4 r3 r4 t1 t2 x1 x1e".split(" "));

/** Whether volumes are NVMe devices on an instance type: `t3.medium`. */
export function hasNvmeVolumes(instanceType: string): boolean {
  const [family = "", size = ""] = instanceType.split(".");
  return !xenFamilies.has(family) || size.startsWith("metal");
}
