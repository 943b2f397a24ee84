import type { ServiceDeploymentBrief } from "@aws-sdk/client-ecs";

/** The one of these service revisions that was last deployed successfully. @param newestFirst All deployments. */
export function lastSuccessful(
  newestFirst: readonly ServiceDeploymentBrief[],
  among: readonly string[],
): string | undefined {
  return newestFirst.find(
    ({ status, targetServiceRevisionArn: arn = "" }) => status === "SUCCESSFUL" && among.includes(arn),
  )?.targetServiceRevisionArn;
}

/**
 * The task definition that a service ran before it ran the current one for the first time. So a second rollback goes
 * further back, and not to the revision that the first rollback replaced.
 *
 * @param newestFirst All deployments.
 * @param taskDefinitions Task definitions by service revision.
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
