import type { Tag } from "@aws-sdk/client-rds";
import type { Store } from "../stores.ts";

/** Tags of resources that this command creates: the store that was restored, and the time of its data. */
export const restoreTags = { of: "ballast:restore-of", time: "ballast:restore-time" } as const;

/**
 * Whether it has a store's tags, and is not a restored copy beside it.
 *
 * @param isNamed Whether its name fits too, so that a store without tags can have it.
 */
export function hasTags({ tags }: Store, found: Tag[] = [], isNamed = false): boolean {
  const wanted = Object.entries(tags);
  return (
    (isNamed || wanted.length > 0) &&
    tagValue(found, restoreTags.of) === undefined &&
    wanted.every(([key, value]) => tagValue(found, key) === value)
  );
}

export function tagValue(tags: Tag[] = [], key: string): string | undefined {
  return tags.find(({ Key }) => Key === key)?.Value;
}

const kinds: Record<string, string> = {
  automated: "automated snapshot",
  manual: "snapshot",
  awsbackup: "AWS Backup",
};

export function snapshotKind(type: string): string {
  return kinds[type] ?? type;
}
