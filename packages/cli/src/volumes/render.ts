import type { StackCost } from "@ballast/analysis/cost";
import {
  monthlyCost,
  sizeText,
  type Found,
  type FoundVolume,
  type Prices,
  type Removed,
} from "@ballast/operate";
import Table from "cli-table3";
import colors from "picocolors";
import { storesJson, storesText, type ListedStore } from "./stores.ts";

export interface Listed {
  stack: string | undefined;
  cluster: string | undefined;
  region: string;
  found: Found;
  /** Stores that the stack declares. */
  stores: ListedStore[];
  /** The stack's cost. */
  cost: StackCost | undefined;
  prices: Prices | undefined;
  now: Date;
}

/** JSON output: AWS's values, or null if AWS returns none. */
export function asJson({ stack, cluster, region, found, stores, prices }: Listed): string {
  const volumes = found.volumes.map((volume) => {
    const { ownFamilies: _families, arn: _arn, backedUp: _backedUp, ...shown } = volume;
    const unsaid = { type: null, created: null, attachedSince: null, claimedBy: null };
    const costs = prices && { monthlyCost: monthlyCost(volume, prices) ?? null, currency: prices.currency };
    return { ...unsaid, ...shown, ...costs };
  });
  const listed = {
    stack: stack ?? null,
    cluster: cluster ?? null,
    region,
    ...found,
    volumes,
    stores: storesJson(stores),
  };
  return JSON.stringify(listed, null, 2);
}

/** Text output. */
export function asTable(listed: Listed): string {
  const { stack, found, stores, cost, prices, now } = listed;
  const { volumes, leftOut } = found;
  const lines: string[] =
    stack !== undefined && cost !== undefined && stores.length > 0
      ? [storesText({ stack, cost }, stores, now)]
      : [];
  if (volumes.length === 0) {
    if (stores.length === 0 || found.claims.length > 0 || listed.cluster !== undefined)
      lines.push(nothingText(listed));
  } else {
    const rows = new Table({
      head: [
        "kind",
        "full name",
        "id",
        "zones",
        "size",
        "state",
        "claimed by",
        "age",
        "last attached",
        ...(prices ? [`${prices.currency} a month`] : []),
      ],
      style: { head: [], border: [], compact: true },
    });
    for (const one of volumes) {
      rows.push([
        one.kind,
        one.name,
        one.id,
        one.zones.join("\n"),
        size(one),
        state(one),
        one.claimedBy ?? "none",
        one.created ? age(one.created, now) : "unknown",
        one.attachedSince ? `${one.attachedSince.toISOString().slice(0, 10)}, still attached` : "unknown",
        ...(prices ? [monthlyCost(one, prices)?.toFixed(2) ?? "no price"] : []),
      ]);
    }
    lines.push(rows.toString());
    if (prices)
      lines.push(`Storage only, at your prices: ${total(volumes, prices)} ${prices.currency} a month.`);
  }
  if (volumes.some(({ claimedBy }) => claimedBy === undefined)) {
    lines.push(
      "A volume without a claim was found only by its short name. It can belong to another cluster. `ballast volumes <stack>` shows " +
        "what a stack claims.",
    );
  }
  for (const text of found.unclear) lines.push(`Unknown: ${text}`);
  for (const { id, name, owner, tag } of leftOut)
    lines.push(colors.dim(`left out: ${id} ${name}, managed by ${owner} (${tag})`));
  return lines.join("\n");
}

function nothingText({ stack, cluster, region, found }: Listed): string {
  const { claims, families } = found;
  const claimed =
    claims.length > 0
      ? `, claimed ${claims.length === 1 ? "is" : "are"} ${claims.map(({ text }) => text).join(", ")}`
      : "";
  const read =
    cluster === undefined ? "" : `, read were the task definitions of ${families.join(", ") || "no family"}`;
  const whose = [...(stack === undefined ? [] : [stack]), ...(cluster === undefined ? [] : [cluster])].join(
    " and ",
  );
  return `There is no volume of a plugin${whose === "" ? "" : ` for ${whose}`} in ${region}${claimed}${read}.`;
}

function size({ kind, type, storage }: FoundVolume): string {
  const gib = storage.reduce((sum, one) => sum + one.gib, 0);
  return kind === "EBS" ? `${gib} GiB ${type ?? ""}`.trim() : sizeText(gib);
}

function state({ kind, state, attachedTo, mountTargets, usedBy }: FoundVolume): string {
  const where = attachedTo.length > 0 ? `attached to ${attachedTo.join(", ")}` : state;
  const targets =
    kind === "EFS"
      ? `\n${mountTargets.length} mount ${mountTargets.length === 1 ? "target" : "targets"}`
      : "";
  const uses = usedBy.slice(0, 3).map(({ cluster, who }) => `\n${cluster}: ${who}`);
  const more = usedBy.length > 3 ? `\nand ${usedBy.length - 3} more` : "";
  return `${where}${targets}${uses.join("")}${more}`;
}

/** `3 h`, `12 d`, `2.1 y` */
export function age(since: Date, now: Date): string {
  const hours = Math.max(0, (now.getTime() - since.getTime()) / 3_600_000);
  if (hours < 48) return `${Math.floor(hours)} h`;
  const days = Math.floor(hours / 24);
  return days < 730 ? `${days} d` : `${(days / 365.25).toFixed(1)} y`;
}

function total(volumes: FoundVolume[], prices: Prices): string {
  const costs = volumes.map((one) => monthlyCost(one, prices));
  const sum = costs.reduce<number>((all, one) => all + (one ?? 0), 0).toFixed(2);
  const missing = costs.filter((one) => one === undefined).length;
  return missing > 0 ? `at least ${sum}` : sum;
}

export function removedText({ name, id, snapshotId, seconds }: Removed): string {
  return `${name} (${id}) was deleted after ${seconds} s.${snapshotId === undefined ? "" : ` The snapshot ${snapshotId} is kept.`}`;
}
