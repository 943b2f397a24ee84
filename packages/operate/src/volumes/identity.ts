import { tagOf, type Tag } from "./managed.ts";

/** Cloudstor's tags on its EBS volumes, which have no Name tag. */
export const cloudstorName = "CloudstorVolumeName";
/** The MD5 digest of the plugin's setting AWS_STACK_ID: two clusters can use the same volume name. */
export const cloudstorStack = "StackID";

/** Identifies a volume. */
export interface Identity {
  /** REX-Ray: the complete Name tag, `files-dev/data`. Cloudstor: `CloudstorVolumeName=data,StackID=…`. */
  full: string;
  /** The name that Docker and task definitions use. Other volumes can have the same name. */
  dockerName: string;
}

/** @returns undefined if no tag identifies it. */
export function identityOf(tags: Tag[]): Identity | undefined {
  const volume = tagOf(tags, cloudstorName);
  if (volume !== undefined) {
    const stack = tagOf(tags, cloudstorStack);
    const full = `${cloudstorName}=${volume}${stack === undefined ? "" : `,${cloudstorStack}=${stack}`}`;
    return { full, dockerName: volume };
  }
  const name = tagOf(tags, "Name");
  if (name === undefined || name === "") return undefined;
  // Docker volume names cannot contain a slash.
  return { full: name, dockerName: name.slice(name.lastIndexOf("/") + 1) };
}
