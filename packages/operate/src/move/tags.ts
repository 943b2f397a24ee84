import type { Tag } from "@aws-sdk/client-ec2";

export interface MoveRequest {
  cluster: string;
  /** The tag `ballast:volume`: `rexray-ebs-dev-mysql`. */
  volume: string;
  /** Where it is to lie: `eu-central-1b`. */
  to: string;
}

/** By which the components of @ballast/rexray-ebs know their volume: `<stack>-<component>`. */
export const volumeTag = "ballast:volume";

/** What a move must know later, on its volume and on its snapshots alike. */
const remembered = {
  desired: "ballast:move-desired",
  cluster: "ballast:move-cluster",
  service: "ballast:move-service",
  attached: "ballast:move-attached",
} as const;

/** On the volume that is moved: where to, what its service is to have afterwards, and the one snapshot that has all of it. */
export const moveTags = {
  to: "ballast:move-to",
  snapshot: "ballast:move-snapshot",
  ...remembered,
} as const;

/** On a volume that pulumi created from another snapshot than the valid one. */
export const voidTag = "ballast:move-void";

/** On its snapshots: the volume that they are of, what its service is to have, which is valid, and whether the move is over. */
export const snapshotTags = {
  of: "ballast:move-of",
  valid: "ballast:move-valid",
  done: "ballast:move-done",
  ...remembered,
} as const;

/** What a snapshot of a move says about the move, so that the second call needs nothing else. */
export interface Remembered extends MoveRequest {
  /** The volume that moves. */
  id: string;
  /** The service whose task has the volume. @default - none has it */
  service?: string;
  /** Tasks that it has now, or had when an earlier try stopped them. */
  desired: number;
  /** When the volume was seen attached, now or at an earlier try. @default - it never was */
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
