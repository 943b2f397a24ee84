import type { StackCost } from "@ballast/analysis/cost";
import { durationText, isBad, type Reason, type RingingAlarm, type ServiceState } from "@ballast/operate";
import colors from "picocolors";
import { plural } from "@ballast/plan/words";
import { storesJson, storesText, type ListedStore } from "../volumes/stores.ts";

export interface ClusterState {
  cluster: string;
  services: ServiceState[];
}

export interface Shown {
  stack: string | undefined;
  region: string;
  clusters: ClusterState[];
  alarms: RingingAlarm[];
  stores: ListedStore[];
  /** The stack's cost. @default - no stack was named */
  cost?: StackCost;
  now: Date;
}

/** JSON output: AWS's values, or null if AWS returns none. */
export function asJson({ stack, region, clusters, alarms, stores }: Shown): string {
  const shown = {
    stack: stack ?? null,
    region,
    clusters: clusters.map(({ cluster, services }) => ({
      cluster,
      services: services.map((one) => ({
        ...one,
        deployingSince: one.deployingSince ?? null,
        isBad: isBad[one.condition],
        reasons: one.reasons.map((reason) => ({ ...reason, last: reason.last ?? null })),
      })),
    })),
    alarms: alarms.map((alarm) => ({ ...alarm, since: alarm.since ?? null })),
    stores: storesJson(stores),
  };
  return JSON.stringify(shown, null, 2);
}

/** Text output. */
export function asText({ stack, region, clusters, alarms, stores, cost, now }: Shown): string {
  return [
    ...clusters.map((one) => clusterText(one, region, now)),
    ...(alarms.length === 0 ? [] : [alarmsText(alarms, now)]),
    ...(stack !== undefined && clusters.length > 0 && alarms.length === 0 ? ["No alarms are active."] : []),
    ...(stack !== undefined && cost !== undefined && stores.length > 0
      ? [storesText({ stack, cost }, stores, now)]
      : []),
    ...(stack !== undefined && clusters.length === 0 && stores.length === 0
      ? [`${stack} has no clusters and no stores.`]
      : []),
  ].join("\n\n");
}

function clusterText({ cluster, services }: ClusterState, region: string, now: Date): string {
  if (services.length === 0) return `${colors.bold(cluster)} (${region}): no services.`;
  const bad = services.filter(({ condition }) => isBad[condition]).length;
  const head = `${colors.bold(cluster)} (${region}): ${plural(services.length, "service")}, ${bad === 0 ? "all in order" : colors.red(`${bad} with problems`)}`;
  return [head, ...services.map((one) => serviceText(one, now))].join("\n");
}

function serviceText(one: ServiceState, now: Date): string {
  const { name, condition, desired, running, pending, revision, others, deployingSince, reasons } = one;
  const word = isBad[condition] ? colors.red(condition) : condition;
  const facts = [
    `${running} of ${plural(desired, "task")} of ${revision}`,
    ...(pending > 0 ? [`${pending} pending`] : []),
    ...(deployingSince ? [`for ${durationText(now.getTime() - deployingSince.getTime())}`] : []),
    ...(others > 0 ? [`next to ${others === 1 ? "an older revision" : `${others} older revisions`}`] : []),
  ];
  const unsaid = "    ECS gave no reason.\n      See the logs of its tasks: npx ballast logs";
  const why =
    isBad[condition] && reasons.length === 0 ? [unsaid] : reasons.map((one) => reasonText(one, now));
  return [`  ${name}: ${word}, ${facts.join(", ")}`, ...why].join("\n");
}

function reasonText({ says, action, times, last }: Reason, now: Date): string {
  const ago = last && `${durationText(now.getTime() - last.getTime())} ago`;
  const when = times === 1 ? ago : `${times} times${ago === undefined ? "" : `, last ${ago}`}`;
  return `    ${says}${when === undefined ? "" : ` (${when})`}\n      ${action}`;
}

function alarmsText(alarms: RingingAlarm[], now: Date): string {
  const lines = alarms.map(({ name, says, since }) => {
    const when = since === undefined ? "" : ` for ${durationText(now.getTime() - since.getTime())}`;
    return `  ${name}${when}${says === "" ? "" : `\n    ${says.trim().replaceAll("\n", "\n    ")}`}`;
  });
  return [
    colors.red(alarms.length === 1 ? "One alarm is active:" : `${alarms.length} alarms are active:`),
    ...lines,
  ].join("\n");
}
