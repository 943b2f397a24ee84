import { paginateDescribeVolumes, type Filter, type Volume } from "@aws-sdk/client-ec2";
import { every, inBatches, type Aws } from "../aws.ts";
import type { Claim } from "./claims.ts";
import type { OneFound } from "./found.ts";
import { cloudstorName, identityOf } from "./identity.ts";
import { managedBy, tagOf } from "./managed.ts";
import { isNamed, namePatterns, type NamedVolume } from "./names.ts";

/** EBS volumes that match a claim or one of these names. */
export async function findDisks(aws: Aws, claims: Claim[], named: NamedVolume[]): Promise<OneFound[]> {
  const found = new Map<string, Volume>();
  for (const { name, values } of filters(claims, named)) {
    // EC2 accepts at most 200 values for a filter.
    const answers = await inBatches(values, 200, (batch) =>
      describedDisks(aws, { Filters: [{ Name: name, Values: batch }] }),
    );
    for (const one of answers.flat()) found.set(one.VolumeId ?? "", one);
  }
  return [...found.values()].flatMap((one) => disk(one, claims, named) ?? []);
}

function filters(claims: Claim[], named: NamedVolume[]): { name: string; values: string[] }[] {
  const wanted = claims.filter(({ kind }) => kind !== "EFS").map(({ filter }) => filter);
  const values = (key: string): string[] => wanted.flatMap((one) => (one.key === key ? one.value : []));
  return [
    { name: "tag:Name", values: [...new Set([...values("Name"), ...namePatterns(named)])] },
    { name: `tag:${cloudstorName}`, values: [...new Set(values(cloudstorName))] },
    // The StackID of the cluster's plugins is unknown, so any Cloudstor volume may be theirs.
    { name: "tag-key", values: named.length > 0 ? [cloudstorName] : [] },
  ];
}

/** @returns undefined for a volume that matches neither a claim nor a name. */
export function disk(one: Volume, claims: Claim[], named: NamedVolume[]): OneFound | undefined {
  const tags = one.Tags ?? [];
  const identity = identityOf(tags);
  if (identity === undefined) return undefined;
  const { full: name, dockerName } = identity;
  const claim = claims.find(({ kind, matches }) => kind !== "EFS" && matches(tags));
  const left = tagOf(tags, cloudstorName) !== undefined && one.State === "available" && named.length > 0;
  if (!claim && !left && !named.some((volume) => isNamed(dockerName, volume))) return undefined;
  const id = one.VolumeId ?? "";
  const manager =
    managedBy(tags) ??
    (one.Operator?.Managed === true
      ? { owner: one.Operator.Principal ?? "AWS", tag: "operator" }
      : undefined);
  if (manager) return { leftOut: { id, name, dockerName, ...manager } };
  const attachments = (one.Attachments ?? []).filter(({ State }) => State !== "detached");
  const since = attachments[0]?.AttachTime;
  const type = one.VolumeType ?? "";
  return {
    volume: {
      kind: "EBS",
      name,
      dockerName,
      id,
      zones: one.AvailabilityZone === undefined ? [] : [one.AvailabilityZone],
      type,
      storage: [{ storageClass: type, gib: one.Size ?? 0 }],
      state: one.State ?? "",
      attachedTo: attachments.map(
        ({ InstanceId, AssociatedResource }) => InstanceId ?? AssociatedResource ?? "unknown",
      ),
      mountTargets: [],
      encrypted: one.Encrypted ?? false,
      ...(one.CreateTime && { created: one.CreateTime }),
      ...(since && { attachedSince: since }),
      ...(claim && { claimedBy: claim.by, ownFamilies: claim.families }),
      backedUp: false,
    },
  };
}

export function describedDisks(
  { ec2 }: Aws,
  which: { Filters: Filter[] } | { VolumeIds: string[] },
): Promise<Volume[]> {
  return every(paginateDescribeVolumes({ client: ec2 }, which), ({ Volumes }) => Volumes);
}
