import type { Service } from "@aws-sdk/client-ecs";
import type { Aws } from "./aws.ts";
import { requireCluster, serviceNames, services, thereAre } from "./ecs.ts";
import { OperateError } from "./operateError.ts";

/** The names that somebody means: one by ECS's name, or those by the plan's, which Pulumi ends in characters of its own. */
export function namesMeant(names: readonly string[], asked: string): string[] {
  return names.includes(asked) ? [asked] : names.filter((name) => shortName(name) === asked);
}

function shortName(service: string): string {
  return service.replace(/(-service)?(-[0-9a-f]{7})?$/, "");
}

/** A service, and the cluster that it is in. */
export interface ServiceInCluster {
  cluster: string;
  service: Service;
}

/**
 * One service of these clusters, by ECS's name or by the plan's.
 *
 * @throws {OperateError} if there is none, or if several have the name.
 */
export async function serviceNamed(
  aws: Aws,
  clusters: readonly string[],
  asked: string,
): Promise<ServiceInCluster> {
  const found: { cluster: string; name: string }[] = [];
  const all: string[] = [];
  for (const cluster of clusters) {
    await requireCluster(aws, cluster);
    const names = await serviceNames(aws, cluster);
    all.push(...names);
    found.push(...namesMeant(names, asked).map((name) => ({ cluster, name })));
  }
  const where = `${clusters.join(", ")} (${aws.region})`;
  const [one, ...others] = found;
  if (one === undefined)
    throw new OperateError(`There is no service ${asked} in ${where}; ${thereAre(all)}.`);
  if (others.length > 0) {
    const names = found.map(({ cluster, name }) => `${name} in ${cluster}`);
    throw new OperateError(`Several services of ${where} have the name ${asked}: ${names.join(", ")}.`);
  }
  const [service] = await services(aws, one.cluster, [one.name]);
  if (service === undefined)
    throw new OperateError(`The service ${one.name} of ${one.cluster} is being deleted.`);
  return { cluster: one.cluster, service };
}
