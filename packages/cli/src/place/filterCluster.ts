import { connect, filterInstances } from "@ballast/operate";
import { customAttributes, filteredJson, filteredTable, readQuery } from "./filtered.ts";

export interface FilterOptions {
  filter: string;
  region?: string;
  profile?: string;
  format: "table" | "json";
}

/** ECS itself says which instances satisfy the expression. @returns the exit status. */
export async function filterCluster(
  cluster: string,
  { filter, region, profile, format }: FilterOptions,
): Promise<number> {
  // Its faults and warnings come before the first call.
  readQuery(filter);
  const aws = await connect({
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  });
  const { of, instances } = await filterInstances(aws, cluster, filter);
  const found = [
    {
      cluster,
      of,
      instances: instances.map((one) => ({ ...one, attributes: customAttributes(one.attributes) })),
    },
  ];
  console.log(format === "json" ? filteredJson(found) : filteredTable(found));
  return 0;
}
