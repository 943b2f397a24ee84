import {
  allowedText,
  choosePoint,
  command,
  copyName,
  findStore,
  kindWords,
  openBackups,
  OperateError,
  restoreSteps,
  storeNamed,
  summaryOf,
  type Chosen,
  type FoundStore,
  type Restoring,
  type Store,
} from "@ballast/operate";
import { plannedStack } from "../planning.ts";
import { StatusLine } from "../progress.ts";
import { storesOf } from "../stackStores.ts";
import { apply, begun, type Context, type RestoreOptions } from "./apply.ts";
import { listJson, listText, storeJson, storeText, type Shown } from "./render.ts";
import { loadProgram } from "@ballast/plan";
import { SettingSearch } from "./setting.ts";

/** @returns the exit status. */
export async function restore(options: RestoreOptions): Promise<number> {
  const { stack } = options;
  const ofStack = await plannedStack(stack);
  const { project, plan, region, profile } = ofStack;
  const aws = openBackups(options.region ?? region, profile);
  const context: Context = { ...ofStack, options, aws };
  const { stores, others } = storesOf(project, plan);
  if (options.store === undefined) {
    const line = new StatusLine();
    const found: FoundStore[] = [];
    for (const store of stores) {
      line.show(`reading ${store.name} from AWS`);
      found.push(await findStore(aws, store));
    }
    line.end();
    const listed = { stack, region: aws.region, found, others, now: new Date() };
    console.log(options.format === "json" ? listJson(listed) : listText(listed));
    return 0;
  }
  return restoreOne(context, storeNamed(stores, options.store, stack));
}

async function restoreOne(context: Context, store: Store): Promise<number> {
  const { options, aws } = context;
  requireMeaning(context, store);
  const found = await findStore(aws, store);
  const at = options.at ?? (await begun(context, found));
  const now = new Date();
  const chosen = choosePoint({ points: found.points, range: found.range, at: at ?? now });
  if (chosen === undefined) {
    const shown: Shown = {
      stack: options.stack,
      project: context.project.name,
      region: aws.region,
      found,
      now,
    };
    console.log(options.format === "json" ? storeJson(shown) : storeText(shown));
    console.error(
      at === undefined
        ? `${store.name} has no recovery point that can be restored.`
        : `${store.name} has no recovery point at or before ${at.toISOString()}. ${allowedText(found)}`,
    );
    return 1;
  }
  const created = options.apply ? await apply(context, found, chosen) : undefined;
  const restoring = await restoringOf(context, found, chosen, created);
  const shown: Shown = {
    stack: options.stack,
    project: context.project.name,
    region: aws.region,
    found,
    now,
    chosen,
    summary: summaryOf(found, chosen, now),
    settings: restoring.settings,
    steps: restoreSteps(restoring),
    ...(created !== undefined && { created }),
  };
  console.log(options.format === "json" ? storeJson(shown) : storeText(shown));
  return 0;
}

/** What would be without effect is refused, before AWS is asked. */
function requireMeaning({ options, region }: Context, { kind, name }: Store): void {
  if (options.zone !== undefined && kind !== "ebs")
    throw new OperateError(
      `--zone applies to EBS volumes only; ${name} is an ${kindWords[kind]}. Leave it out.`,
    );
  if (options.zone !== undefined && !options.zone.startsWith(region))
    throw new OperateError(
      `--zone is ${options.zone}, but the stack is in ${region}. Name a zone of ${region}, for example ${region}a.`,
    );
  if (options.role !== undefined && kind !== "efs")
    throw new OperateError(
      `--role applies to EFS only, which AWS Backup restores; ${name} is an ${kindWords[kind]}. Leave it out.`,
    );
}

async function restoringOf(
  context: Context,
  found: FoundStore,
  chosen: Chosen,
  created: string | undefined,
): Promise<Restoring> {
  const { project, plan, options, region, aws } = context;
  const { store } = found;
  const value = created ?? valueOf(found, chosen);
  const search = async (): Promise<SettingSearch> => new SettingSearch(await loadProgram(project), plan);
  const settings =
    value === undefined || store.urn === undefined
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
    ...(aws.region !== region && { pointsRegion: aws.region }),
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
