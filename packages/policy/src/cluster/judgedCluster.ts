import { judge, type Judgement } from "@ballast/placement";
import type { Resource, Stack } from "@ballast/model";
import { oncePerResource } from "../oncePerStack.ts";
import { clusterOf, type StackCluster } from "./clusters.ts";

/** For the rules about a whole cluster, about what is lost of it, and about what is deployed there. */
export const judgedCluster: (
  stack: Stack,
  resource: Resource,
) => { cluster: StackCluster; waiting: Judgement[] } | undefined = oncePerResource((stack, resource) => {
  const cluster = clusterOf(stack, resource);
  return cluster && { cluster, waiting: judge(cluster).waiting };
});
