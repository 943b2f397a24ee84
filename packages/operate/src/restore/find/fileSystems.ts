import { paginateDescribeFileSystems, type FileSystemDescription, type Tag } from "@aws-sdk/client-efs";
import { every } from "../../aws.ts";
import type { Backups } from "../clients.ts";
import type { FoundStore } from "../found.ts";
import type { Store } from "../stores.ts";
import { pointsOfResource, protectedResources } from "./awsBackup.ts";

/** An EFS file system, and what AWS Backup has of it and of those of its name that are gone. */
export async function findFileSystem(aws: Backups, store: Store, elsewhere: Backups): Promise<FoundStore> {
  const all = await every(
    paginateDescribeFileSystems({ client: aws.efs }, {}),
    ({ FileSystems }) => FileSystems,
  );
  const tagged = all.filter(isOf(store)).filter((one) => restoredOf(one) === undefined);
  const standing = store.existing ? all.filter((one) => one.FileSystemId === store.existing?.id) : tagged;
  // The file system that was replaced by an adopted one may still have recovery points, too.
  const arns = [...new Set([...standing, ...tagged].flatMap(({ FileSystemArn }) => FileSystemArn ?? []))];
  const gone = await goneOf(elsewhere, store, all);
  const points = [];
  for (const arn of [...arns, ...gone]) points.push(...(await pointsOfResource(elsewhere, arn)));
  const bytes = standing[0]?.SizeInBytes?.Value;
  return {
    store,
    standing: standing.map((one) => ({
      id: one.FileSystemId ?? "",
      ...(one.FileSystemArn !== undefined && { arn: one.FileSystemArn }),
      words: `${gib(one.SizeInBytes?.Value)}, ${one.LifeCycleState}`,
    })),
    points,
    ...(bytes !== undefined && { sizeGiB: bytes / 2 ** 30 }),
    notes: [],
  };
}

/** A tag of a file system that this command restored: the store. */
export const restoredTag = "ballast:restore-of";

function restoredOf({ Tags = [] }: FileSystemDescription): string | undefined {
  return Tags.find(({ Key }) => Key === restoredTag)?.Value;
}

function isOf({ tags, claim }: Store): (one: FileSystemDescription) => boolean {
  const wanted = Object.entries(tags);
  return ({ Tags = [] }) => (claim ? claim.matches(Tags) : wanted.length > 0 && wanted.every(has(Tags)));
}

function has(tags: Tag[]): (wanted: [string, string]) => boolean {
  return ([key, value]) => tags.some(({ Key, Value }) => Key === key && Value === value);
}

/** AWS Backup remembers their names, and no other tag. */
async function goneOf(aws: Backups, { tags, claim }: Store, all: FileSystemDescription[]): Promise<string[]> {
  const name = claim ? claim.text : tags["Name"];
  if (name === undefined) return [];
  const there = new Set(all.map(({ FileSystemArn }) => FileSystemArn));
  return (await protectedResources(aws)).flatMap(({ ResourceArn, ResourceType, ResourceName }) =>
    ResourceType === "EFS" && ResourceName === name && ResourceArn !== undefined && !there.has(ResourceArn)
      ? [ResourceArn]
      : [],
  );
}

function gib(bytes: number | undefined): string {
  return bytes === undefined ? "size unknown" : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
