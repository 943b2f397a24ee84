import type { Resource } from "@ballast/model";

export type Inputs = Record<string, unknown>;

/** A resource that another team might create: protected, without parent component. */
export function madeUp(
  type: string,
  name: string,
  inputs: Inputs = {},
  more: Partial<Resource> = {},
): Resource {
  return {
    urn: `urn:pulumi:test-dev::ballast::${type}::${name}`,
    type,
    name,
    parent: null,
    custom: true,
    inputs,
    state: { name, arn: arnOf(name), ...inputs },
    id: name,
    protect: true,
    retainOnDelete: true,
    ignoreChanges: [],
    dependsOn: [],
    ...more,
  };
}

export function arnOf(name: string): string {
  return `arn:aws:any:eu-central-1:123456789012:${name}`;
}

/** A stack in which the first resource of a type, or the one with this name, is changed. */
export function changed(
  stack: readonly Resource[],
  type: string,
  change: Inputs | ((resource: Resource) => void),
  name?: string,
): Resource[] {
  const copy = structuredClone(stack) as Resource[];
  const resource = copy.find((one) => one.type === type && (name ?? one.name) === one.name);
  if (resource === undefined) throw new Error(`no ${type} ${name ?? ""} in the stack`);
  if (typeof change === "function") change(resource);
  else for (const properties of [resource.inputs, resource.state]) Object.assign(properties, change);
  return copy;
}

/** A key in the same region as the other invented resources. */
export const keyArn = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";
