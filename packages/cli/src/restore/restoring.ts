import {
  adoptedId,
  command,
  copyName,
  type Chosen,
  type FoundStore,
  type Restoring,
  type Store,
} from "@ballast/operate";
import { loadProgram } from "@ballast/plan";
import { defaultRole, type Context, type RestoreOptions } from "./apply.ts";
import { SettingSearch } from "./setting.ts";

/** What the steps of a restore are written from. @param created What `--apply` created. */
export async function restoringOf(
  context: Context,
  found: FoundStore,
  chosen: Chosen,
  created: string | undefined,
): Promise<Restoring> {
  const { project, plan, options, region, points } = context;
  const { store } = found;
  const isHome = points.region === region;
  // Of what is in another region, the settings name the copy in the stack's.
  const value = created ?? (isHome ? valueOf(found, chosen) : undefined);
  const search = async (): Promise<SettingSearch> => new SettingSearch(await loadProgram(project), plan);
  const settings =
    value === undefined || (store.urn === undefined && store.existing === undefined)
      ? []
      : await (await search()).settingsFor(store, value, options.zone);
  return {
    stack: options.stack,
    region,
    found,
    chosen,
    settings,
    ...(created !== undefined && { created }),
    applyCommand: applyCommand(options, store, chosen),
    secretOutputs: Object.entries(plan.outputs).flatMap(([name, value]) =>
      typeof value === "string" && /^arn:[\w-]+:secretsmanager:/.test(value) ? [name] : [],
    ),
    againCommand: command("npx", "ballast", "restore", options.stack, "--store", store.name),
    roleArn: options.role ?? defaultRole(accountArn(found, chosen)),
    now: new Date(),
    ...(!isHome && { pointsRegion: points.region }),
  };
}

/** What the settings are to say, where it is known before something is created. */
function valueOf({ store, standing, database }: FoundStore, chosen: Chosen): string | undefined {
  if (store.kind === "efs") return undefined;
  if (chosen.from === "point") return adoptedId(store.kind, chosen.point);
  return copyName(standing[0]?.id ?? database?.identifier ?? store.name, chosen.time);
}

/** An ARN that has the account. */
function accountArn({ standing }: FoundStore, chosen: Chosen): string {
  return (chosen.from === "point" ? chosen.point.arn : undefined) ?? standing[0]?.arn ?? "";
}

function applyCommand({ stack, region, role }: RestoreOptions, { name }: Store, chosen: Chosen): string {
  const which = chosen.from === "point" ? ["--point", chosen.point.id] : ["--at", chosen.time.toISOString()];
  return command(
    ...["npx", "ballast", "restore", stack, "--store", name, ...which, "--apply"],
    ...(region === undefined ? [] : ["--region", region]),
    ...(role === undefined ? [] : ["--role", role]),
  );
}
