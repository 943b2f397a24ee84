import type { Standing } from "../../restore/found.ts";
import type { Store } from "../../restore/stores.ts";

/** The tag of resources that a run of `ballast accept` creates itself. */
export const markTag = "ballast:accept";

/** What to save, and how its recovery point is found later. */
export interface Saving {
  store: Store;
  /** The store's existing resources. */
  standing: Standing;
  /** Identifies the run. Each store has one recovery point for each mark. */
  mark: string;
  /** The stack's tags. */
  tags: Record<string, string>;
  /** The role with which AWS Backup backs up an EFS file system. */
  roleArn: string;
}

export function tagsOf({ tags, mark }: Pick<Saving, "tags" | "mark">): { Key: string; Value: string }[] {
  return Object.entries({ ...tags, [markTag]: mark }).map(([Key, Value]) => ({ Key, Value }));
}
