import type { PlannedResource } from "@ballast/model";
import type { PropertyChange } from "./difference.ts";

/** Changes of the options that decide what becomes of data, and of the provider, which replaces. */
export function optionChanges(from: PlannedResource, to: PlannedResource): PropertyChange[] {
  const kept = (["protect", "retainOnDelete"] as const)
    .filter((option) => from[option] !== undefined && to[option] !== undefined && from[option] !== to[option])
    .map((option) => ({
      path: `options.${option}`,
      from: from[option],
      to: to[option],
      replaces: false,
    }));
  return [...kept, ...providerChange(from, to)];
}

/**
 * Another provider replaces, unless both are the default one: the engine cannot tell whether they manage the same resources
 * (`providerChanged` in pulumi's pkg/resource/deploy/step_generator.go, read in November 2026).
 */
function providerChange(from: PlannedResource, to: PlannedResource): PropertyChange[] {
  const [before, after] = [from.provider ?? defaultProvider, to.provider ?? defaultProvider];
  if (!to.custom || before === after) return [];
  return [{ path: "options.provider", from: before, to: after, replaces: true }];
}

const defaultProvider = "the default provider";

/** Explicit providers whose region changes replace what is of a region, as the default one does. */
export function regionsOfProviders(
  resources: readonly PlannedResource[],
): (resource: PlannedResource) => string | undefined {
  const regions = new Map(
    resources
      .filter(({ type }) => type === "pulumi:providers:aws")
      .map(({ urn, inputs }) => [urn, typeof inputs["region"] === "string" ? inputs["region"] : undefined]),
  );
  return ({ provider }) => (provider === undefined ? undefined : regions.get(provider));
}

/**
 * Whether `replaceOnChanges` makes a change replace.
 *
 * @param path Of the changed property, with indexes.
 */
export function replacesByOption(replaceOnChanges: readonly string[], path: string): boolean {
  return replaceOnChanges.some((option) => {
    const wanted = parts(option);
    const changed = parts(path);
    // A change above the path, of a whole list for example, may change what the path names.
    const length = Math.min(wanted.length, changed.length);
    return wanted.slice(0, length).every((part, index) => part === "*" || part === changed[index]);
  });
}

/** `a[0].b`, `a[*].b` and `a["b.c"]` in parts. */
function parts(path: string): string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|[^.[\]]+/g)].map(
    ([whole, quoted, index]) => quoted ?? index ?? whole,
  );
}
