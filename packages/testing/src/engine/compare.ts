import { unknownValue } from "@ballast/model";
import type { StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { isSecret, unknownOnTheWire } from "@ballast/recording/wire";

/** What a plan says of a resource; secrets read `[secret]`. */
export interface Planned {
  urn: string;
  parent: string | null;
  inputs: Record<string, unknown>;
  protect: boolean;
}

/** The engine's steps in the plan's words. */
export function asPlanned(steps: StepEventMetadata[]): Planned[] {
  return steps
    .map(({ urn, new: state }) => ({
      urn,
      parent: !state?.parent || state.parent.includes("::pulumi:pulumi:Stack::") ? null : state.parent,
      inputs: inWords(state?.inputs ?? {}) as Record<string, unknown>,
      protect: state?.protect ?? false,
    }))
    .sort((one, other) => (one.urn < other.urn ? -1 : 1));
}

function inWords(value: unknown): unknown {
  if (value === unknownOnTheWire) return unknownValue;
  if (isSecret(value)) return "[secret]";
  if (Array.isArray(value)) return value.map(inWords);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inWords(inner)]));
}

/** How many single values there are to compare. */
export function leaves(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + leaves(item), 0);
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((sum: number, inner) => sum + leaves(inner), 0);
}
