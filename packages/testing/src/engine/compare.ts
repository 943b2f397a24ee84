import { createHash } from "node:crypto";
import { unknownValue } from "@ballast/model";
import type { StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { isSecret, unknownOnTheWire } from "@ballast/recording/wire";

/** A resource in a plan; secrets are shown as `[secret]`. */
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
  // An archive's hash is that of its own form; its assets have theirs.
  const said = Object.entries(value).filter(([key]) => key !== "hash" || !("assets" in value));
  return Object.fromEntries(said.map(([key, inner]) => [key, inWords(inner)]));
}

/** A plan's inputs with assets as the engine's events have them: by the hash of their text. */
export function withHashedAssets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withHashedAssets);
  if (typeof value !== "object" || value === null) return value;
  const { __pulumiAsset: isAsset, __pulumiArchive: _isArchive, ...rest } = value as Record<string, unknown>;
  if (isAsset === true && typeof rest["text"] === "string") {
    const hash = createHash("sha256").update(rest["text"]).digest("hex");
    return { ...rest, text: "<contents elided>", hash };
  }
  return Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, withHashedAssets(inner)]));
}

/** The number of single values to compare. */
export function leaves(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + leaves(item), 0);
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((sum: number, inner) => sum + leaves(inner), 0);
}
