import type { PlannedResource } from "@ballast/model";
import type { DataLoss } from "./dataLoss.ts";

/** How a stack's plan differs from its plan at another commit. */
export interface StackDifference {
  stack: string;
  /** Whether the stack has settings on both sides, only on the new side, or only on the old side. */
  existence: Existence;
  added: PlannedResource[];
  removed: PlannedResource[];
  changed: ResourceChange[];
  /** Resources that continue under another name, type or parent because of an alias. */
  renamed: Rename[];
  /** Changes of the stack's outputs. */
  outputs: PropertyChange[];
  /** Changes that would delete data. Each is an error unless it is acknowledged. */
  losses: DataLoss[];
  /** Changes that do not reach the resource that uses them. Each is an error if that resource uses something that this change deletes. */
  unreached: Unreached[];
  /** Problems with acknowledgements in the stack's settings; errors fail the comparison. */
  acknowledgementFaults: AcknowledgementFault[];
}

/** A property that the program does not manage, because of `ignoreChanges`, and the resource that its value came from. */
export interface Unreached {
  /** URN of the resource that stays unchanged: a service. */
  urn: string;
  /** The property that the program ignores: `taskDefinition`. */
  path: string;
  /** URN of the resource that changes: a task definition. The live revision was derived from an earlier revision of it. */
  source: string;
  /** Its changed properties, which do not reach the live revision. Sorted. */
  changes: string[];
  /** URNs, on the old side, of resources that the live revision names and this change deletes. Sorted. */
  deleted: string[];
}

/** Why a resource is removed: the program no longer registers it, or its stack no longer has settings. */
export const Removal = { Resource: "removed", Stack: "stackRemoved" } as const;
export type Removal = (typeof Removal)[keyof typeof Removal];

export const Existence = { Stays: "stays", New: "new", Gone: "gone" } as const;
export type Existence = (typeof Existence)[keyof typeof Existence];

export interface ResourceChange {
  /** URN on the new side. For a resource of a CloudFormation template: the URN of its stack, `#`, and its logical id. */
  urn: string;
  /** For a resource of a template, CloudFormation's type: `AWS::SecretsManager::Secret`. */
  type: string;
  name: string;
  /** True if AWS cannot change one of the properties of the existing resource, so that the engine replaces it. */
  replaced: boolean;
  /** True if it is unknown whether one of the changes replaces it. */
  replacementUnknown: boolean;
  properties: PropertyChange[];
}

/**
 * A secret is shown as `[secret]`. A value that is known only after a deployment is shown as `[unknown]`, with its source if that is
 * known, as in `vpc-[unknown: Vpc main]`. Another stack's output is shown as `[network-dev: vpcId]`.
 */
export interface PropertyChange {
  /** As in `containerDefinitions[0].image`; options of the resource as in `options.protect`. */
  path: string;
  /** Undefined if the property is new. */
  from?: unknown;
  /** Undefined if the property is removed. */
  to?: unknown;
  /** True if this property is what makes the engine replace the resource. */
  replaces: boolean;
  /** Why the value may turn out to be unchanged, although a preview shows a change. */
  uncertain?: string;
  /** True if the resource stays in another account, where its stack no longer finds it. @default false */
  leaves?: boolean;
  /** Why AWS rejects this change, so that the update fails. @default - AWS is not known to reject it */
  refused?: string;
}

/** Whether one of the changes makes the engine replace the resource. */
export function isReplaced({ properties }: { properties: readonly PropertyChange[] }): boolean {
  return properties.some(({ replaces }) => replaces);
}

export interface AcknowledgementFault {
  severity: "error" | "warning";
  message: string;
}

export interface Rename {
  from: string;
  to: string;
}
