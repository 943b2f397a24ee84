import type { ResolvedResource } from "../planned.ts";

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
