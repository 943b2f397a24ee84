import type * as aws from "@pulumi/aws";
import { checkWhole, given, type Faults } from "@ballast/contracts";

/**
 * How much of a capacity uses Spot Instances. If AWS has no Spot capacity of any type in any zone, the group does not
 * launch On-Demand Instances instead: only the shares below are On-Demand.
 */
export interface SpotArgs {
  /** Number of instances that are always On-Demand: the group's first ones. @default 0 */
  onDemandBase?: number;
  /** Percent of the instances above `onDemandBase` that are On-Demand, 0 to 99. @default 0 */
  onDemandPercentage?: number;
}

export interface SpotCapacity {
  /** @default - On-Demand Instances alone */
  spot?: SpotArgs;
  instanceTypes: string[];
  maximumSize: number;
}

export function checkSpot(
  faults: Faults,
  path: string,
  { spot, instanceTypes, maximumSize }: SpotCapacity,
): void {
  if (spot === undefined) return;
  checkPools(faults, "instanceTypes", instanceTypes);
  checkWhole(faults, `${path}.onDemandBase`, spot.onDemandBase, {
    from: 0,
    to: maximumSize,
    unit: "instances",
  });
  checkWhole(faults, `${path}.onDemandPercentage`, spot.onDemandPercentage, {
    from: 0,
    to: 99,
    unit: "percent; 100 would mean no Spot Instances, so leave spot out instead",
  });
}

/** A pool of Spot Instances is a type in a zone, and AWS takes a pool back as a whole. */
export function checkPools(faults: Faults, path: string, instanceTypes: string[]): void {
  if (new Set(instanceTypes).size >= 2) return;
  faults.add(
    path,
    `${given(instanceTypes)} is only one Spot pool per zone, and AWS can reclaim a whole pool at once; name two or more ` +
      'types of similar size, for example "t3.medium", "t3a.medium".',
  );
}

/**
 * The purchase options of the group. Capacity providers do not support instance weights, so each instance counts as
 * one, whatever its type.
 */
export function instancesDistribution(
  spot: SpotArgs | undefined,
): aws.types.input.autoscaling.GroupMixedInstancesPolicyInstancesDistribution {
  const prioritized = { onDemandAllocationStrategy: "prioritized" };
  if (spot === undefined) return { ...prioritized, onDemandPercentageAboveBaseCapacity: 100 };
  return {
    ...prioritized,
    onDemandBaseCapacity: spot.onDemandBase ?? 0,
    onDemandPercentageAboveBaseCapacity: spot.onDemandPercentage ?? 0,
    spotAllocationStrategy: "price-capacity-optimized",
  };
}
