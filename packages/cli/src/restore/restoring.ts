import {
  adoptedId,
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
  // For a recovery point in another region, the settings name its copy in the stack's region.
  const value = created ?? (isHome ? valueOf(found, chosen) : undefined);
  const search =
    value === undefined || (store.urn === undefined && store.existing === undefined)
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
    againCommand: command("npx", "ballast", "restore", options.stack, "--store", store.name),
    roleArn: options.role ?? defaultRole(accountArn(found, chosen)),
    now: new Date(),
    ...(!isHome && { pointsRegion: points.region }),
    ...credentialsOf(plan, store),
  };
}

/** Outputs with the ARNs of a store's secrets, and the users whose logins a function sets: it is called again for a restored server. */
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
