import { DescribeImagesCommand, type ImageDetail, type ImageIdentifier } from "@aws-sdk/client-ecr";
import { unless } from "../aws.ts";
import type { ScanClients } from "./clients.ts";

/** Tags of released images contain the commit and the build number (packages/clair, delivery/buildspec.ts). */
const releaseTag = /^release-[A-Za-z0-9]{1,12}-\d+$/;

/** Media types of an index of several images, of which ECS pulls one. */
const indexTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

/**
 * When a delivery released an image; undefined if it did not.
 *
 * An image inside an index has no tag. It counts as released if ECS pulled it through an index that has a release
 * tag, by that tag or by digest. Release tags are immutable.
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
  // An image that was looked up by a release tag has that tag.
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
