import { fields, list, text } from "@ballast/model";
import type { Fields } from "../described.ts";
import type { Discarded, DiscardsByProperty } from "./discarding.ts";

/**
 * Families of instance types with instance store volumes (EC2 user guide, "Instance store volume limits for EC2 instances", November
 * 2026): those with a d behind the generation, and those that have nothing else.
 */
const family =
  /^(?:[a-z]+\d+[a-z-]*d[a-z]*|[hi]\d\w*|d[23]\w*|f[12]|g[2-6]\w*|im\d\w*|is\d\w*|m[123]|c[13]|r3|p3dn|p[45]\w*|trn\w+|x1e?|x2ie?dn|hs1|u7\w*in|dl1|vt1)\./;

/** Those of these whose size alone decides it, or that have EBS alone in some sizes. */
const unsure = /^(?:g[2-6]\w*|u7\w*in|vt1|f[12])\./;

const what = "what is on its instance store volumes";

/** What an instance has on the disks of its host; undefined where it has none. */
function lostOf(types: readonly string[], mapped: unknown): Discarded | undefined {
  const mappedDisks = list(mapped).map(fields);
  if (mappedDisks.some(({ noDevice, virtualName }) => text(noDevice) !== "true" && text(virtualName) !== ""))
    return { what };
  const found = types.filter((type) => family.test(type));
  if (found.length === 0) return undefined;
  return found.some((type) => !unsure.test(type))
    ? { what }
    : { what, uncertain: `whether ${found.join(", ")} has instance store volumes depends on its size` };
}

/** Of an instance, which the provider stops for these changes (`Update` in internal/service/ec2/ec2_instance.go, read in November 2026). */
export const instanceStore: DiscardsByProperty = Object.fromEntries(
  ["ebsOptimized", "instanceType", "userData", "userDataBase64"].map((property) => [
    property,
    (before: Fields) => lostOf([text(before["instanceType"])], before["ephemeralBlockDevices"]),
  ]),
);

/** Of a group that replaces its instances by a refresh when what they start from changes. */
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
