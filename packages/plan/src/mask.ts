import { secretValue, type PlannedResource } from "@ballast/model";
import { aliasUrns, type RecordedResource, type decode } from "@ballast/recording";

export function plannedResources(recorded: readonly RecordedResource[]): PlannedResource[] {
  const aliases = aliasUrns(recorded);
  return recorded.map((resource) => ({
    urn: resource.urn,
    type: resource.type,
    name: resource.name,
    parent: resource.parent,
    custom: resource.custom,
    inputs: masked(resource.inputs, resource.secrets),
    secrets: resource.secrets,
    unknown: resource.unknown,
    protect: resource.protect,
    retainOnDelete: resource.retainOnDelete,
    dependsOn: resource.dependsOn,
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).filter(([, urns]) => urns.length > 0),
    ),
    aliases: aliases(resource),
    ignoreChanges: resource.ignoreChanges,
    ...(resource.replaceOnChanges.length > 0 && { replaceOnChanges: resource.replaceOnChanges }),
    ...("replacementTrigger" in resource && { replacementTrigger: resource.replacementTrigger }),
    ...(resource.replaceWith && { replaceWith: resource.replaceWith }),
    ...(resource.deleteBeforeReplace !== undefined && { deleteBeforeReplace: resource.deleteBeforeReplace }),
    ...(resource.provider !== "" && { provider: urnOfProvider(resource.provider) }),
  }));
}

/** A reference to a provider consists of its URN and its id. */
function urnOfProvider(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}

export function maskedOutputs({ value, secrets }: ReturnType<typeof decode>): Record<string, unknown> {
  return masked(value as Record<string, unknown>, secrets);
}

/** The same, with every value at or below a secret's path replaced. */
function masked(value: Record<string, unknown>, secrets: string[]): Record<string, unknown> {
  if (secrets.length === 0) return value;
  const hidden = new Set(secrets);
  function hide(inner: unknown, path: string): unknown {
    if (hidden.has(path)) return secretValue;
    if (Array.isArray(inner)) return inner.map((item, index) => hide(item, `${path}[${index}]`));
    if (typeof inner !== "object" || inner === null) return inner;
    return Object.fromEntries(
      Object.entries(inner).map(([key, item]) => [key, hide(item, path === "" ? key : `${path}.${key}`)]),
    );
  }
  return hide(value, "") as Record<string, unknown>;
}
