import { DescribeImagesCommand, type ImageDetail, type ImageIdentifier } from "@aws-sdk/client-ecr";
import { unless } from "../aws.ts";
import type { ScanClients } from "./clients.ts";

/** As a delivery tags what passed: with its commit and the number of its build (packages/clair, delivery/buildspec.ts). */
const releaseTag = /^release-[A-Za-z0-9]{1,12}-\d+$/;

/** Of an index of several images, of which ECS pulls one. */
const indexTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

/**
 * When a delivery released an image; undefined where none did.
 *
 * An image of an index has no tag of its own. It counts as released where ECS pulled it by an index that has a release tag, by that tag
 * or by the digest: these tags never move.
 */
export async function releasedAt(
  aws: ScanClients,
  repositoryName: string,
  { image, digest }: { image: string; digest: string },
): Promise<Date | undefined> {
  const own = await describe(aws, repositoryName, { imageDigest: digest });
  if (own === undefined) return undefined;
  if (own.imageTags?.some((tag) => releaseTag.test(tag))) return own.imagePushedAt;
  const [, address = "", tag, imageDigest] =
    /^([^:@]*)(?::([^@]*)|@(sha256:[0-9a-f]{64}))$/.exec(image) ?? [];
  if (!address.endsWith(`/${repositoryName}`)) return undefined;
  const imageTag = tag !== undefined && releaseTag.test(tag) ? tag : undefined;
  if (imageTag === undefined && imageDigest === undefined) return undefined;
  const index = await describe(aws, repositoryName, imageTag === undefined ? { imageDigest } : { imageTag });
  // What is found by a release tag has it.
  const isReleased =
    imageTag !== undefined || (index?.imageTags?.some((one) => releaseTag.test(one)) ?? false);
  return isReleased && indexTypes.includes(index?.imageManifestMediaType ?? "no type")
    ? index?.imagePushedAt
    : undefined;
}

async function describe(
  { ecr }: ScanClients,
  repositoryName: string,
  imageId: ImageIdentifier,
): Promise<ImageDetail | undefined> {
  const command = new DescribeImagesCommand({ repositoryName, imageIds: [imageId] });
  const answer = await unless(/^ImageNotFoundException$/, ecr.send(command));
  return answer?.imageDetails?.[0];
}
