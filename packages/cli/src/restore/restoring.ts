import {
  command,
  copyName,
  type Chosen,
  type FoundStore,
  type Restoring,
  type Store,
} from "@ballast/operate";
import { aws } from "@ballast/aws";
import { fields, text } from "@ballast/model";
import { loadProgram, type StackPlan } from "@ballast/plan";
import type { Context, RestoreOptions } from "./apply.ts";
import { SettingSearch } from "./setting.ts";

/** What the steps of a restore are written from. @param created What `--apply` created. */
export async function restoringOf(
  context: Context,
  found: FoundStore,
  chosen: Chosen,
  created: string | undefined,
): Promise<Restoring> {
  const { project, plan, options, region, aws: from } = context;
  const { store } = found;
  const value = created ?? valueOf(found, chosen);
  const search =
    value === undefined || store.urn === undefined
      ? undefined
      : new SettingSearch(await loadProgram(project), plan);
  const settings =
    search === undefined || value === undefined ? [] : await search.settingsFor(store, value, options.zone);
  return {
    stack: options.stack,
    region,
    found,
    chosen,
    settings,
    ...(settings.length === 0 && search?.refusal !== undefined && { refusal: search.refusal }),
    ...(options.zone !== undefined && { zone: options.zone }),
    ...(created !== undefined && { created }),
    applyCommand: applyCommand(options, store, chosen),
    ...credentialsOf(plan, store),
    ...(from.region !== region && { pointsRegion: from.region }),
  };
}

/** Where a store's logins are, and keys of the users whose logins a function sets: it is called anew for a restored server. */
export function credentialsOf(
  { resolved, secretOutputs = [] }: StackPlan,
  { urn }: Store,
): Pick<Restoring, "secretOutputs" | "ownLogins"> {
  const own = resolved.find((one) => one.urn === urn);
  const calls = resolved.filter(({ type, parent }) => type === aws.lambdaCall && parent === own?.parent);
  return {
    secretOutputs,
    ownLogins:
      own === undefined
        ? []
        : calls.map(({ inputs }) => text(fields(JSON.parse(text(inputs["input"])))["key"])),
  };
}

/** What the settings are to say, where it is known before something is created. */
function valueOf({ store, standing }: FoundStore, chosen: Chosen): string | undefined {
  if (store.kind === "efs") return undefined;
  if (chosen.from === "point") return chosen.point.id;
  return copyName(standing[0]?.id ?? store.name, chosen.time);
}

function applyCommand({ stack, region, role }: RestoreOptions, { name }: Store, { time }: Chosen): string {
  return command(
    ...["npx", "ballast", "restore", stack, "--store", name, "--at", time.toISOString(), "--apply"],
    ...(region === undefined ? [] : ["--region", region]),
    ...(role === undefined ? [] : ["--role", role]),
  );
}
