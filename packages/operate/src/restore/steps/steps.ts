import type { StoreKind } from "../stores.ts";
import { clusterSteps } from "./cluster.ts";
import { databaseSteps } from "./database.ts";
import { homeSteps, isFromElsewhere } from "./elsewhere.ts";
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

/** The steps that restore a store, in order. None of them overwrites existing resources. */
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
  const steps = isFromElsewhere(restoring) ? homeSteps(restoring) : kinds[store.kind](restoring);
  return [...ownership(restoring), ...steps];
}

/** Steps that save, rename or replace another stack's resource would do harm, and a save of it would save nothing of this stack's. */
function ownership({ stack, settings, found: { store, standing } }: Restoring): Step[] {
  const [one] = standing;
  // Without a setting the steps only create something beside what stands.
  if (one === undefined || store.isShared !== true || settings.length === 0) return [];
  return [
    {
      say:
        `Neither the tags nor the name of ${one.id} say that it belongs to ${stack}; another stack's ${store.name} may have the same. Continue only if ` +
        `Pulumi's state of ${stack} has its id. These steps do not delete it:`,
      commands: [
        `${command("npx", "pulumi", "stack", "--show-ids", "-s", stack)} | grep -F ${command(one.id)}`,
      ],
    },
  ];
}
