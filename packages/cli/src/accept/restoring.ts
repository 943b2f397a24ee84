import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { findStore, OperateError, snapshotOnce, type FoundStore } from "@ballast/operate";
import { loadProgram, settingsIn } from "@ballast/plan";
import { parseDocument } from "yaml";
import { SettingSearch } from "../restore/setting.ts";
import { storesOf } from "../stackStores.ts";
import { deploy } from "./deploying.ts";
import { removeRestored, settingsFile } from "./destroying.ts";
import type { Step, StepContext, Walk } from "./step.ts";

/** Another instance of the scenario, beside the stack: `rexray-ebs_restored-dev`; beside `rexray-ebs_blue-dev`, `rexray-ebs_bluerestored-dev`. */
export function restoredStack(scenario: string, environment: string, instance: string): string {
  return `${scenario}_${instance}restored-${environment}`;
}

/** Saves each EBS volume, deploys a second stack that starts from the snapshots, and reads there what the walk wrote. */
export function restoreStep(restored: string, minutes: number, { readsBack }: Walk): Step {
  return {
    id: "restore",
    does: `saves the volumes, deploys ${restored} from the snapshots, reads the written data there, and destroys it again`,
    minutes: minutes * 2 + 60,
    skip: (context) => {
      if (readsBack === undefined) return "no step writes data that could be read from a backup";
      return volumesOf(context).length > 0
        ? undefined
        : "the stack has no EBS volume; `npx ballast restore` shows how to restore its other stores";
    },
    run: async (context) => {
      const file = settingsFile(context, restored);
      const snapshots: string[] = [];
      const evidence: Record<string, string> = {};
      const settings = [];
      const { project, plan } = context.planned;
      const search = new SettingSearch(await loadProgram(project), plan);
      for (const store of volumesOf(context)) {
        const found = await findStore(context.backups, store);
        const saving = { volumeId: onlyOne(found), mark: context.record.mark, tags: context.tags };
        const id = await snapshotOnce(context.backups, saving, context.pace);
        snapshots.push(id);
        evidence[store.name] = `${saving.volumeId}, saved as ${id}`;
        settings.push(...(await search.settingsFor(store, id)));
      }
      if (settings.length < snapshots.length)
        throw new OperateError(`No setting of ${context.stack} creates each of its volumes from a snapshot.`);
      writeSettings(context, file, settings);
      Object.assign(evidence, await deploy(context, restored));
      const read = await readsBack?.run({ ...context, stack: restored });
      Object.assign(evidence, read);
      await removeRestored(context, restored);
      return evidence;
    },
  };
}

function volumesOf({ planned: { project, plan } }: StepContext) {
  return storesOf(project, plan).stores.filter(({ kind, urn }) => kind === "ebs" && urn !== undefined);
}

function onlyOne({ store, standing }: FoundStore): string {
  const [one, other] = standing;
  if (one !== undefined && other === undefined) return one.id;
  throw new OperateError(
    `${standing.length} volumes have the tags of ${store.name}: ${standing.map(({ id }) => id).join(", ") || "none"}. Expected one.`,
  );
}

interface Setting {
  path: string[];
  value: string;
}

/** The stack's own file, with what has it start from the snapshots; without its secrets' encryption, which is that stack's alone. */
function writeSettings(context: StepContext, file: string, settings: Setting[]): void {
  const { project } = context.planned;
  if (settingsIn(project.configurationOf(context.stack).values, project.name) === undefined)
    throw new OperateError(`${context.stack} has no settings from which to deploy a second stack.`);
  if (existsSync(file)) return;
  const document = parseDocument(readFileSync(settingsFile(context, context.stack), "utf8"));
  for (const key of ["encryptionsalt", "encryptedkey", "secretsprovider"]) document.delete(key);
  for (const { path, value } of settings)
    document.setIn(["config", `${project.name}:settings`, ...path], value);
  writeFileSync(file, document.toString());
}
