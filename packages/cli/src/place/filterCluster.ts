import { connect, filterInstances } from "@ballast/operate";
import { withStatus } from "../progress.ts";
import { customAttributes, filteredJson, filteredTable, readQuery } from "./filtered.ts";

export interface FilterOptions {
  filter: string;
  region?: string;
  profile?: string;
  format: "table" | "json";
}

/** Lists the instances that satisfy the expression, as ECS evaluates it. @returns the exit status. */
export async function filterCluster(
  cluster: string,
  { filter, region, profile, format }: FilterOptions,
): Promise<number> {
  // Reports errors and warnings of the expression before the first call to AWS.
  readQuery(filter);
  const aws = await connect({
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  });
  const { of, instances } = await withStatus(
    `evaluating the expression in ${cluster}`,
    filterInstances(aws, cluster, filter),
  );
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
