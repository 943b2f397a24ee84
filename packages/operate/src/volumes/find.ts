import { paginateListTaskDefinitions, type TaskDefinition } from "@aws-sdk/client-ecs";
import { every, type Aws } from "../aws.ts";
import { requireCluster, serviceNames, services, TaskDefinitions, tasks } from "../ecs.ts";
import { familyOf } from "../taskDefinition.ts";
import type { Claims } from "./claims.ts";
import { findDisks } from "./disks.ts";
import { findFileSystems } from "./fileSystems.ts";
import type { Found } from "./found.ts";
import { namedVolumes } from "./names.ts";
import { usesOf } from "./uses.ts";
import { findWorkloads } from "./workloads.ts";

/** The volumes to search for. */
export interface Wanted extends Claims {
  /**
   * Also search by the volume names of this cluster's task definitions. Matches may belong to another cluster.
   * @default none
   */
  cluster?: string;
  /** Also search by the volume names of these task definition families, which services no longer use. @default none */
  families?: string[];
}

/**
 * Finds volumes and file systems that plugins created outside of Pulumi's state: those that match a claim, and those
 * with a name from the cluster's task definitions. Includes everything in the region that uses them.
 *
 * @throws {OperateError} also if the clusters and tasks of the region cannot be listed and described.
 */
export async function findVolumes(aws: Aws, wanted: Wanted, say?: (line: string) => void): Promise<Found> {
  const definitions = new TaskDefinitions(aws);
  const families = await familiesOf(aws, wanted);
  const named = namedVolumes(await revisions(aws, families, definitions));
  const found = [
    ...(await findDisks(aws, wanted.claims, named)),
    ...(await findFileSystems(aws, wanted.claims, named)),
  ];
  const { clusters, workloads } = await findWorkloads(aws, definitions, say);
  return {
    families,
    claims: wanted.claims.map(({ text, by }) => ({ text, by })),
    unclear: wanted.unclear,
    clusters,
    volumes: found
      .flatMap((one) => ("volume" in one ? { ...one.volume, usedBy: usesOf(one.volume, workloads) } : []))
      .sort((one, other) => one.name.localeCompare(other.name) || one.id.localeCompare(other.id)),
    leftOut: found.flatMap((one) => ("leftOut" in one ? one.leftOut : [])),
  };
}

/** Families of the task definitions that services and tasks of a cluster use. */
async function familiesOf(aws: Aws, { cluster, families = [] }: Wanted): Promise<string[]> {
  if (cluster === undefined) return [...new Set(families)].sort();
  await requireCluster(aws, cluster);
  const all = await services(aws, cluster, await serviceNames(aws, cluster));
  const running = await tasks(aws, cluster);
  const arns = [
    ...all.flatMap(({ taskDefinition, deployments = [], taskSets = [] }) => [
      taskDefinition,
      ...[...deployments, ...taskSets].map((one) => one.taskDefinition),
    ]),
    ...running.map(({ taskDefinitionArn }) => taskDefinitionArn),
  ].filter((arn) => arn !== undefined);
  return [...new Set([...arns.map(familyOf), ...families])].sort();
}

/** All revisions, because a volume can outlive the revision that created it. */
async function revisions(
  { ecs }: Aws,
  families: string[],
  definitions: TaskDefinitions,
): Promise<TaskDefinition[]> {
  const arns: string[] = [];
  for (const familyPrefix of families) {
    for (const status of ["ACTIVE", "INACTIVE"] as const) {
      const pages = paginateListTaskDefinitions({ client: ecs }, { familyPrefix, status });
      const listed = await every(pages, ({ taskDefinitionArns }) => taskDefinitionArns);
      arns.push(...listed.filter((arn) => familyOf(arn) === familyPrefix));
    }
  }
  return definitions.all(arns);
}
