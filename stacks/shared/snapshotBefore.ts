import type { ServiceArgs } from "@ballast/ecs";
import { z } from "zod";

/** @param what Changes: `the server's task`. @param volumes Is saved: `the volume`. */
export const snapshotSetting = (what: string, volumes: string) =>
  z
    .boolean()
    .optional()
    .meta({
      description:
        `Saves ${volumes} by a snapshot before ${what} changes, and keeps the last three: what a power failure would leave, at the ` +
        "moment before the old task stops. A deployment waits for it, up to 15 minutes, and fails without it.",
      without: "`false`",
    });

export const snapshotSettings = (what: string, volumes: string) => ({
  snapshotBefore: snapshotSetting(what, volumes),
});

/** The resulting arguments of a service. */
export function snapshotArgs(snapshotBefore: boolean | undefined): Pick<ServiceArgs, "deployment"> {
  return snapshotBefore === true ? { deployment: { snapshotBefore } } : {};
}
