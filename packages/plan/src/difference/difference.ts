import type { PlannedResource } from "@ballast/model";
import type { DataLoss } from "./dataLoss.ts";

/** How a stack's plan differs from the plan that it had at another commit. */
export interface StackDifference {
  stack: string;
  /** Whether it has settings on both sides, on the new one alone, or no more. */
  existence: Existence;
  added: PlannedResource[];
  removed: PlannedResource[];
  changed: ResourceChange[];
  /** What an alias lets go on under another name, type or parent. */
  renamed: Rename[];
  /** Of the stack's outputs. */
  outputs: PropertyChange[];
  /** What would delete data; an error each, unless somebody said why it may. */
  losses: DataLoss[];
  /** What changes without reaching what uses it; an error each where that uses something that this change deletes. */
  unreached: Unreached[];
  /** What is wrong with acknowledgements in the stack's settings; errors fail the comparison. */
  acknowledgementFaults: AcknowledgementFault[];
}

/** What the program leaves to somebody else, by `ignoreChanges`, and what it was made of. */
export interface Unreached {
  /** Of what goes on as it is: a service. */
  urn: string;
  /** The property that the program ignores: `taskDefinition`. */
  path: string;
  /** Of what changes: a task definition, of an earlier revision of which the live one was made. */
  source: string;
  /** Its changed properties, which do not reach the live one. Sorted. */
  changes: string[];
  /** URNs, on the old side, of what the live one names and this change deletes. Sorted. */
  deleted: string[];
}

/** Why something is removed: the program does not register it any more, or its stack has no settings any more. */
export const Removal = { Resource: "removed", Stack: "stackRemoved" } as const;
export type Removal = (typeof Removal)[keyof typeof Removal];

export const Existence = { Stays: "stays", New: "new", Gone: "gone" } as const;
export type Existence = (typeof Existence)[keyof typeof Existence];

export interface ResourceChange {
  /** On the new side. A resource of a CloudFormation template has its stack's, `#` and its logical id. */
  urn: string;
  /** Of a resource of a template, CloudFormation's: `AWS::SecretsManager::Secret`. */
  type: string;
  name: string;
  /** True if AWS cannot change one of the properties on what exists, so that the engine makes a new one. */
  replaced: boolean;
  /** True if it is unknown whether one of the changes replaces it. */
  replacementUnknown: boolean;
  properties: PropertyChange[];
}

/**
 * A value that is a secret reads `[secret]`. What is known only after a deployment reads `[unknown]`, with what it
 * comes from where that is known, as in `vpc-[unknown: Vpc main]`. What another stack has reads `[network-dev: vpcId]`.
 */
export interface PropertyChange {
  /** As in `containerDefinitions[0].image`; options of the resource as in `options.protect`. */
  path: string;
  /** Undefined where the property is new. */
  from?: unknown;
  /** Undefined where the property is gone. */
  to?: unknown;
  /** True if this property is what makes the engine replace the resource. */
  replaces: boolean;
  /** Why the value may turn out to be the same, although a preview takes it for another one. */
  uncertain?: string;
  /** True if the resource stays in another account, where its stack does not look for it any more. @default false */
  leaves?: boolean;
  /** Why AWS refuses this change, so that the update fails. @default - it is not known to */
  refused?: string;
}

/** Whether one of its changes makes the engine replace a resource. */
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
