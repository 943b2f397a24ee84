import type { ClusterSpec } from "@ballast/placement";
import { planned } from "../planning.ts";
import { PlaceError } from "./placeError.ts";

/** The clusters of a planned stack, with the maximum number of instances. */
export async function clustersOfStack(stack: string): Promise<ClusterSpec[]> {
  const missing = (stacks: string): PlaceError =>
    new PlaceError(`There is no file ${stack}, and no stack of this name: ${stacks}.`);
  return (await planned(stack, missing)).plan.clusters;
}
