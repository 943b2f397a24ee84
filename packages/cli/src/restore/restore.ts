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
  type Chosen,
  type FoundStore,
  type Store,
} from "@ballast/operate";
import { plannedStack } from "../planning.ts";
import { StatusLine, withStatus } from "../progress.ts";
import { storesOf } from "../stackStores.ts";
import { apply, begun, type Context, type RestoreOptions } from "./apply.ts";
import { listJson, listText, storeJson, storeText, type Shown, type UnknownStore } from "./render.ts";
import { restoringOf } from "./restoring.ts";

/** @returns the exit status. */
export async function restore(options: RestoreOptions): Promise<number> {
  const { stack } = options;
  const ofStack = await plannedStack(stack);
  const { project, plan, region, profile } = ofStack;
  const aws = openBackups(region, profile);
  const { region: other = region } = options;
  const points = other === region ? aws : openBackups(other, profile);
  const context: Context = { ...ofStack, options, aws, points };
  const { stores, others } = storesOf(project, plan);
  if (options.store === undefined) {
    const line = new StatusLine();
    const found: FoundStore[] = [];
    const unknown: UnknownStore[] = [];
    for (const store of stores) {
      line.show(`reading ${store.name} from AWS`);
      try {
        found.push(await findStore(aws, store, points));
      } catch (error) {
        // One service that AWS does not let us ask must not hide the stores of the others.
        if (!(error instanceof OperateError)) throw error;
        unknown.push({ store, why: error.message });
      }
    }
    line.end();
    const listed = { stack, region, pointsRegion: points.region, found, unknown, others, now: new Date() };
    console.log(options.format === "json" ? listJson(listed) : listText(listed));
    return 0;
  }
  return restoreOne(context, storeNamed(stores, options.store, stack));
}

async function restoreOne(context: Context, store: Store): Promise<number> {
  const { options, aws, points, region } = context;
  requireMeaning(context, store);
  const found = await withStatus(`reading ${store.name} from AWS`, findStore(aws, store, points));
  const at = options.at ?? (options.point === undefined ? await begun(context, found) : undefined);
  const now = new Date();
  const known: Shown = {
    stack: options.stack,
    project: context.project.name,
    region,
    pointsRegion: points.region,
    found,
    now,
  };
  const print = (shown: Shown): void =>
    console.log(options.format === "json" ? storeJson(shown) : storeText(shown));
  const chosen =
    options.point === undefined
      ? choosePoint({ points: found.points, range: found.range, at: at ?? now })
      : pointNamed(found, options.point);
  if (chosen === undefined) {
    print(known);
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
  const restoring = await withStatus(
    `finding the settings that adopt the restored ${store.name}`,
    restoringOf(context, found, chosen, created),
  );
  print({
    ...known,
    chosen,
    summary: summaryOf(found, chosen, now),
    settings: restoring.settings,
    steps: restoreSteps(restoring),
    ...(created !== undefined && { created }),
  });
  return 0;
}

/** @throws {OperateError} where it is not listed, or cannot be restored. */
function pointNamed({ store, points }: FoundStore, id: string): Chosen {
  const point = points.find((one) => one.id === id);
  if (point === undefined)
    throw new OperateError(
      `${store.name} has no recovery point ${id}; the command without --point lists ${points.length}.`,
    );
  if (point.unusable !== undefined || point.time === undefined)
    throw new OperateError(
      `${id} of ${store.name} cannot be restored: ${point.unusable ?? "AWS does not report its time"}.`,
    );
  return { from: "point", point, time: point.time };
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
