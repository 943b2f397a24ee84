import { byUrn, topLevel, valueAt, type PlannedResource, type ResolvedResource } from "@ballast/model";
import { isReplaced, type PropertyChange, type Unreached } from "./difference.ts";
import type { Pair } from "./pairs.ts";

/** A resource that both sides have, with its changes. */
interface Changed extends Pair {
  properties: readonly PropertyChange[];
}

/**
 * Resources that ignore changes of a property whose source changes. For example, a service whose task definition a pipeline updates stays
 * on the pipeline's revision, which was derived from an earlier revision of this program.
 */
export function unreachedBy(
  continued: readonly Changed[],
  removed: readonly PlannedResource[],
  resolvedBefore: readonly ResolvedResource[],
  resolvedAfter: readonly ResolvedResource[],
): Unreached[] {
  const [before, after] = [byUrn(resolvedBefore), byUrn(resolvedAfter)];
  const byNewUrn = new Map(continued.map((one) => [one.to.urn, one]));
  const gone = new Map([
    ...continued.filter(isReplaced).map(({ from }) => [from.urn, from] as const),
    ...removed.map((from) => [from.urn, from] as const),
  ]);
  return continued
    .filter((one) => !isReplaced(one))
    .flatMap(({ to }) =>
      to.ignoreChanges.flatMap((path) =>
        namedBy(after.get(to.urn), path, after).flatMap((urn): Unreached[] => {
          const source = byNewUrn.get(urn);
          const changes = source?.properties
            .map((one) => one.path)
            .filter((one) => !one.startsWith("options."));
          if (source === undefined || changes === undefined || changes.length === 0) return [];
          const { urn: was, inputs } = source.from;
          const deleted = Object.keys(inputs)
            .flatMap((property) => namedBy(before.get(was), property, before))
            .flatMap((one) => gone.get(one) ?? [])
            .filter(({ retainOnDelete }) => retainOnDelete !== true);
          return [
            {
              urn: to.urn,
              path,
              source: urn,
              changes: [...new Set(changes)].sort(),
              deleted: [...new Set(deleted.map((one) => one.urn))].sort(),
            },
          ];
        }),
      ),
    );
}

/** The resources whose values a resource's property contains. */
function namedBy(
  resource: ResolvedResource | undefined,
  path: string,
  all: ReadonlyMap<string, ResolvedResource>,
): string[] {
  const value = resource === undefined ? undefined : JSON.stringify(valueAt(resource.inputs, path));
  if (resource === undefined || value === undefined) return [];
  const dependencies = resource.propertyDependencies[topLevel(path)] ?? [];
  return dependencies.filter((urn) =>
    Object.keys(all.get(urn)?.identifiers ?? {}).some((text) => value.includes(text)),
  );
}
