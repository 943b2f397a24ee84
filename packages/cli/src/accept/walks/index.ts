import type { Walk } from "../step.ts";
import { clair } from "./clair.ts";
import { cloudstorSpot } from "./cloudstorSpot.ts";
import { placement } from "./placement.ts";
import { privateRegistry } from "./privateRegistry.ts";
import { rexrayEbs } from "./rexrayEbs.ts";
import { rexrayEfs } from "./rexrayEfs.ts";
import { fsxWindows, inventoWindows } from "./windows.ts";

/** What `ballast accept` does between `up` and `patch`, by scenario: what its README shows by hand. */
export const walks: Readonly<Record<string, Walk>> = {
  clair,
  "cloudstor-spot": cloudstorSpot,
  "fsx-windows": fsxWindows,
  "invento-windows": inventoWindows,
  placement,
  "private-registry": privateRegistry,
  "rexray-ebs": rexrayEbs,
  "rexray-efs": rexrayEfs,
};

/** @returns nothing to walk through for a scenario without one. */
export function walkOf(scenario: string): Walk {
  return walks[scenario] ?? { steps: [] };
}
