import type * as aws from "@pulumi/aws";
import { checkWhole, given, listed, type Faults, entryOf } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** A capacity's share of the tasks that do not name a capacity. */
export interface DefaultShare {
  /** Relative share of the tasks that exceed the bases. @default 1 */
  weight?: number;
  /** Number of tasks that run here before the weights apply; only one share can set it. @default 0 */
  base?: number;
}

/** @param words The cluster's capacities, and whether each is AWS Fargate's. */
export function checkDefaultCapacity(
  faults: Faults,
  path: string,
  shares: Record<string, DefaultShare>,
  words: Record<string, boolean>,
): void {
  const entries = Object.entries(shares);
  for (const [key] of entries.filter(([key]) => !Object.hasOwn(words, key))) {
    faults.add(
      `${path}.${key}`,
      `${given(key)} is not a capacity of this cluster; there are ${listed(Object.keys(words))}.`,
    );
  }
  const kinds = new Set(entries.map(([key]) => words[key]).filter((kind) => kind !== undefined));
  if (kinds.size > 1) {
    faults.add(
      path,
      "names AWS Fargate and container instances, but a capacity provider strategy can use only one kind. Choose one.",
    );
  }
  if (entries.filter(([, { base }]) => base).length > 1) {
    faults.add(path, "has more than one share with a base; ECS allows one.");
  }
  if (entries.length > 0 && entries.every(([, { weight }]) => weight === 0)) {
    faults.add(path, "has no share with a weight, so no task could run; give one of them 1 or more.");
  }
  for (const [key, { weight, base }] of entries) {
    checkWhole(faults, `${path}.${key}.weight`, weight, { from: 0, to: 1000 });
    checkWhole(faults, `${path}.${key}.base`, base, { from: 0, to: 100_000 });
  }
}

export function defaultStrategies(
  shares: Record<string, DefaultShare> | undefined,
  providers: Record<string, pulumi.Input<string>>,
): aws.types.input.ecs.ClusterCapacityProvidersDefaultCapacityProviderStrategy[] | undefined {
  if (shares === undefined) return undefined;
  return Object.entries(shares).map(([key, { weight, base }]) => ({
    capacityProvider: entryOf(providers, key, "The cluster's capacity"),
    weight: weight ?? 1,
    base: base ?? 0,
  }));
}
