import {
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
  type Filter,
  type Snapshot,
  type Tag,
  type Volume,
} from "@aws-sdk/client-ec2";
import { snapshotTags } from "@ballast/aws/services/snapshots";
import { partitionOfRegion } from "@ballast/aws/values";
import { every } from "../../aws.ts";
import { escapedFilter } from "../../volumes/names.ts";
import type { Backups } from "../clients.ts";
import type { FoundStore } from "../found.ts";
import { savedKinds, type RecoveryPoint } from "../points.ts";
import type { Store } from "../stores.ts";
import { pointsOfResource, withAwsBackup } from "./awsBackup.ts";

/**
 * An EBS volume and its snapshots: of the volume, and those with its tags, which outlive it. Patching copies the tags; the function that saves
 * before a deployment copies only the name.
 */
export async function findVolume(aws: Backups, store: Store, elsewhere: Backups): Promise<FoundStore> {
  const filters = filtersOf(store);
  const volumes = filters.length === 0 ? [] : (await volumesBy(aws, filters)).filter(isOf(store));
  const byVolume =
    volumes.length === 0
      ? []
      : await snapshotsBy(elsewhere, [
          { Name: "volume-id", Values: volumes.map(({ VolumeId = "" }) => VolumeId) },
        ]);
  const byTags = filters.length === 0 ? [] : (await snapshotsBy(elsewhere, filters)).filter(isOf(store));
  // A copy in another region does not say of which volume it is, and a name alone may be another stack's.
  const byName = elsewhere.region === aws.region ? await savedBefore(aws, store, volumes) : [];
  const snapshots = new Map([...byVolume, ...byTags, ...byName].map((one) => [one.SnapshotId, one]));
  const account = [...snapshots.values()][0]?.OwnerId;
  const standing = volumes.map(({ VolumeId: id = "", ...volume }) => ({
    id,
    words: `${volume.AvailabilityZone}, ${volume.Size} GiB ${volume.VolumeType}, ${volume.State}`,
    // EC2 says no ARN of a volume, and whose it is only of its snapshots.
    ...(account !== undefined && {
      arn: `arn:${partition(aws.region)}:ec2:${aws.region}:${account}:volume/${id}`,
    }),
  }));
  const ofService = [...snapshots.values()].map((one) => pointOf(one, elsewhere.region));
  const ofBackup = await Promise.all(
    standing.flatMap(({ arn }) => (arn === undefined ? [] : [pointsOfResource(elsewhere, arn)])),
  );
  const size = volumes[0]?.Size;
  return {
    store,
    standing,
    points: withAwsBackup(ofService, ofBackup.flat()),
    ...(size !== undefined && { sizeGiB: size }),
    notes: [],
  };
}

function partition(region: string): string {
  return partitionOfRegion(region) ?? "aws";
}

function filtersOf({ tags, claim }: Store): Filter[] {
  if (claim) return [{ Name: `tag:${claim.filter.key}`, Values: [claim.filter.value] }];
  return Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [escapedFilter(value)] }));
}

function isOf({ claim }: Store): (one: { Tags?: Tag[] | undefined }) => boolean {
  return ({ Tags = [] }) => claim === undefined || claim.matches(Tags);
}

/** Snapshots before deployments, of volumes with the store's name that are gone: what stands has its own. */
async function savedBefore(aws: Backups, { claim, tags }: Store, found: Volume[]): Promise<Snapshot[]> {
  const { Name } = tags;
  if (claim !== undefined || Name === undefined) return [];
  const named = [{ Name: "tag:Name", Values: [escapedFilter(Name)] }];
  const saved = await snapshotsBy(aws, [...named, { Name: "tag-key", Values: [snapshotTags.deployment] }]);
  if (saved.length === 0) return [];
  const ours = new Set(found.map(({ VolumeId }) => VolumeId));
  const others = (await volumesBy(aws, named)).filter(({ VolumeId }) => !ours.has(VolumeId));
  return saved.filter((one) => !others.some(({ VolumeId }) => VolumeId === one.VolumeId));
}

function volumesBy({ ec2 }: Backups, Filters: Filter[]): Promise<Volume[]> {
  return every(paginateDescribeVolumes({ client: ec2 }, { Filters }), ({ Volumes }) => Volumes);
}

function snapshotsBy({ ec2 }: Backups, Filters: Filter[]): Promise<Snapshot[]> {
  return every(
    paginateDescribeSnapshots({ client: ec2 }, { OwnerIds: ["self"], Filters }),
    ({ Snapshots }) => Snapshots,
  );
}

function pointOf(one: Snapshot, region: string): RecoveryPoint {
  const { SnapshotId: id = "", State: state = "pending", StartTime, VolumeSize, KmsKeyId, VolumeId } = one;
  const unusable = faultOf(one);
  return {
    id,
    arn: `arn:${partition(region)}:ec2:${region}::snapshot/${id}`,
    kind: kindOf(one),
    // It holds what was written before it began.
    ...(StartTime && { time: StartTime }),
    state,
    ...(unusable !== undefined && { unusable }),
    ...(VolumeSize !== undefined && { sizeGiB: VolumeSize }),
    ...(KmsKeyId !== undefined && { key: KmsKeyId }),
    ...(VolumeId !== undefined && { of: VolumeId }),
  };
}

function kindOf({ Tags = [] }: Snapshot): string {
  const has = (key: string): boolean => Tags.some(({ Key }) => Key === key);
  if (has(snapshotTags.patching)) return savedKinds.patching;
  return has(snapshotTags.deployment) ? savedKinds.deployment : "snapshot";
}

function faultOf({
  State = "pending",
  StateMessage,
  Progress,
  StorageTier,
  SnapshotId,
}: Snapshot): string | undefined {
  if (State === "pending") return `it is pending (${Progress ?? "0%"})`;
  if (State !== "completed") return `it is ${State}${StateMessage === undefined ? "" : `: ${StateMessage}`}`;
  if (StorageTier === "archive")
    return `it is archived. Restore it first: aws ec2 restore-snapshot-tier --snapshot-id ${SnapshotId} --permanent-restore`;
  return undefined;
}
