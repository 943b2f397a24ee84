import { fields, list, text, words } from "@ballast/model";
import type { Fields } from "../described.ts";
import type { Discarded, DiscardsByProperty } from "./discarding.ts";

/**
 * Families of instance types with instance store volumes, in each of their sizes: EC2's answer to DescribeInstanceTypes, as moto 5.2.5
 * has it.
 */
const families = new Set(
  words(`
    c1 c3 c5ad c5d c6gd c6id c7gd c8gd c8id c9gd d2 d3 d3en f2 g4dn g5 g6 g6e g6f g7 g7e gr6
    gr6f h1 hpc6id i2 i3 i3en i4g i4i i7i i7ie i8g i8ge im4gn is4gen m1 m2 m3 m5ad m5d m5dn m6gd m6id
    m6idn m7gd m8gd m8id m8idb m8idn m9gd mac-m4 mac-m4pro p3dn p4d p4de p5 p5e p5en p6-b200 p6-b300 r3 r5ad r5d r5dn r6gd
    r6id r6idn r7gd r8gd r8id r8idb r8idn r9gd trn1 trn1n trn2 trn2u x1 x1e x2gd x2idn x2iedn x8aedz z1d
  `),
);

/** Newer families with instance store volumes, recognized by a "d" after the generation in their name. */
const newer = /^[a-z]+\d+[a-z-]*d[a-z]*$/;

const what = "the data on its instance store volumes";

/** Data on an instance's instance store volumes; undefined if it has none. */
function lostOf(types: readonly string[], mapped: unknown): Discarded | undefined {
  const mappedDisks = list(mapped).map(fields);
  if (mappedDisks.some(({ noDevice, virtualName }) => text(noDevice) !== "true" && text(virtualName) !== ""))
    return { what };
  const all = types.map((type) => type.split(".")[0] ?? "");
  if (all.some((family) => families.has(family))) return { what };
  const found = all.filter((family) => newer.test(family));
  return found.length === 0
    ? undefined
    : { what, uncertain: `whether ${found.join(", ")} has instance store volumes is unknown` };
}

/** Of an instance, which the provider stops for these changes (`Update` in internal/service/ec2/ec2_instance.go, read in November 2026). */
export const instanceStore: DiscardsByProperty = Object.fromEntries(
  ["ebsOptimized", "instanceType", "userData", "userDataBase64"].map((property) => [
    property,
    (before: Fields) => lostOf([text(before["instanceType"])], before["ephemeralBlockDevices"]),
  ]),
);

/** For a group whose instances are replaced by an instance refresh when their launch settings change. */
export const refreshedInstanceStores: DiscardsByProperty = Object.fromEntries(
  ["launchTemplate", "mixedInstancesPolicy", "launchConfiguration"].map((property) => [
    property,
    (before: Fields, after: Fields) => {
      if (after["instanceRefresh"] === undefined) return undefined;
      const launch = fields(fields(before["mixedInstancesPolicy"])["launchTemplate"]);
      return lostOf(
        list(launch["overrides"]).map((one) => text(fields(one)["instanceType"])),
        undefined,
      );
    },
  ]),
);
