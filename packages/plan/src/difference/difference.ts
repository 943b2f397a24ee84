import type { PlannedResource } from "../stackPlan.ts";

/** How a stack's plan differs from the plan that it had at another commit. */
export interface StackDifference {
  stack: string;
  added: PlannedResource[];
  removed: PlannedResource[];
  changed: ResourceChange[];
  /** What an alias lets go on under another name, type or parent. */
  renamed: Rename[];
  /** What would delete data; an error each, unless somebody said why it may. */
  losses: DataLoss[];
}

export interface ResourceChange {
  urn: string;
  type: string;
  name: string;
  /** True if AWS cannot change one of the properties on what exists, so that the engine makes a new one. */
  replaced: boolean;
  properties: PropertyChange[];
}

/** A value that is a secret, or known only after a deployment, reads `[secret]` or `[unknown]` on its side. */
export interface PropertyChange {
  /** As in `containerDefinitions[0].image`. */
  path: string;
  /** Undefined where the property is new. */
  from?: unknown;
  /** Undefined where the property is gone. */
  to?: unknown;
  /** True if this property is what makes the engine replace the resource. */
  replaces: boolean;
}

export interface Rename {
  from: string;
  to: string;
}

export interface DataLoss {
  urn: string;
  type: string;
  name: string;
  how: "removed" | "replaced";
  /** Why that is fine, if somebody said so. */
  acknowledged?: string;
}
