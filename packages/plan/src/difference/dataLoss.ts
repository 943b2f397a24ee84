import type { PlannedResource } from "@ballast/model";

export interface DataLoss {
  /** URN on the old side; for a new setting, on the new side. */
  urn: string;
  type: string;
  name: string;
  /** Overwritten: the resource stays and its data is replaced. Discarded: AWS deletes a part of the data that it keeps. */
  how: "removed" | "replaced" | "overwritten" | "discarded";
  /** For discarded data: which part, `automatic backups older than 1 day`. */
  what?: string;
  /** Paths of the properties that force a replacement or overwrite the data, sorted; or the reason for the removal, one of `Removal`. */
  cause: string[];
  /** True if the resource is protected, so that the engine refuses to delete it. */
  protected: boolean;
  /** True if the resource stays in AWS and no stack manages it any more. */
  retained: boolean;
  /** The template's attribute that keeps the resource or a snapshot of it. @default - Pulumi's `retainOnDelete` */
  keptBy?: string;
  /** True if CloudFormation creates a final snapshot. @default - no snapshot is created */
  snapshot?: boolean;
  /** Why the data may not be lost after all; unknown counts as lost. @default - it is lost */
  uncertain?: string;
  /** Resources of the same type that the stack adds. One of them may be the same resource and need an alias. */
  alike: string[];
  /** The reason in the acknowledgement, if there is one. */
  acknowledged?: string;
}

/** What happens to the data, and why. */
export type Fate = Pick<DataLoss, "how" | "cause" | "uncertain" | "what">;

/** What is kept of it. */
export type Kept = Pick<DataLoss, "retained" | "keptBy" | "snapshot">;

export function lossRow(
  { urn, type, name, protect }: PlannedResource,
  fate: Fate,
  kept: Kept,
  added: readonly PlannedResource[],
): DataLoss {
  return {
    urn,
    type,
    name,
    ...fate,
    protected: protect,
    ...kept,
    alike: added.filter((one) => one.type === type).map((one) => one.urn),
  };
}

export function keptByPulumi({ retainOnDelete }: Pick<PlannedResource, "retainOnDelete">): Kept {
  return { retained: retainOnDelete ?? false };
}
