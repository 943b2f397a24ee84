import { paginateDescribeInstances, type Instance } from "@aws-sdk/client-ec2";
import { every, inBatches, type Aws } from "../aws.ts";

/** In one filter of EC2, and on one page. */
export const valuesAtATime = 100;

/** By their ids; those that EC2 has forgotten are not among them. */
export async function ec2Instances({ ec2 }: Aws, ids: string[]): Promise<Map<string, Instance>> {
  const found = await inBatches([...new Set(ids)], valuesAtATime, (Values) =>
    every(
      // An id that is gone would be an error, a filter is not.
      paginateDescribeInstances(
        { client: ec2, pageSize: valuesAtATime },
        { Filters: [{ Name: "instance-id", Values }] },
      ),
      ({ Reservations }) => Reservations?.flatMap(({ Instances }) => Instances ?? []),
    ),
  );
  return new Map(found.flat().map((one) => [one.InstanceId ?? "", one]));
}

export function hasEnded(instance: Instance | undefined): boolean {
  const state = instance?.State?.Name;
  return state === undefined || state === "shutting-down" || state === "terminated";
}
