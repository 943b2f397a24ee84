import {
  allowedText,
  choosePoint,
  findStore,
  kindWords,
  openBackups,
  OperateError,
  restoreSteps,
  storeNamed,
  summaryOf,
  type FoundStore,
  type Store,
} from "@ballast/operate";
import { plannedStack } from "../planning.ts";
import { StatusLine } from "../progress.ts";
import { storesOf } from "../stackStores.ts";
import { apply, begun, type Context, type RestoreOptions } from "./apply.ts";
import { listJson, listText, storeJson, storeText, type Shown } from "./render.ts";
import { restoringOf } from "./restoring.ts";

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
  if (options.apply && created === undefined)
    console.error("There is nothing for --apply to do here: the stack's settings do it.");
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
