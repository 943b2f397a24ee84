import { judge, type Judgement } from "@ballast/placement";
import type { Resource, Stack } from "@ballast/model";
import { oncePerResource } from "../oncePerStack.ts";
import { clusterOf, type StackCluster } from "./clusters.ts";

/** Used by the rules about cluster capacity, about losses of zones and instances, and about deployments. */
export const judgedCluster: (
  stack: Stack,
  resource: Resource,
) => { cluster: StackCluster; waiting: Judgement[] } | undefined = oncePerResource((stack, resource) => {
  const cluster = clusterOf(stack, resource);
  return cluster && { cluster, waiting: judge(cluster).waiting };
});
