import type { CapacityArgs } from "./capacity/capacityArgs.ts";

// What the tests of this package build with; no component uses it.

export const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
export const subnetIds = { a: "subnet-0a", b: "subnet-0b" };
export const securityGroupIds = { tasks: "sg-0tasks" };

export const capacity: CapacityArgs = {
  site,
  subnetIds,
  securityGroupIds: { instances: "sg-0instances" },
  instanceTypes: ["t3.medium"],
  maximumSize: 4,
};

/** The policy or trust document in a property. */
export function documentIn(
  inputs: Record<string, unknown>,
  property: string,
): { Statement: Record<string, unknown>[] } {
  return JSON.parse(inputs[property] as string) as { Statement: Record<string, unknown>[] };
}
