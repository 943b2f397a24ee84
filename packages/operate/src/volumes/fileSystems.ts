import {
  DescribeFileSystemsCommand,
  paginateDescribeFileSystems,
  paginateDescribeMountTargets,
  type FileSystemDescription,
  type MountTargetDescription,
} from "@aws-sdk/client-efs";
import { every, unless, type Aws } from "../aws.ts";
import type { Claim } from "./claims.ts";
import type { FoundVolume, OneFound } from "./found.ts";
import { identityOf } from "./identity.ts";
import { managedBy, tagOf } from "./managed.ts";
import { isNamed, type NamedVolume } from "./names.ts";

/** EFS file systems that match a claim or one of these names. */
export async function findFileSystems(aws: Aws, claims: Claim[], named: NamedVolume[]): Promise<OneFound[]> {
  const found: OneFound[] = [];
  if (named.length === 0 && claims.every(({ kind }) => kind === "EBS")) return found;
  const pages = paginateDescribeFileSystems({ client: aws.efs }, {});
  for (const one of await every(pages, ({ FileSystems }) => FileSystems)) {
    const all = await fileSystem(aws, one, claims, named);
    if (all) found.push(all);
  }
  return found;
}

/** @returns undefined for a file system that matches neither a claim nor a name. */
export async function fileSystem(
  aws: Aws,
  one: FileSystemDescription,
  claims: Claim[],
  named: NamedVolume[],
): Promise<OneFound | undefined> {
  const tags = one.Tags ?? [];
  const identity = identityOf(tags);
  if (identity === undefined) return undefined;
  const { full: name, dockerName } = identity;
  const claim = claims.find(({ kind, matches }) => kind !== "EBS" && matches(tags));
  if (!claim && !named.some((volume) => isNamed(dockerName, volume))) return undefined;
  const id = one.FileSystemId ?? "";
  const manager = managedBy(tags);
  if (manager) return { leftOut: { id, name, dockerName, ...manager } };
  const mounts = (await mountTargets(aws, id)).map(({ MountTargetId = "", AvailabilityZoneName = "" }) => ({
    id: MountTargetId,
    zone: AvailabilityZoneName,
  }));
  const zones =
    one.AvailabilityZoneName === undefined ? mounts.map(({ zone }) => zone) : [one.AvailabilityZoneName];
  return {
    volume: {
      kind: "EFS",
      name,
      dockerName,
      id,
      zones: [...new Set(zones)].filter((zone) => zone !== "").sort(),
      storage: storageOf(one),
      state: one.LifeCycleState ?? "",
      attachedTo: [],
      mountTargets: mounts,
      encrypted: one.Encrypted ?? false,
      ...(one.CreationTime && { created: one.CreationTime }),
      ...(claim && { claimedBy: claim.by, ownFamilies: claim.families }),
      ...(one.FileSystemArn !== undefined && { arn: one.FileSystemArn }),
      backedUp: tagOf(tags, "aws:elasticfilesystem:default-backup") === "enabled",
    },
  };
}

/** The last size that EFS measured. */
function storageOf({ SizeInBytes, AvailabilityZoneName }: FileSystemDescription): FoundVolume["storage"] {
  const oneZone = AvailabilityZoneName !== undefined;
  const { Value = 0, ValueInStandard, ValueInIA = 0, ValueInArchive = 0 } = SizeInBytes ?? {};
  const classes = [
    {
      storageClass: oneZone ? "oneZone" : "standard",
      bytes: ValueInStandard ?? Value - ValueInIA - ValueInArchive,
    },
    { storageClass: oneZone ? "oneZoneInfrequentAccess" : "infrequentAccess", bytes: ValueInIA },
    { storageClass: "archive", bytes: ValueInArchive },
  ];
  return classes
    .filter(({ bytes }, position) => position === 0 || bytes > 0)
    .map(({ storageClass, bytes }) => ({ storageClass, gib: bytes / 2 ** 30 }));
}

/** AWS's error code for a file system that does not exist. */
export const gone = /^FileSystemNotFound$/;

/** @returns undefined if the file system does not exist. */
export async function describedFileSystem(
  { efs }: Aws,
  id: string,
): Promise<FileSystemDescription | undefined> {
  const answer = await unless(gone, efs.send(new DescribeFileSystemsCommand({ FileSystemId: id })));
  return answer?.FileSystems?.[0];
}

export function mountTargets({ efs }: Aws, fileSystemId: string): Promise<MountTargetDescription[]> {
  const pages = paginateDescribeMountTargets({ client: efs }, { FileSystemId: fileSystemId });
  return every(pages, ({ MountTargets }) => MountTargets);
}
