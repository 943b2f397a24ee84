import { some } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import type { Found, FoundVolume } from "./found.ts";
import type { Use } from "./uses.ts";

/** The removals that the user allowed. Everything else is refused. */
export interface RemovalOptions {
  /** Whether to create a snapshot first (EBS only). */
  snapshot: boolean;
  /**
   * Clusters whose tasks use only the same Docker name with a plugin that has another tag. Tasks that reference the
   * volume's id still count.
   */
  ignoreTasksOf: string[];
  /** Allows the removal of a file system without CloudWatch data about connected clients. */
  acceptUnknownConnections: boolean;
}

/**
 * Finds the claimed volume with this full name or id.
 *
 * @throws {OperateError} if no volume or several volumes match, if the volume is not claimed, or if another tool
 *   manages it.
 */
export function claimedVolume(found: Found, asked: string): FoundVolume {
  const matches = found.volumes.filter((one) => one.id === asked || one.name === asked);
  const [volume, ...others] = matches;
  if (volume === undefined) throw new OperateError(notFound(found, asked));
  if (others.length > 0)
    throw new OperateError(
      `${matches.length} volumes are tagged ${asked}. Use one of their ids: ${listed(matches)}.`,
    );
  if (volume.claimedBy === undefined) {
    throw new OperateError(
      `${volume.name} (${volume.id}) was not removed: ${notClaimed(found)} If it is yours, name its stack, or add ` +
        `--tag ${quoted(volume.name)}.`,
    );
  }
  return volume;
}

/** @throws {OperateError} if the volume is attached, or a task or service uses it, according to AWS's current data. */
export function refuseIfUsed(volume: FoundVolume, options: RemovalOptions): void {
  const what = `${volume.name} (${volume.id})`;
  if (volume.attachedTo.length > 0) {
    throw new OperateError(
      `${what} is attached to ${volume.attachedTo.join(", ")}, so it was not removed. Scale what uses it to 0, and wait ` +
        "until the plugin has detached it.",
    );
  }
  const ignored = ignoredUses(volume, options);
  const uses = volume.usedBy.filter((use) => !ignored.includes(use));
  if (uses.length > 0) throw new OperateError(usedText(volume, uses));
  if (volume.state !== "available" && (volume.kind === "EFS" || volume.state !== "error"))
    throw new OperateError(
      `${what} is ${volume.state}, so it was not removed. Try again when it is available.`,
    );
  if (volume.kind === "EFS" && options.snapshot) throw new OperateError(noSnapshotOfEfs(volume));
}

/**
 * Uses that `--ignore-tasks-of` ignores: never those that reference the volume's id, and never those of the stack's
 * own tasks.
 */
export function ignoredUses(
  { usedBy, ownFamilies = [] }: FoundVolume,
  { ignoreTasksOf }: RemovalOptions,
): Use[] {
  return usedBy.filter(
    ({ cluster, family, by }) =>
      by === "name" && ignoreTasksOf.includes(cluster) && !ownFamilies.includes(family),
  );
}

function usedText({ name, id, dockerName }: FoundVolume, uses: Use[]): string {
  const shown = uses.slice(0, 10).map(({ cluster, who }) => `  ${cluster}: ${who}`);
  const clusters = [...new Set(uses.filter(({ by }) => by === "name").map(({ cluster }) => cluster))].sort();
  return [
    `${name} (${id}) was not removed, because it is in use, or may be:`,
    ...shown,
    ...(uses.length > shown.length ? [`  and ${uses.length - shown.length} more`] : []),
    "Scale the services to 0 or delete them, and wait until their tasks are STOPPED.",
    ...(clusters.length > 0
      ? [
          `ECS knows the volume as ${dockerName}, without the prefix of the plugin's tag. Only if the plugin of a cluster has another tag, add ` +
            `--ignore-tasks-of <cluster> (${clusters.join(", ")}).`,
        ]
      : []),
  ].join("\n");
}

function notFound(found: Found, asked: string): string {
  const managed = found.leftOut.find((one) => one.id === asked || one.name === asked);
  if (managed)
    return `${managed.name} (${managed.id}) is managed by ${managed.owner}, according to its tag ${managed.tag}. Remove it there.`;
  const sharing = found.volumes.filter(({ dockerName }) => dockerName === asked);
  if (sharing.length > 0) {
    return (
      `${quoted(asked)} is not a full Name tag or an id, and volumes of other clusters can have the same short name. ` +
      `Use one of: ${listed(sharing)}.`
    );
  }
  return `There is no volume ${quoted(asked)} to remove in this region: ${notClaimed(found)}`;
}

/** Lists the existing claims, for the message. */
function notClaimed({ claims, unclear }: Found): string {
  const by = [...new Set(claims.map((claim) => claim.by))].join(" and ");
  const texts = claims.map(({ text }) => quoted(text));
  return [
    claims.length === 0 ? "no plan and no --tag claims a volume." : `${by} claims ${some(texts)}.`,
    ...unclear,
  ].join(" ");
}

function listed(volumes: FoundVolume[]): string {
  return some(
    volumes.map(({ id, name, kind, zones }) => `${name} (${id}, ${kind}, ${zones.join(", ") || "no zone"})`),
  );
}

export function quoted(text: string): string {
  return JSON.stringify(text);
}

function noSnapshotOfEfs({ name, id, arn, backedUp }: FoundVolume): string {
  return [
    `${name} (${id}) is an EFS file system, which has no snapshots, so it was not removed.`,
    "AWS Backup can copy it to a vault first: " +
      `aws backup start-backup-job --backup-vault-name <vault> --iam-role-arn <role> --resource-arn ${arn ?? id}` +
      (backedUp ? " (its automatic backups are on, so there may be a recovery point already)" : ""),
    "To remove it without a copy, add --no-snapshot.",
  ].join("\n");
}
