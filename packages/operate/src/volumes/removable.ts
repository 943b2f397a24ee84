import { some } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import type { Found, FoundVolume } from "./found.ts";

/**
 * The one volume of this name or id, if it can be removed.
 *
 * @param snapshot whether a snapshot shall be taken first, which EFS does not have.
 * @throws {OperateError} if there is none or there are several, or if somebody still uses or manages it.
 */
export function removable(found: Found, name: string, snapshot: boolean, cluster: string): FoundVolume {
  const matches = found.volumes.filter((one) => one.id === name || one.name === name);
  const [volume, ...others] = matches;
  if (volume === undefined) throw new OperateError(notFound(found, name, cluster));
  if (others.length > 0) {
    const all = matches.map(({ id, kind, zones }) => `${id} (${kind}, ${zones.join(", ") || "no zone"})`);
    throw new OperateError(`${matches.length} are named ${name}; name one by its id: ${all.join(", ")}.`);
  }
  const what = `${volume.name} (${volume.id})`;
  if (volume.attachedTo.length > 0) {
    throw new OperateError(
      `${what} is attached to ${volume.attachedTo.join(", ")}, so it was not removed. Scale ` +
        `${volume.wantedBy.length > 0 ? `${volume.wantedBy.join(", ")} to 0` : "what uses it to 0"}, and wait until the ` +
        "plugin has detached it.",
    );
  }
  if (volume.wantedBy.length > 0) {
    throw new OperateError(
      `${what} was not removed: ${volume.wantedBy.join(", ")} of ${cluster} still asks for it. Scale to 0 or delete that first.`,
    );
  }
  if (!["available", "error"].includes(volume.state))
    throw new OperateError(
      `${what} is ${volume.state}, so it was not removed. Try again when it is available.`,
    );
  if (volume.kind === "EFS" && snapshot) throw new OperateError(noSnapshotOfEfs(volume));
  return volume;
}

function notFound({ volumes, leftOut, families }: Found, name: string, cluster: string): string {
  const managed = leftOut.find((one) => one.id === name || one.name === name);
  if (managed) {
    return `${managed.name} (${managed.id}) is ${managed.owner}'s: its tag ${managed.tag} says so. Remove it there, not here.`;
  }
  const names = volumes.map((one) => one.name);
  return (
    `No plugin left a volume ${name} behind for ${cluster}` +
    (names.length > 0
      ? `; there are ${some([...new Set(names)])}.`
      : `. Read were the task definitions ${families.length > 0 ? some(families) : "of no family"}; name others with --family.`)
  );
}

function noSnapshotOfEfs({ name, id, arn, backedUp }: FoundVolume): string {
  return [
    `${name} (${id}) is a file system of EFS, which has no snapshots, so it was not removed.`,
    "AWS Backup can copy it to a vault first: " +
      `aws backup start-backup-job --backup-vault-name <vault> --iam-role-arn <role> --resource-arn ${arn ?? id}` +
      (backedUp ? " (its automatic backups are on, so there may be a recovery point already)" : ""),
    "To remove it as it is, add --no-snapshot.",
  ].join("\n");
}

/** What will be gone, line by line, for who must confirm it. */
export function losses(volume: FoundVolume, snapshot: boolean): string[] {
  const { kind, id, name, zones, type, storage, created, encrypted } = volume;
  const gib = storage.reduce((total, one) => total + one.gib, 0);
  const facts = [
    kind === "EBS" ? `${gib} GiB ${type ?? ""}`.trim() : `${sizeText(gib)} metered`,
    zones.join(", "),
    ...(created ? [`made ${created.toISOString().slice(0, 10)}`] : []),
    encrypted ? "encrypted" : "not encrypted",
  ].filter((fact) => fact !== "");
  return [
    `${kind === "EBS" ? "EBS volume" : "EFS file system"} ${id} "${name}": ${facts.join(", ")}`,
    ...volume.mountTargets.map((target) => `mount target ${target.id} in ${target.zone}`),
    ...(kind === "EFS" ? ["AWS does not say whether anybody has it mounted."] : []),
    snapshot
      ? "A snapshot is taken first and stays: from it the volume can be made again."
      : "No snapshot is taken: nothing brings its data back.",
  ];
}

/** `1.5 GiB`, `12 MiB`: EFS meters bytes. */
export function sizeText(gib: number): string {
  if (gib >= 1) return `${Number(gib.toFixed(1))} GiB`;
  return gib === 0 ? "0 GiB" : `${Math.max(1, Math.round(gib * 1024))} MiB`;
}
