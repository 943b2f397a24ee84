import { some } from "../ecs.ts";
import type { Checked } from "./checks.ts";
import { ignoredUses, quoted, type RemovalOptions } from "./removable.ts";

/** Lines that describe what will be deleted and what was checked, for the prompt. */
export function losses({ volume, clusters, connectionsKnown }: Checked, options: RemovalOptions): string[] {
  const { kind, id, name, zones, type, storage, created, encrypted, claimedBy = "nobody" } = volume;
  const gib = storage.reduce((total, one) => total + one.gib, 0);
  const facts = [
    kind === "EBS" ? `${gib} GiB ${type ?? ""}`.trim() : `${sizeText(gib)} metered`,
    zones.join(", "),
    ...(created ? [`created ${created.toISOString().slice(0, 10)}`] : []),
    encrypted ? "encrypted" : "not encrypted",
  ].filter((fact) => fact !== "");
  const ignored = ignoredUses(volume, options);
  return [
    `${kind === "EBS" ? "EBS volume" : "EFS file system"} ${id} ${quoted(name)}: ${facts.join(", ")}`,
    ...volume.mountTargets.map((target) => `mount target ${target.id} in ${target.zone}`),
    `It is claimed by ${claimedBy}. ` +
      (ignored.length > 0
        ? `You ignore ${ignored.length} of the tasks and services that name ${volume.dockerName}: ${some(ignored.map(({ cluster, who }) => `${who} of ${cluster}`))}.`
        : `No task or service of ${clusters.length} ${clusters.length === 1 ? "cluster" : "clusters"} names it.`),
    ...(connectionsKnown === undefined ? [] : [connectionText(connectionsKnown)]),
    options.snapshot
      ? "A snapshot is created first and kept. The volume can be recreated from it."
      : "No snapshot is created: its data cannot be recovered.",
  ];
}

function connectionText(known: boolean): string {
  return known
    ? "No client was connected to it in the last 15 minutes."
    : "Whether clients are connected to it is unknown: CloudWatch has no data.";
}

/** `1.5 GiB`, `12 MiB`: EFS meters bytes. */
export function sizeText(gib: number): string {
  if (gib >= 1) return `${Number(gib.toFixed(1))} GiB`;
  return gib === 0 ? "0 GiB" : `${Math.max(1, Math.round(gib * 1024))} MiB`;
}
