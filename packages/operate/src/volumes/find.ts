import { paginateListTaskDefinitions, type Service } from "@aws-sdk/client-ecs";
import type { Aws } from "../aws.ts";
import { requireCluster, serviceNames, services, TaskDefinitions, tasks } from "../ecs.ts";
import { familyOf, pluginVolumes } from "../taskDefinition.ts";
import { findDisks } from "./disks.ts";
import { findFileSystems } from "./fileSystems.ts";
import type { Found, FoundVolume } from "./found.ts";
import { namedVolumes } from "./names.ts";

/**
 * What plugins made for the volumes of a cluster's task definitions, outside of any stack's state.
 *
 * @param families also these, which no service of the cluster uses any more.
 */
export async function findVolumes(aws: Aws, cluster: string, families: string[] = []): Promise<Found> {
  await requireCluster(aws, cluster);
  const all = await services(aws, cluster, await serviceNames(aws, cluster));
  const running = await tasks(aws, cluster);
  const arns = [
    ...all.flatMap(({ taskDefinition, deployments = [] }) => [
      taskDefinition,
      ...deployments.map((deployment) => deployment.taskDefinition),
    ]),
    ...running.map(({ taskDefinitionArn }) => taskDefinitionArn),
  ].filter((arn) => arn !== undefined);
  const read = [...new Set([...arns.map(familyOf), ...families])].sort();
  const definitions = new TaskDefinitions(aws);
  const named = namedVolumes(await revisions(aws, read, definitions));
  const wanted = await wantedVolumes(all, definitions);
  const [disks, systems] = await Promise.all([
    findDisks(aws, named, wanted),
    findFileSystems(aws, named, wanted),
  ]);
  const found = [...disks, ...systems];
  return {
    families: read,
    volumes: found.flatMap((one) => ("volume" in one ? one.volume : [])).sort(byNameAndId),
    leftOut: found.flatMap((one) => ("leftOut" in one ? one.leftOut : [])),
  };
}

function byNameAndId(one: FoundVolume, other: FoundVolume): number {
  return one.name.localeCompare(other.name) || one.id.localeCompare(other.id);
}

/** Every revision: a volume outlives the one that asked for it. */
async function revisions({ ecs }: Aws, families: string[], definitions: TaskDefinitions) {
  const arns: string[] = [];
  for (const familyPrefix of families) {
    for (const status of ["ACTIVE", "INACTIVE"] as const) {
      for await (const page of paginateListTaskDefinitions({ client: ecs }, { familyPrefix, status }))
        arns.push(...(page.taskDefinitionArns ?? []).filter((arn) => familyOf(arn) === familyPrefix));
    }
  }
  const read = [];
  // AWS limits how many are described at a time.
  for (let start = 0; start < arns.length; start += 5)
    read.push(...(await Promise.all(arns.slice(start, start + 5).map((arn) => definitions.get(arn)))));
  return read;
}

/** Services that want tasks, by the names of their volumes. */
async function wantedVolumes(all: Service[], definitions: TaskDefinitions): Promise<Map<string, string[]>> {
  const wanted = new Map<string, string[]>();
  for (const { serviceName = "", desiredCount = 0, taskDefinition } of all) {
    if (desiredCount === 0 || taskDefinition === undefined) continue;
    for (const { name } of pluginVolumes(await definitions.get(taskDefinition)))
      wanted.set(name, [...(wanted.get(name) ?? []), serviceName]);
  }
  return wanted;
}
