import type { StackCost } from "@ballast/analysis/cost";
import {
  changeOf,
  choosePoint,
  durationText,
  findStore,
  fullnessOf,
  kindWords,
  lastDrill,
  openBackups,
  OperateError,
  savedKinds,
  type Backups,
  type Drill,
  type FoundStore,
  type Fullness,
  type RecoveryPoint,
  type Store,
  type VolumeChange,
} from "@ballast/operate";
import Table from "cli-table3";
import { columnNote } from "../cost/costs.ts";
import type { Place } from "../planning.ts";
import { costText, storeCost, type StoreCost } from "./storeCost.ts";

/** A store that the stack declares, and its state in AWS. */
export interface ListedStore {
  store: Store;
  /** @default - AWS denied access: see the notes */
  found?: FoundStore;
  /** @default - no resource or several resources have its tags */
  fullness?: Fullness;
  /** @default - it is not an EBS volume, or has no modification in progress */
  change?: VolumeChange;
  /** @default - the store is not in the plan */
  cost?: StoreCost;
  /** The last restore test. @default - AWS Backup lists none */
  drill?: Drill;
  notes: string[];
}

/** Reads the stores one after the other. If AWS denies access to one, its row contains a note. */
export async function listStores(
  { stores, cost, region, profile }: Place & { stores: Store[]; cost: StackCost },
  say: (line: string) => void,
): Promise<ListedStore[]> {
  if (stores.length === 0) return [];
  const aws = openBackups(region, profile);
  const listed: ListedStore[] = [];
  for (const store of stores) {
    say(`reading ${store.name} from AWS`);
    const monthly = storeCost(cost, store);
    listed.push({ ...(await listStore(aws, store)), ...(monthly && { cost: monthly }) });
  }
  return listed;
}

async function listStore(aws: Backups, store: Store): Promise<ListedStore> {
  const notes: string[] = [];
  const told = async <T>(asked: Promise<T>): Promise<T | undefined> => {
    try {
      return await asked;
    } catch (error) {
      if (!(error instanceof OperateError)) throw error;
      notes.push(error.message);
      return undefined;
    }
  };
  const found = await told(findStore(aws, store));
  const [one, another] = found?.standing ?? [];
  const isClear = one !== undefined && another === undefined;
  const fullness = isClear ? await told(fullnessOf(aws, store.kind, one.id)) : undefined;
  const change = isClear && store.kind === "ebs" ? await told(changeOf(aws, one.id)) : undefined;
  const drill = isClear && one.arn !== undefined ? await told(lastDrill(aws, one.arn)) : undefined;
  return {
    store,
    ...(found && { found }),
    ...(fullness && { fullness }),
    ...(change && { change }),
    ...(drill && { drill }),
    notes: [...(found?.notes ?? []), ...notes],
  };
}

/** Text output. */
export function storesText(
  { stack, cost }: { stack: string; cost: StackCost },
  stores: ListedStore[],
  now: Date,
): string {
  const table = new Table({
    head: ["store", "is", "stands", "how full", "newest recovery point", "last drill", "$/month"],
    style: { head: [], border: [], compact: true },
  });
  for (const one of stores)
    table.push([
      one.store.name,
      kindWords[one.store.kind],
      standingText(one),
      fullnessText(one, now),
      newestText(one, now),
      drillText(one, now),
      costText(one.cost),
    ]);
  return [
    `${stack} declares:`,
    table.toString(),
    ...columnNote(new Map([[stack, cost]])),
    ...stores.flatMap((one) => savedText(one, now)),
    ...stores.flatMap(({ store, notes }) => notes.map((note) => `${store.name}: ${note}`)),
  ].join("\n");
}

function standingText({ found, change }: ListedStore): string {
  if (found === undefined) return "unknown";
  const standing = found.standing.map(({ id, words }) => `${id}\n${words}`).join("\n") || "no";
  if (change === undefined) return standing;
  const progress = change.progress === undefined ? "" : ` ${change.progress} %`;
  return `${standing}\n${change.state}${progress}: ${change.words}`;
}

function fullnessText({ found, fullness }: ListedStore, now: Date): string {
  if (found?.standing.length === 0) return "";
  if (fullness?.now === undefined) return "unknown";
  const [word = "", unit = ""] = fullness.measure.split(" ");
  const value = (number: number): string => (unit === "%" ? number.toFixed(0) : number.toFixed(1));
  const text = `${value(fullness.now.value)} ${unit} ${word}`;
  if (fullness.before === undefined) return text;
  const age = durationText(now.getTime() - fullness.before.time.getTime());
  return `${text}\n${value(fullness.before.value)} ${unit} ${age} ago`;
}

function newestText({ found }: ListedStore, now: Date): string {
  if (found === undefined) return "unknown";
  const newest = choosePoint(found);
  if (newest === undefined) return "none";
  const text = `${durationText(now.getTime() - newest.time.getTime())} old`;
  return newest.from === "point" ? `${text}\n${newest.point.kind}` : text;
}

/** Recovery points that were created before patching and before deployments. */
function savedPoints({ found }: ListedStore): RecoveryPoint[] {
  const kinds: string[] = Object.values(savedKinds);
  return (found?.points ?? []).filter(({ kind }) => kinds.includes(kind));
}

function savedText(one: ListedStore, now: Date): string[] {
  return savedPoints(one).map(({ id, kind, time, unusable }) => {
    const age =
      time === undefined ? "of an unknown age" : `${durationText(now.getTime() - time.getTime())} old`;
    return `${one.store.name}: ${id}, ${kind}, ${age}${unusable === undefined ? "" : `; ${unusable}`}`;
  });
}

function drillText({ found, drill }: ListedStore, now: Date): string {
  if (found === undefined) return "unknown";
  if (drill === undefined) return "none";
  const age = durationText(now.getTime() - drill.time.getTime());
  const text = drill.result === "running" ? `runs for ${age}` : `${drill.result} ${age} ago`;
  return drill.why === undefined ? text : `${text}\n${drill.why}`;
}

/** JSON output: AWS's values, or null if AWS returns none. */
export function storesJson(stores: ListedStore[]): object[] {
  return stores.map((one) => ({ ...storeJson(one), saved: savedPoints(one).map(savedJson) }));
}

function savedJson({ id, kind, time, state, unusable }: RecoveryPoint): object {
  return { id, kind, time: time ?? null, state, unusable: unusable ?? null };
}

function storeJson({ store, found, fullness, change, cost, drill, notes }: ListedStore): object {
  return {
    store: store.name,
    kind: store.kind,
    component: store.component ?? null,
    standing: found?.standing.map(({ id, words }) => ({ id, words })) ?? null,
    sizeGiB: found?.sizeGiB ?? null,
    fullness: fullness?.now
      ? { measure: fullness.measure, now: fullness.now, before: fullness.before ?? null }
      : null,
    change: change ?? null,
    newestRecoveryPoint: (found && choosePoint(found))?.time ?? null,
    monthlyUsd: cost?.total ?? null,
    isMonthlyUsdComplete: cost?.isComplete ?? null,
    lastDrill: drill ?? null,
    notes,
  };
}
