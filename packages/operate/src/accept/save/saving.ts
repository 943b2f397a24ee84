import type { Standing } from "../../restore/found.ts";
import type { Store } from "../../restore/stores.ts";

/** The tag that identifies what a run of `ballast accept` creates by itself. */
export const markTag = "ballast:accept";

/** What to save, and how its recovery point is found later. */
export interface Saving {
  store: Store;
  /** What stands of the store. */
  standing: Standing;
  /** There is one recovery point of each store for each mark. */
  mark: string;
  /** Of the stack. */
  tags: Record<string, string>;
  /** By which AWS Backup saves an EFS file system. */
  roleArn: string;
}

export function tagsOf({ tags, mark }: Pick<Saving, "tags" | "mark">): { Key: string; Value: string }[] {
  return Object.entries({ ...tags, [markTag]: mark }).map(([Key, Value]) => ({ Key, Value }));
}
