import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  ListServiceDeploymentsCommand,
  type ServiceDeployment,
  type ServiceDeploymentBrief,
  type ServiceRevision,
} from "@aws-sdk/client-ecs";
import { inBatches, type Aws } from "../aws.ts";
import { lastPart } from "../ecs.ts";
import { OperateError } from "../operateError.ts";

/**
 * The service's deployments that ECS still lists, newest first. ECS keeps them for 90 days (ECS developer guide,
 * "Service deployments", 2026-11).
 */
export async function deploymentsOf(
  { ecs }: Aws,
  cluster: string,
  service: string,
): Promise<ServiceDeploymentBrief[]> {
  const all: ServiceDeploymentBrief[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.send(
      new ListServiceDeploymentsCommand({
        cluster,
        service,
        ...(nextToken !== undefined && { nextToken }),
      }),
    );
    all.push(...(page.serviceDeployments ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return all.sort((one, other) => Number(other.createdAt ?? 0) - Number(one.createdAt ?? 0));
}

/** @throws {OperateError} if ECS lists the deployment but does not describe it. */
export async function describedDeployment({ ecs }: Aws, arn: string): Promise<ServiceDeployment> {
  const { serviceDeployments = [] } = await ecs.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
  );
  const [one] = serviceDeployments;
  if (one === undefined) throw new OperateError(`ECS does not describe the deployment ${lastPart(arn)}.`);
  return one;
}

/** Service revisions by ARN, without those that ECS no longer describes. */
export async function revisions({ ecs }: Aws, arns: string[]): Promise<Map<string, ServiceRevision>> {
  const answers = await inBatches([...new Set(arns)], 20, (serviceRevisionArns) =>
    ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns })),
  );
  return new Map(
    answers
      .flatMap(({ serviceRevisions = [] }) => serviceRevisions)
      .map((one) => [one.serviceRevisionArn ?? "", one]),
  );
}
