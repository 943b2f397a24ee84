import type { ResolvedResource, StackPlan } from "./stackPlan.ts";

type Given = Partial<ResolvedResource>;

/** A resource as a plan has it. */
export function resource(
  type: string,
  name: string,
  inputs: Record<string, unknown> = {},
  more: Given = {},
): ResolvedResource {
  return {
    urn: urn(type, name),
    type,
    name,
    parent: null,
    custom: true,
    inputs,
    secrets: [],
    unknown: [],
    protect: false,
    retainOnDelete: false,
    dependsOn: [],
    propertyDependencies: {},
    aliases: [],
    ignoreChanges: [],
    identifiers: {},
    ...more,
  };
}

export function urn(type: string, name: string): string {
  return `urn:pulumi:web-dev::demo::${type}::${name}`;
}

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
