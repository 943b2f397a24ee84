import type { Service } from "@aws-sdk/client-ecs";
import type { Aws } from "./aws.ts";
import { requireCluster, serviceNames, services, thereAre } from "./ecs.ts";
import { OperateError } from "./operateError.ts";

/**
 * The service names that match: the exact name in ECS, or the name in the program, to which Pulumi appends random
 * characters.
 */
export function namesMeant(names: readonly string[], asked: string): string[] {
  return names.includes(asked) ? [asked] : names.filter((name) => shortName(name) === asked);
}

function shortName(service: string): string {
  return service.replace(/(-service)?(-[0-9a-f]{7})?$/, "");
}

/** A service and its cluster. */
export interface ServiceInCluster {
  cluster: string;
  service: Service;
}

/**
 * Finds a service in these clusters by its name in ECS or in the program.
 *
 * @throws {OperateError} if no service has the name, or several have it.
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
