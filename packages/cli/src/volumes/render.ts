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

export interface Listed {
  cluster: string;
  region: string;
  found: Found;
  prices: Prices | undefined;
  now: Date;
}

/** For machines: what AWS says, and null where it says nothing. */
export function asJson({ cluster, region, found, prices }: Listed): string {
  const volumes = found.volumes.map((volume) => ({
    kind: volume.kind,
    name: volume.name,
    id: volume.id,
    zones: volume.zones,
    type: volume.type ?? null,
    storage: volume.storage,
    state: volume.state,
    attachedTo: volume.attachedTo,
    mountTargets: volume.mountTargets,
    encrypted: volume.encrypted,
    created: volume.created ?? null,
    attachedSince: volume.attachedSince ?? null,
    wantedBy: volume.wantedBy,
    ...(prices && { monthlyCost: monthlyCost(volume, prices) ?? null, currency: prices.currency }),
  }));
  return JSON.stringify(
    { cluster, region, families: found.families, volumes, leftOut: found.leftOut },
    null,
    2,
  );
}

/** For people. */
export function asTable({ cluster, region, found, prices, now }: Listed): string {
  const { volumes, leftOut, families } = found;
  const lines: string[] = [];
  if (volumes.length === 0) {
    lines.push(
      `No volume plugin left anything behind for ${cluster} in ${region}, as far as the task definitions of ` +
        `${families.length > 0 ? families.join(", ") : "no family"} tell.`,
    );
  } else {
    const rows = new Table({
      head: [
        "kind",
        "name",
        "id",
        "zones",
        "size",
        "state",
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
        one.created ? age(one.created, now) : "unknown",
        one.attachedSince ? `${one.attachedSince.toISOString().slice(0, 10)}, still is` : "unknown",
        ...(prices ? [monthlyCost(one, prices)?.toFixed(2) ?? "no price"] : []),
      ]);
    }
    lines.push(rows.toString());
    if (prices)
      lines.push(`Storage alone, at your prices: ${total(volumes, prices)} ${prices.currency} a month.`);
  }
  for (const { id, name, owner, tag } of leftOut)
    lines.push(colors.dim(`left out: ${id} ${name}, which is ${owner}'s (${tag})`));
  return lines.join("\n");
}

function size({ kind, type, storage }: FoundVolume): string {
  const gib = storage.reduce((sum, one) => sum + one.gib, 0);
  return kind === "EBS" ? `${gib} GiB ${type ?? ""}`.trim() : sizeText(gib);
}

function state({ kind, state, attachedTo, mountTargets, wantedBy }: FoundVolume): string {
  const where = attachedTo.length > 0 ? `attached to ${attachedTo.join(", ")}` : state;
  const targets =
    kind === "EFS"
      ? `\n${mountTargets.length} mount ${mountTargets.length === 1 ? "target" : "targets"}`
      : "";
  return `${where}${targets}${wantedBy.length > 0 ? `\nwanted by ${wantedBy.join(", ")}` : ""}`;
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
  return `${name} (${id}) is gone after ${seconds} s.${snapshotId === undefined ? "" : ` The snapshot ${snapshotId} stays.`}`;
}
