export interface MoveRequest {
  cluster: string;
  /** The tag `ballast:volume`: `rexray-ebs-dev-mysql`. */
  volume: string;
  /** Where it is to lie: `eu-central-1b`. */
  to: string;
}

/** By which the components of @ballast/rexray-ebs know their volume: `<stack>-<component>`. */
export const volumeTag = "ballast:volume";

/** On the volume that is moved: where to, what its service is to have afterwards, and the one snapshot that has all of it. */
export const moveTags = {
  to: "ballast:move-to",
  desired: "ballast:move-desired",
  cluster: "ballast:move-cluster",
  service: "ballast:move-service",
  snapshot: "ballast:move-snapshot",
  attached: "ballast:move-attached",
} as const;

/** On a volume that pulumi created from another snapshot than the valid one. */
export const voidTag = "ballast:move-void";

/** On its snapshots: the volume that they are of, what its service is to have, which is valid, and whether the move is over. */
export const snapshotTags = {
  of: "ballast:move-of",
  desired: "ballast:move-desired",
  cluster: "ballast:move-cluster",
  service: "ballast:move-service",
  valid: "ballast:move-valid",
  attached: "ballast:move-attached",
  done: "ballast:move-done",
} as const;
