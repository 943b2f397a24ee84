import { paginateDescribeVolumes, type Filter, type Volume } from "@aws-sdk/client-ec2";
import type { Aws } from "../aws.ts";
import type { OneFound } from "./found.ts";
import { managedBy, tagOf } from "./managed.ts";
import { namePatterns, volumeNamed, type NamedVolume } from "./names.ts";

/** Cloudstor's own tag, on the EBS volumes that it makes. */
const cloudstorTag = "CloudstorVolumeName";

/** EBS volumes. @param wanted Services that want tasks, by the names of their volumes. */
export async function findDisks(
  aws: Aws,
  named: NamedVolume[],
  wanted: Map<string, string[]>,
): Promise<OneFound[]> {
  const volumes = new Map<string, Volume>();
  const patterns = namePatterns(named);
  // EC2 takes 200 values for a filter.
  for (let start = 0; start < patterns.length; start += 200) {
    const values = patterns.slice(start, start + 200);
    for (const one of await described(aws, [{ Name: "tag:Name", Values: values }]))
      volumes.set(one.VolumeId ?? "", one);
  }
  for (const one of await described(aws, [{ Name: "tag-key", Values: [cloudstorTag] }])) {
    const name = tagOf(one.Tags ?? [], cloudstorTag) ?? "";
    if (one.State === "available" || volumeNamed(name, named)) volumes.set(one.VolumeId ?? "", one);
  }
  return [...volumes.values()].flatMap((one): OneFound[] => {
    const tags = one.Tags ?? [];
    const cloudstor = tagOf(tags, cloudstorTag);
    const match = volumeNamed(cloudstor ?? tagOf(tags, "Name") ?? "", named);
    const name = match?.dockerName ?? cloudstor;
    if (name === undefined) return [];
    const id = one.VolumeId ?? "";
    const manager =
      managedBy(tags) ??
      (one.Operator?.Managed === true
        ? { owner: one.Operator.Principal ?? "AWS", tag: "operator" }
        : undefined);
    if (manager) return [{ leftOut: { id, name, ...manager } }];
    const attachments = (one.Attachments ?? []).filter(({ State }) => State !== "detached");
    const since = attachments[0]?.AttachTime;
    const type = one.VolumeType ?? "";
    return [
      {
        volume: {
          kind: "EBS",
          name,
          id,
          zones: one.AvailabilityZone === undefined ? [] : [one.AvailabilityZone],
          type,
          storage: [{ storageClass: type, gib: one.Size ?? 0 }],
          state: one.State ?? "",
          attachedTo: attachments.flatMap(({ InstanceId }) => InstanceId ?? []),
          mountTargets: [],
          encrypted: one.Encrypted ?? false,
          ...(one.CreateTime && { created: one.CreateTime }),
          ...(since && { attachedSince: since }),
          wantedBy: wanted.get(match?.volume.name ?? name) ?? [],
          backedUp: false,
        },
      },
    ];
  });
}

async function described({ ec2 }: Aws, Filters: Filter[]): Promise<Volume[]> {
  const volumes: Volume[] = [];
  for await (const page of paginateDescribeVolumes({ client: ec2 }, { Filters }))
    volumes.push(...(page.Volumes ?? []));
  return volumes;
}
