import { DescribeImagesCommand } from "@aws-sdk/client-ecr";
import { unless } from "../aws.ts";
import type { ScanClients } from "./clients.ts";

/** When an image came into the repository of releases; undefined where it is not there. */
export async function releasedAt(
  { ecr }: ScanClients,
  repositoryName: string,
  imageDigest: string,
): Promise<Date | undefined> {
  const command = new DescribeImagesCommand({ repositoryName, imageIds: [{ imageDigest }] });
  const answer = await unless(/^ImageNotFoundException$/, ecr.send(command));
  return answer?.imageDetails?.[0]?.imagePushedAt;
}
