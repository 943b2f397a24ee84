import type { PlannedResource } from "@ballast/model";

export interface DataLoss {
  /** On the old side; of a setting that is new, on the new one. */
  urn: string;
  type: string;
  name: string;
  /** Overwritten: the resource stays, and its data does not. Discarded: a part of what AWS keeps goes. */
  how: "removed" | "replaced" | "overwritten" | "discarded";
  /** Of what is discarded: which part, `automatic backups older than 1 day`. */
  what?: string;
  /** Paths of the properties that force a replacement or overwrite the data, sorted; or what removes it, one of `Removal`. */
  cause: string[];
  /** True if the engine refuses to delete it as long as the state protects it. */
  protected: boolean;
  /** True if AWS keeps it, without a stack that knows of it. */
  retained: boolean;
  /** The attribute of a template that keeps it, or a snapshot of it. @default - Pulumi's `retainOnDelete` */
  keptBy?: string;
  /** True if CloudFormation makes a last snapshot of it. @default - none is made */
  snapshot?: boolean;
  /** Why it may not be lost after all. What is unknown counts as lost. @default - it is lost */
  uncertain?: string;
  /** Resources of the same type that the stack adds: an alias would say that one of them is this. */
  alike: string[];
  /** Why that is fine, if somebody said so. */
  acknowledged?: string;
}

/** What becomes of the data, and why. */
export type Fate = Pick<DataLoss, "how" | "cause" | "uncertain" | "what">;

/** What is left of it. */
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
