import type { StoreKind } from "../stores.ts";
import { clusterSteps } from "./cluster.ts";
import { databaseSteps } from "./database.ts";
import { fileSystemSteps } from "./fileSystem.ts";
import type { Restoring, Step } from "./step.ts";
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
  return kinds[restoring.found.store.kind](restoring);
}
