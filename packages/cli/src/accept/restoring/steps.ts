import { copyName, OperateError, type Restoring } from "@ballast/operate";
import { deploy } from "../deploying.ts";
import { removeRestored } from "../destroying.ts";
import { patchText } from "../../restore/render.ts";
import type { Planned, Evidence, Setting, Step, StepContext, Walk } from "../step.ts";
import { isThere, runPrinted } from "./printed.ts";
import { createSecond, writeSettings } from "./second.ts";
import { isRestoredByCommands, ownStores, printedCommands, restoringFrom, savedPoint } from "./stores.ts";

export interface RestoreMinutes {
  up: number;
  destroy: number;
}

/**
 * Steps that back up every store, restore it as `ballast restore` prints, check the restored data, and delete the
 * copies.
 */
export function restoreStepsOf(walk: Walk, restored: string, minutes: RestoreMinutes): Step[] {
  return [
    saveStep,
    restoreStep(walk, restored, minutes.up),
    readStep(walk, restored),
    removeStep(restored, minutes),
  ];
}

const skip = (context: Planned): string | undefined =>
  ownStores(context).length > 0 ? undefined : "the stack has no store that `ballast restore` restores";

const saveStep: Step = {
  id: "save",
  does: "creates a recovery point of each store: EBS, EFS (by AWS Backup), FSx, RDS and Aurora",
  minutes: 120,
  skip,
  run: async (context) => {
    const evidence: Evidence = {};
    for (const store of ownStores(context)) evidence[store.name] = await savedPoint(context, store);
    return evidence;
  },
};

function restoreStep(walk: Walk, restored: string, upMinutes: number): Step {
  return {
    id: "restore",
    does: `restores the recovery points as \`ballast restore\` says: deploys ${restored} with the printed settings, or runs the printed commands`,
    minutes: upMinutes * 2 + 120,
    stacks: 2,
    skip,
    run: async (context) => {
      const evidence: Evidence = {};
      const adopted: Restoring[] = [];
      for (const restoring of await restorings(context)) {
        const { store } = restoring.found;
        evidence[store.name] = pointOf(restoring);
        if (restoring.settings.length > 0) adopted.push(restoring);
        else if (isRestoredByCommands(restoring)) {
          const { create } = printedCommands(restoring);
          for (const line of create) await runPrinted(context, line, isThere);
          evidence[`commands of ${store.name}`] = create.join("\n");
        } else evidence[`not adopted: ${store.name}`] = unread(restoring);
      }
      if (adopted.length === 0) return evidence;
      const settings = adopted.flatMap((one) => one.settings);
      evidence["settings"] = patchText(context.planned.project.name, settings);
      const beside = (await walk.restoring?.beside?.(context)) ?? [];
      await createSecond(context, restored);
      writeSettings(context, restored, [...settings, ...beside]);
      Object.assign(evidence, await deploy(context, restored));
      const folders = await foldersOf(walk, { ...context, stack: restored }, adopted);
      if (folders.length === 0) return evidence;
      writeSettings(context, restored, folders);
      evidence["folder"] = folders.map(({ value }) => String(value)).join(", ");
      return Object.assign(evidence, await deploy(context, restored));
    },
  };
}

/**
 * Restores from the run's recovery points, by the code of `ballast restore`. Reuses what an earlier attempt created.
 */
async function restorings(context: StepContext): Promise<Restoring[]> {
  const all: Restoring[] = [];
  for (const store of ownStores(context))
    all.push(await restoringFrom(context, store, await savedPoint(context, store)));
  return all;
}

function pointOf({ chosen, created }: Restoring): string {
  const point = chosen.from === "point" ? chosen.point.id : chosen.time.toISOString();
  return created === undefined ? point : `${point}, restored into ${created}`;
}

/** The folder into which AWS Backup restored. It is known only after a task has listed the root. */
async function foldersOf(walk: Walk, context: StepContext, adopted: Restoring[]): Promise<Setting[]> {
  const found: Setting[] = [];
  for (const { found: one, settings } of adopted) {
    const root = settings.find(({ path, value }) => path.at(-1) === "path" && value === "/");
    if (root === undefined) continue;
    const folder = await walk.restoring?.folder?.(context);
    if (folder === undefined)
      throw new OperateError(`No step finds the folder into which AWS Backup restored ${one.store.name}.`);
    found.push({ path: root.path, value: folder });
  }
  return found;
}

function readStep({ readsBack, restoring: own }: Walk, restored: string): Step {
  return {
    id: "restored-data",
    does: "finds in the restored stores what the run wrote before",
    minutes: (readsBack?.minutes ?? 0) + 60,
    stacks: 2,
    skip: (context) => {
      if (readsBack === undefined && own?.reads === undefined)
        return "no step writes anything that could be read from a backup";
      return own?.skip?.(context) ?? skip(context);
    },
    unproved: async (context) => {
      const all = await restorings(context);
      const read = own?.stores?.(context) ?? [];
      const words = all.flatMap((one) => {
        if (isRestoredByCommands(one)) return [];
        if (one.settings.length === 0) return [unread(one)];
        const { name } = one.found.store;
        return read.includes(name)
          ? []
          : [`No step reads ${name}: nothing shows that its data was restored.`];
      });
      return words.length === 0 ? undefined : words.join(" ");
    },
    run: async (context) => {
      const all = await restorings(context);
      const evidence: Evidence = {};
      const byCommands = all.filter(isRestoredByCommands);
      if (all.some(({ settings }) => settings.length > 0)) {
        if (readsBack === undefined)
          throw new OperateError(`No step reads what ${restored} was restored from.`);
        Object.assign(evidence, await readsBack.run({ ...context, stack: restored }));
      }
      for (const one of byCommands) {
        if (own?.reads === undefined) throw new OperateError(`No step reads ${one.found.store.name}.`);
        Object.assign(evidence, await own.reads(context, copyOf(one)));
      }
      return evidence;
    },
  };
}

/** The cluster that the printed commands create. */
function copyOf({ found: { standing, store }, chosen }: Restoring): string {
  return copyName(standing[0]?.id ?? store.name, chosen.time);
}

function unread({ found: { store }, created }: Restoring): string {
  return `No setting of the stack adopts ${created ?? "what is restored"} for ${store.name}, so no task has read it.`;
}

function removeStep(restored: string, { destroy }: RestoreMinutes): Step {
  return {
    id: "remove-restored",
    does: "deletes what was restored, and the recovery points",
    minutes: destroy + 60,
    stacks: 2,
    skip,
    run: async (context) => {
      await removeRestored(context, restored);
      return { removed: restored };
    },
  };
}
