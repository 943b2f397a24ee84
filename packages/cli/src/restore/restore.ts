import {
  allowedText,
  choosePoint,
  claimsOfPlan,
  command,
  copyName,
  copySnapshot,
  findStore,
  kindWords,
  openBackups,
  OperateError,
  restoreFileSystem,
  restoreMoment,
  restoreSteps,
  storeNamed,
  storesOfPlan,
  summaryOf,
  unfinished,
  type Backups,
  type Chosen,
  type FoundStore,
  type Restoring,
  type Store,
  type StoreKind,
} from "@ballast/operate";
import { PlanError, type Project, type StackPlan } from "@ballast/plan";
import { confirm } from "../confirm.ts";
import { following } from "../operating.ts";
import { placeOf, planned, type Place } from "../planning.ts";
import { StatusLine } from "../progress.ts";
import { listJson, listText, storeJson, storeText, type Shown } from "./render.ts";
import { SettingSearch } from "./setting.ts";

export interface RestoreOptions {
  stack: string;
  store?: string;
  at?: Date;
  zone?: string;
  region?: string;
  apply?: boolean;
  role?: string;
  timeout: number;
  yes?: boolean;
  format: "text" | "json";
}

/** A stack, its plan and where it stands. */
interface Context extends Place {
  project: Project;
  plan: StackPlan;
  options: RestoreOptions;
  /** Of the region that has the recovery points. */
  aws: Backups;
}

/** @returns the exit status. */
export async function restore(options: RestoreOptions): Promise<number> {
  const { stack } = options;
  const missing = (stacks: string): PlanError =>
    new PlanError(`There is no stack ${stack}; there are ${stacks}.`);
  const { project, plan } = await planned(stack, missing);
  const place = placeOf(project, stack);
  const aws = openBackups(options.region ?? place.region, place.profile);
  const context: Context = { ...place, project, plan, options, aws };
  const { stores, others } = storesOfPlan(
    stack,
    plan.resolved,
    defaultTags(project, stack),
    claimsOfPlan(stack, plan.resolved).claims,
  );
  if (options.store === undefined) {
    const line = new StatusLine();
    const found: FoundStore[] = [];
    for (const store of stores) {
      line.show(`asking AWS for ${store.name}`);
      found.push(await findStore(aws, store));
    }
    line.end();
    const listed = { stack, region: aws.region, found, others, now: new Date() };
    console.log(options.format === "json" ? listJson(listed) : listText(listed));
    return 0;
  }
  return restoreOne(context, storeNamed(stores, options.store, stack));
}

function defaultTags(project: Project, stack: string): Record<string, string> {
  const text = project.configurationOf(stack).values["aws:defaultTags"];
  if (text === undefined) return {};
  const { tags = {} } = JSON.parse(text) as { tags?: Record<string, string> };
  return tags;
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
        : `${store.name} has nothing of ${at.toISOString()} or before. ${allowedText(found)}`,
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
      `--zone has a meaning for EBS volumes; ${name} is an ${kindWords[kind]}. Leave it out.`,
    );
  if (options.zone !== undefined && !options.zone.startsWith(region))
    throw new OperateError(
      `--zone is ${options.zone}, but the stack is in ${region}. Name a zone of ${region}, for example ${region}a.`,
    );
  if (options.role !== undefined && kind !== "efs")
    throw new OperateError(
      `--role has a meaning for EFS, which AWS Backup restores; ${name} is an ${kindWords[kind]}. Leave it out.`,
    );
}

/** A copy that an earlier --apply without --at began has a moment that is past by now. */
async function begun({ options, aws }: Context, { store, standing }: FoundStore): Promise<Date | undefined> {
  const [one] = standing;
  if (!options.apply || one === undefined || !isDatabase(store.kind)) return undefined;
  const time = await unfinished(aws, store.kind, one.id);
  if (time !== undefined)
    console.error(`Goes on with the restore to ${time.toISOString()} that was begun before.`);
  return time;
}

function isDatabase(kind: StoreKind): kind is "rds" | "aurora" {
  return kind === "rds" || kind === "aurora";
}

/** @returns the id of what was created; undefined where the API has nothing to do before the settings. */
async function apply(context: Context, found: FoundStore, chosen: Chosen): Promise<string | undefined> {
  const { options, aws, region } = context;
  const { store, standing } = found;
  const [old] = standing;
  if (chosen.from === "time" && isDatabase(store.kind)) {
    const kind = store.kind;
    if (old === undefined || found.database === undefined)
      throw new OperateError(
        `${store.name} is gone, so its place is unknown: --apply cannot restore a moment of it. Run the command without --apply, ` +
          "with --at of a snapshot. Nothing was changed.",
      );
    requireHome(context, store);
    const restore = { kind, source: old.id, time: chosen.time, facts: found.database };
    const copy = copyName(old.id, chosen.time);
    console.error(
      `This restores ${chosen.time.toISOString()} of ${old.id} into ${copy}, a database that costs by the hour, and creates the snapshot ${copy} of it.`,
    );
    await confirm(options, copy, "begin");
    return (await following(options.timeout, (pace) => restoreMoment(aws, restore, pace))).snapshotId;
  }
  if (chosen.from === "point" && store.kind === "efs") {
    requireHome(context, store);
    const { point } = chosen;
    const roleArn = options.role ?? defaultRole(point.id);
    console.error(
      `This has AWS Backup restore ${point.id} of ${chosen.time.toISOString()} into a new file system of ${region}, as ${roleArn}.`,
    );
    await confirm(options, store.name, "begin");
    return (
      await following(options.timeout, (pace) =>
        restoreFileSystem(aws, { name: store.name, point, roleArn }, pace),
      )
    ).id;
  }
  if (chosen.from === "point" && store.kind === "ebs" && aws.region !== region) {
    const { id } = chosen.point;
    console.error(`This copies ${id} from ${aws.region} to ${region}.`);
    await confirm(options, id, "begin");
    const home = openBackups(region, context.profile);
    const copy = { from: aws.region, snapshotId: id, name: store.name };
    return (await following(options.timeout, (pace) => copySnapshot(home, copy, pace))).id;
  }
  console.error("There is nothing for --apply to do here: the stack's settings do it.");
  return undefined;
}

/** AWS restores these where their recovery points lie. */
function requireHome({ aws, region }: Context, { kind }: Store): void {
  if (aws.region === region) return;
  throw new OperateError(
    `An ${kindWords[kind]} is restored where its recovery points lie: ${aws.region}. Copy one to ${region} first, and leave --region out. ` +
      "Nothing was changed.",
  );
}

/** Which AWS Backup's console creates (AWS Backup developer guide, "Default service role for AWS Backup", 2026-11). */
function defaultRole(recoveryPointArn: string): string {
  const [, partition = "aws", , , account = ""] = recoveryPointArn.split(":");
  return `arn:${partition}:iam::${account}:role/service-role/AWSBackupDefaultServiceRole`;
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
  const search = new SettingSearch(project, plan);
  const settings =
    value === undefined || store.urn === undefined
      ? []
      : await search.settingsFor(store, value, options.zone);
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
