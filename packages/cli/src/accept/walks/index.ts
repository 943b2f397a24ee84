import type { Walk } from "../step.ts";
import { clair } from "./clair.ts";
import { cloudstorSpot } from "./cloudstorSpot.ts";
import { placement } from "./placement.ts";
import { privateRegistry } from "./privateRegistry.ts";
import { rexrayEbs } from "./rexrayEbs.ts";
import { rexrayEfs } from "./rexrayEfs.ts";
import { fsxWindows, inventoWindows } from "./windows.ts";

/**
 * The steps of `ballast accept` between `up` and `patch`, by scenario. The scenario's README describes them for
 * manual use.
 */
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

/** @returns no steps for a scenario without a walk. */
export function walkOf(scenario: string): Walk {
  return walks[scenario] ?? { steps: [] };
}
