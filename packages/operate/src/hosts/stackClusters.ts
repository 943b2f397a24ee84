import { DescribeClustersCommand } from "@aws-sdk/client-ecs";
import { aws as types } from "@ballast/aws";
import { text, type Fields } from "@ballast/model";
import { inBatches, type Aws } from "../aws.ts";
import { isNamed, ofType, type NeedyResource } from "../doctor/needs/resource.ts";
import { activeClusters, lastPart, some } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { tagsOf, written } from "../plannedTags.ts";
import { tagOf } from "../volumes/managed.ts";

/** The parts of a stack's plan that identify its clusters in AWS. */
export interface StackWithClusters {
  stack: string;
  resolved: NeedyResource[];
  /** The AWS provider's configuration: `defaultTags`. */
  awsConfiguration: Fields;
}

/** Whether the plan contains container instances for a cluster of the stack. */
export function hasHosts(resolved: NeedyResource[], simulated: readonly unknown[]): boolean {
  return simulated.length > 0 || ofType(resolved, types.capacityProvider).length > 0;
}

/**
 * Finds the stack's clusters in AWS. Pulumi appends seven random characters to generated names, and several stacks
 * can use the same cluster name, so the tags must match the plan, too.
 *
 * @returns names of the clusters.
 * @throws {OperateError} if a cluster does not exist, or if several match.
 */
export async function clustersInAws(
  aws: Aws,
  { stack, resolved, awsConfiguration }: StackWithClusters,
): Promise<string[]> {
  const planned = ofType(resolved, types.cluster);
  if (planned.length === 0) {
    throw new OperateError(
      `${stack} has container instances but no cluster of its own: they join the cluster of another stack. Name it with --cluster.`,
    );
  }
  const clusters = await tagged(aws);
  return planned.map((cluster) => {
    const given = text(cluster.inputs["name"]);
    const tags = tagsOf(cluster, awsConfiguration);
    const found = clusters.filter(
      ({ name, tagged: own }) =>
        isNamed(cluster, name) && (given !== "" || [...tags].every(([key, value]) => own(key) === value)),
    );
    const [one, ...others] = found.map(({ name }) => name);
    const looksLike = given === "" ? `${cluster.name}-… with the tags ${written(tags)}` : given;
    if (one === undefined) {
      throw new OperateError(
        `There is no cluster ${looksLike} in ${aws.region}: ${stack} is not deployed there, or it was deployed with other tags. ` +
          "Name its cluster with --cluster.",
      );
    }
    if (others.length > 0) {
      throw new OperateError(
        `Several clusters in ${aws.region} are ${looksLike}: ${some([one, ...others])}. Which of them belongs to ${stack} is unknown. ` +
          "Name it with --cluster.",
      );
    }
    return one;
  });
}

interface TaggedCluster {
  name: string;
  tagged: (key: string) => string | undefined;
}

async function tagged(aws: Aws): Promise<TaggedCluster[]> {
  const answers = await inBatches(await activeClusters(aws), 100, async (clusters) => {
    const command = new DescribeClustersCommand({ clusters, include: ["TAGS"] });
    return (await aws.ecs.send(command)).clusters ?? [];
  });
  return answers.flat().map(({ clusterArn = "", tags = [] }) => {
    const own = tags.map(({ key, value }) => ({ Key: key, Value: value }));
    return { name: lastPart(clusterArn), tagged: (key) => tagOf(own, key) };
  });
}
