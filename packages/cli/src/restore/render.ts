import {
  durationText,
  kindWords,
  type AdoptingSetting,
  type Chosen,
  type FoundStore,
  type OtherStore,
  type RecoveryPoint,
  type Step,
  type Store,
  type Summary,
} from "@ballast/operate";
import Table from "cli-table3";

export interface Listed {
  stack: string;
  region: string;
  /** The region that has the recovery points. */
  pointsRegion: string;
  found: FoundStore[];
  unknown: UnknownStore[];
  others: OtherStore[];
  now: Date;
}

/** A store that AWS does not let the command look at. */
export interface UnknownStore {
  store: Store;
  why: string;
}

/** One store, and what was chosen; nothing where nothing can be. */
export interface Shown {
  stack: string;
  /** Of Pulumi, before the keys of its configuration. */
  project: string;
  region: string;
  /** The region that has the recovery points. */
  pointsRegion: string;
  found: FoundStore;
  now: Date;
  chosen?: Chosen;
  summary?: Summary;
  settings?: AdoptingSetting[];
  steps?: Step[];
  created?: string;
}

export function listText({ stack, region, pointsRegion, found, unknown, others, now }: Listed): string {
  const isEmpty = found.length + unknown.length === 0;
  const table = new Table({
    head: ["store", "is", "stands", "newest", "age", "any time from", "to"],
    style: { head: [] },
  });
  for (const { store, standing, points, range } of found) {
    const newest = newestOf(points);
    table.push([
      store.name,
      kindWords[store.kind],
      standing.map(({ id, words }) => `${id} (${words})`).join("\n") || "no",
      newest?.time?.toISOString() ?? "none",
      newest?.time === undefined ? "" : durationText(now.getTime() - newest.time.getTime()),
      range?.earliest.toISOString() ?? "",
      range?.latest.toISOString() ?? "",
    ]);
  }
  for (const { store } of unknown)
    table.push([store.name, kindWords[store.kind], "unknown", "unknown", "", "", ""]);
  return [
    isEmpty
      ? `${stack} has no EBS volume, EFS or FSx file system, RDS database or Aurora cluster.`
      : `${stack} in ${region}${pointsText(region, pointsRegion)}:\n${table.toString()}`,
    ...found.flatMap(({ store, notes }) => notes.map((note) => `${store.name}: ${note}`)),
    ...unknown.map(({ store, why }) => `${store.name}: ${why}`),
    ...(others.length === 0
      ? []
      : [
          `Not restored by this command: ${others.map(({ name, words }) => `${name} (${words})`).join(", ")}.`,
        ]),
    ...(isEmpty ? [] : [`Next: npx ballast restore ${stack} --store <store>`]),
  ].join("\n");
}

function pointsText(region: string, pointsRegion: string): string {
  return pointsRegion === region ? "" : `, with the recovery points of ${pointsRegion}`;
}

function newestOf(points: RecoveryPoint[]): RecoveryPoint | undefined {
  return points.find(({ unusable, time }) => unusable === undefined && time !== undefined);
}

export function listJson({ stack, region, pointsRegion, found, unknown, others, now }: Listed): string {
  const unknownStores = unknown.map(({ store, why }) => ({ store: store.name, kind: store.kind, why }));
  const stores = found.map((one) => {
    const newest = newestOf(one.points);
    return {
      ...factsOf(one),
      newest: newest === undefined ? null : { id: newest.id, time: newest.time },
      ageSeconds:
        newest?.time === undefined ? null : Math.floor((now.getTime() - newest.time.getTime()) / 1000),
    };
  });
  return JSON.stringify(
    { stack, region, pointsRegion, stores, unknown: unknownStores, notRestored: others },
    null,
    2,
  );
}

function factsOf({ store, standing, points, range, sizeGiB, notes }: FoundStore) {
  return {
    store: store.name,
    kind: store.kind,
    standing,
    sizeGiB: sizeGiB ?? null,
    range: range ?? null,
    recoveryPoints: points.length,
    notes,
  };
}

export function storeText(shown: Shown): string {
  const { found, stack, region, pointsRegion, chosen, summary, settings = [], steps = [], created } = shown;
  const { store, standing, points, range, notes } = found;
  const stands = standing.map(({ id, words }) => `${id} (${words})`).join(" and ");
  const lines = [
    `${store.name} of ${stack}, an ${kindWords[store.kind]} in ${region}: ${stands === "" ? "no existing resource was found" : stands}.`,
    ...(pointsRegion === region ? [] : [`Recovery points of ${pointsRegion}:`]),
    points.length === 0 ? "There are no recovery points." : pointTable(points, chosen),
    ...(range ? [`Any time from ${range.earliest.toISOString()} to ${range.latest.toISOString()}.`] : []),
    ...notes,
  ];
  if (chosen === undefined || summary === undefined) return lines.join("\n");
  lines.push(
    "",
    `Restores: ${chosen.from === "point" ? `${chosen.point.id} of ${chosen.time.toISOString()}` : `the state at ${chosen.time.toISOString()}`}`,
    ...(created === undefined ? [] : [`Created: ${created}`]),
    `Lost: ${summary.lost}`,
    `Time: ${summary.duration}`,
    `Cost: ${summary.cost}`,
    "",
    ...(settings.length === 0
      ? []
      : [
          `Settings, in Pulumi.${stack}.yaml:`,
          patchText(shown.project, settings),
          `To look at the data first, deploy a second stack with these settings next to this one ("Restore" in the scenario's README). The steps ` +
            `below replace the store in ${stack} itself.`,
          "",
        ]),
    "Steps:",
  );
  for (const [index, { say, commands }] of steps.entries())
    lines.push(`${index + 1}. ${say}`, ...commands.map((line) => `     ${line}`));
  return lines.join("\n");
}

function pointTable(points: RecoveryPoint[], chosen: Chosen | undefined): string {
  const table = new Table({ head: ["", "time", "recovery point", "is", "state"], style: { head: [] } });
  const id = chosen?.from === "point" ? chosen.point.id : undefined;
  for (const point of points) {
    table.push([
      point.id === id ? "→" : "",
      point.time?.toISOString() ?? "unknown",
      point.id,
      `${point.kind}${point.of === undefined ? "" : ` of ${point.of}`}`,
      point.unusable === undefined ? point.state : `not usable: ${point.unusable}`,
    ]);
  }
  return table.toString();
}

/** The part of the stack's file that changes. */
export function patchText(project: string, settings: AdoptingSetting[]): string {
  const root: Record<string, unknown> = {};
  const gone = settings.filter(({ value }) => value === undefined);
  for (const { path, value } of settings) {
    if (value === undefined) continue;
    let inner = root;
    for (const key of path.slice(0, -1)) inner = (inner[key] ??= {}) as Record<string, unknown>;
    inner[path.at(-1) ?? ""] = value;
  }
  const lines = (values: Record<string, unknown>, indent: string): string[] =>
    Object.entries(values).flatMap(([key, value]) =>
      typeof value === "string"
        ? [`${indent}${key}: ${/^[\w.-]+$/.test(value) ? value : JSON.stringify(value)}`]
        : [`${indent}${key}:`, ...lines(value as Record<string, unknown>, `${indent}  `)],
    );
  return [
    "config:",
    `  ${project}:settings:`,
    ...lines(root, "    "),
    ...gone.map(({ path, why = "" }) => `    # Remove ${path.join(".")}. Otherwise: ${why}`),
  ].join("\n");
}

export function storeJson(shown: Shown): string {
  const { stack, region, pointsRegion, found, chosen, summary, settings = [], steps = [], created } = shown;
  return JSON.stringify(
    {
      stack,
      region,
      pointsRegion,
      ...factsOf(found),
      recoveryPoints: found.points,
      chosen:
        chosen === undefined
          ? null
          : chosen.from === "point"
            ? { id: chosen.point.id, time: chosen.time }
            : { time: chosen.time },
      created: created ?? null,
      ...summary,
      settings,
      steps,
    },
    null,
    2,
  );
}
