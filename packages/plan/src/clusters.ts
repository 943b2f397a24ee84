import type { Stack } from "@ballast/model";
import type { ClusterSpec } from "@ballast/placement";
import { clustersOf } from "@ballast/policy";

/** The container instances of a stack and the tasks to run on them, for a simulation. */
export function clustersIn(stack: Stack): ClusterSpec[] {
  return clustersOf(stack).map(
    ({ name, instances, services, unreadable = [], managed = [] }): ClusterSpec => ({
      name,
      instances,
      services,
      unreadable,
      managed,
    }),
  );
}
