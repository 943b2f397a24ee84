import { paginateDescribeInstances, type Instance } from "@aws-sdk/client-ec2";
import { every, inBatches, type Aws } from "../aws.ts";

/** Maximum number of values per EC2 filter, and of results per page. */
export const valuesAtATime = 100;

/** EC2 instances by id, without those that EC2 no longer describes. */
export async function ec2Instances({ ec2 }: Aws, ids: string[]): Promise<Map<string, Instance>> {
  const found = await inBatches([...new Set(ids)], valuesAtATime, (Values) =>
    every(
      // With a filter, unknown ids are ignored; as InstanceIds they would cause an error.
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
