import {
  DescribeMountTargetsCommand,
  paginateDescribeFileSystems,
  type FileSystemDescription,
  type MountTargetDescription,
} from "@aws-sdk/client-efs";
import type { Aws } from "../aws.ts";
import type { FoundVolume, OneFound } from "./found.ts";
import { managedBy, tagOf } from "./managed.ts";
import { volumeNamed, type NamedVolume } from "./names.ts";

/** File systems of EFS. @param wanted Services that want tasks, by the names of their volumes. */
export async function findFileSystems(
  aws: Aws,
  named: NamedVolume[],
  wanted: Map<string, string[]>,
): Promise<OneFound[]> {
  if (named.length === 0) return [];
  const found: OneFound[] = [];
  for await (const page of paginateDescribeFileSystems({ client: aws.efs }, {})) {
    for (const one of page.FileSystems ?? []) {
      const tags = one.Tags ?? [];
      const match = volumeNamed(one.Name ?? tagOf(tags, "Name") ?? "", named);
      if (match === undefined) continue;
      const id = one.FileSystemId ?? "";
      const name = match.dockerName;
      const manager = managedBy(tags);
      if (manager) found.push({ leftOut: { id, name, ...manager } });
      else {
        const targets = await mountTargets(aws, id);
        found.push({ volume: fileSystem(one, name, targets, wanted.get(match.volume.name) ?? []) });
      }
    }
  }
  return found;
}

function fileSystem(
  one: FileSystemDescription,
  name: string,
  targets: MountTargetDescription[],
  wantedBy: string[],
): FoundVolume {
  const mounts = targets.map(({ MountTargetId = "", AvailabilityZoneName = "" }) => ({
    id: MountTargetId,
    zone: AvailabilityZoneName,
  }));
  const zones =
    one.AvailabilityZoneName === undefined ? mounts.map(({ zone }) => zone) : [one.AvailabilityZoneName];
  return {
    kind: "EFS",
    name,
    id: one.FileSystemId ?? "",
    zones: [...new Set(zones)].filter((zone) => zone !== "").sort(),
    storage: storageOf(one),
    state: one.LifeCycleState ?? "",
    attachedTo: [],
    mountTargets: mounts,
    encrypted: one.Encrypted ?? false,
    ...(one.CreationTime && { created: one.CreationTime }),
    wantedBy,
    ...(one.FileSystemArn !== undefined && { arn: one.FileSystemArn }),
    backedUp: tagOf(one.Tags ?? [], "aws:elasticfilesystem:default-backup") === "enabled",
  };
}

/** What EFS metered last. */
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

export async function mountTargets({ efs }: Aws, fileSystemId: string): Promise<MountTargetDescription[]> {
  const targets: MountTargetDescription[] = [];
  let marker: string | undefined;
  do {
    const page = await efs.send(
      new DescribeMountTargetsCommand({
        FileSystemId: fileSystemId,
        ...(marker !== undefined && { Marker: marker }),
      }),
    );
    targets.push(...(page.MountTargets ?? []));
    marker = page.NextMarker;
  } while (marker !== undefined);
  return targets;
}
