import type { ResolvedResource } from "@ballast/model";
import { resource, urn } from "../../model/src/testing/resource.ts";
import type { StackPlan } from "./stackPlan.ts";

export { resource, urn };

/** @param resolved Where an update knows more than the preview: the resources' inputs, by their names. */
export function plan(
  resources: ResolvedResource[],
  resolved: Record<string, Record<string, unknown>> = {},
  more: Partial<StackPlan> = {},
): StackPlan {
  return {
    stack: "web-dev",
    resources,
    resolved: resources.map((one) => ({ ...one, inputs: resolved[one.name] ?? one.inputs, unknown: [] })),
    outputs: {},
    findings: [],
    clusters: [],
    commands: [],
    acknowledged: [],
    durationMs: 0,
    ...more,
  };
}
