import { tagOf, type Tag } from "./managed.ts";

/** Cloudstor's tags, on the EBS volumes that it creates. It gives them no Name. */
export const cloudstorName = "CloudstorVolumeName";
/** The MD5 digest of the plugin's setting AWS_STACK_ID: two clusters can use the same volume name. */
export const cloudstorStack = "StackID";

/** How a volume is told from every other one. */
export interface Identity {
  /** REX-Ray: the whole Name tag, `files-dev/data`. Cloudstor: `CloudstorVolumeName=data,StackID=…`. */
  full: string;
  /** The name by which Docker and task definitions know it. Other volumes can share it. */
  dockerName: string;
}

/** @returns undefined for something without such a tag. */
export function identityOf(tags: Tag[]): Identity | undefined {
  const volume = tagOf(tags, cloudstorName);
  if (volume !== undefined) {
    const stack = tagOf(tags, cloudstorStack);
    const full = `${cloudstorName}=${volume}${stack === undefined ? "" : `,${cloudstorStack}=${stack}`}`;
    return { full, dockerName: volume };
  }
  const name = tagOf(tags, "Name");
  if (name === undefined || name === "") return undefined;
  // A name of Docker has no slash.
  return { full: name, dockerName: name.slice(name.lastIndexOf("/") + 1) };
}
