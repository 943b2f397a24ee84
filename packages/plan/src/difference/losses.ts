import { dataTypes } from "@ballast/policy";
import type { PlannedResource } from "../stackPlan.ts";
import type { DataLoss, Removal } from "./difference.ts";
import type { Pair } from "./pairs.ts";

/** What holds data and is deleted, let go of, or made anew without it. */
export function lossesOf(
  removed: readonly PlannedResource[],
  removal: Removal,
  replaced: readonly (Pair & { cause: string[] })[],
  added: readonly PlannedResource[],
): DataLoss[] {
  return [
    ...removed.filter(holdsData).map((resource) => ({
      ...lossOf(resource),
      how: "removed" as const,
      cause: [removal],
      protected: resource.protect,
      alike: added.filter(({ type }) => type === resource.type).map(({ urn }) => urn),
    })),
    ...replaced
      .filter(({ to }) => holdsData(to))
      .map(({ from, to, cause }) => ({
        ...lossOf(from),
        how: "replaced" as const,
        cause,
        // The engine looks at both sides here, so that taking the protection off and replacing can be one update.
        protected: from.protect && to.protect,
        alike: [],
      })),
  ];
}

function holdsData({ type, custom }: PlannedResource): boolean {
  return custom && dataTypes.includes(type);
}

function lossOf({ urn, type, name, retainOnDelete }: PlannedResource) {
  return { urn, type, name, retained: retainOnDelete ?? false };
}
