import type { ServiceDeploymentBrief } from "@aws-sdk/client-ecs";

/** Of these service revisions the one that was deployed last with success. @param newestFirst All deployments. */
export function lastSuccessful(
  newestFirst: readonly ServiceDeploymentBrief[],
  among: readonly string[],
): string | undefined {
  return newestFirst.find(
    ({ status, targetServiceRevisionArn: arn = "" }) => status === "SUCCESSFUL" && among.includes(arn),
  )?.targetServiceRevisionArn;
}

/**
 * The task definition that a service ran before it ran the present one for the first time: so a second rollback goes back further, and not
 * forward to what the first one left.
 *
 * @param newestFirst All deployments.
 * @param taskDefinitions By service revision.
 */
export function earlierThan(
  newestFirst: readonly ServiceDeploymentBrief[],
  taskDefinitions: ReadonlyMap<string, string>,
  present: string,
): string | undefined {
  const ran = newestFirst
    .filter(({ status }) => status === "SUCCESSFUL")
    .flatMap(({ targetServiceRevisionArn: arn = "" }) => taskDefinitions.get(arn) ?? []);
  return ran.slice(ran.lastIndexOf(present) + 1).find((one) => one !== present);
}
