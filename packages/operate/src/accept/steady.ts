import type { Aws } from "../aws.ts";
import { readServices } from "../status/readServices.ts";
import type { ServiceState } from "../status/serviceState.ts";
import { Watch, type Pace } from "../watch.ts";

/** Waits until every service of a cluster is healthy or has a desired count of 0. */
export function allSteady(aws: Aws, cluster: string, pace: Pace): Promise<ServiceState[]> {
  return new Watch(pace).until<ServiceState[]>(async () => {
    const all = await readServices(aws, cluster);
    const late = all.filter(({ condition }) => condition !== "healthy" && condition !== "off");
    if (late.length === 0) return { done: all };
    const words = late.map(({ name, condition, reasons }) => `${name} is ${condition}${why(reasons)}`);
    return { waiting: words.join("; ") };
  });
}

function why([first]: ServiceState["reasons"]): string {
  return first === undefined ? "" : ` (${first.says})`;
}
