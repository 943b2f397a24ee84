import type { Tag } from "@aws-sdk/client-ec2";

export interface MoveRequest {
  cluster: string;
  /** The tag `ballast:volume`: `rexray-ebs-dev-mysql`. */
  volume: string;
  /** The target zone: `eu-central-1b`. */
  to: string;
}

/** The tag by which components of @ballast/rexray-ebs identify their volume: `<stack>-<component>`. */
export const volumeTag = "ballast:volume";

/** Tags that a move sets on its volume and on its snapshots, to continue later. */
const remembered = {
  desired: "ballast:move-desired",
  cluster: "ballast:move-cluster",
  service: "ballast:move-service",
  attached: "ballast:move-attached",
} as const;

/** Tags on the volume that moves: the target zone, the desired count to restore, and the valid snapshot. */
export const moveTags = {
  to: "ballast:move-to",
  snapshot: "ballast:move-snapshot",
  ...remembered,
} as const;

/** Tag on a volume that Pulumi created from a snapshot which is not the valid one. */
export const voidTag = "ballast:move-void";

/**
 * Tags on the snapshots of a move: the source volume, the desired count to restore, whether it is the valid one, and
 * whether the move is complete.
 */
export const snapshotTags = {
  of: "ballast:move-of",
  valid: "ballast:move-valid",
  done: "ballast:move-done",
  ...remembered,
} as const;

/** State of a move that is stored in its snapshot's tags, so that the second command needs nothing else. */
export interface Remembered extends MoveRequest {
  /** The volume that moves. */
  id: string;
  /** The service whose task uses the volume. @default none */
  service?: string;
  /** The desired count now, or before an earlier attempt set it to 0. */
  desired: number;
  /** When the volume was last seen attached, in this or an earlier attempt. @default - never */
  attached?: Date;
}

export function rememberedTags({ desired, cluster, service, attached }: Remembered): Tag[] {
  return [
    { Key: remembered.desired, Value: String(desired) },
    { Key: remembered.cluster, Value: cluster },
    ...(service === undefined ? [] : [{ Key: remembered.service, Value: service }]),
    ...(attached === undefined ? [] : [{ Key: remembered.attached, Value: attached.toISOString() }]),
  ];
}
