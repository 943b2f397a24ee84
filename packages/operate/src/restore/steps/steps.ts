import type { StoreKind } from "../stores.ts";
import { clusterSteps } from "./cluster.ts";
import { databaseSteps } from "./database.ts";
import { fileSystemSteps } from "./fileSystem.ts";
import { command, type Restoring, type Step } from "./step.ts";
import { volumeSteps } from "./volume.ts";
import { windowsSteps } from "./windows.ts";

const kinds: Record<StoreKind, (restoring: Restoring) => Step[]> = {
  ebs: volumeSteps,
  efs: fileSystemSteps,
  fsx: windowsSteps,
  rds: databaseSteps,
  aurora: clusterSteps,
};

/** What brings a store back, in order. Nothing of it overwrites what stands. */
export function restoreSteps(restoring: Restoring): Step[] {
  const { standing, store } = restoring.found;
  if (standing.length > 1) {
    return [
      {
        say:
          `${standing.map(({ id }) => id).join(" and ")} have the tags of ${store.name}, and steps for the wrong one would do harm. Find out which one ` +
          "Pulumi manages, remove the tags from the others, and run the command again.",
        commands: [command("npx", "pulumi", "stack", "--show-ids", "-s", restoring.stack)],
      },
    ];
  }
  return kinds[restoring.found.store.kind](restoring);
}
