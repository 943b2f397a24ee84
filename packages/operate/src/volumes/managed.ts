/** A tag, as EC2 and EFS have them. */
export interface Tag {
  Key?: string | undefined;
  Value?: string | undefined;
}

/** Tags by which something says that somebody else makes and deletes it. */
const marks: { key: RegExp; value?: string; owner: string }[] = [
  { key: /^ballast:managed$/, value: "pulumi", owner: "Pulumi" },
  // What teams set as default tags; Pulumi by itself sets none.
  { key: /^pulumi:/i, owner: "Pulumi" },
  { key: /^aws:cloudformation:/, owner: "AWS CloudFormation" },
  { key: /^aws:backup:/, owner: "AWS Backup" },
  { key: /^AmazonECS(Managed|Created)$/, owner: "Amazon ECS" },
  { key: /^(kubernetes\.io\/|ebs\.csi\.aws\.com\/|efs\.csi\.aws\.com\/)/, owner: "Kubernetes" },
];

/** @returns who manages it, and the tag that says so; undefined if no tag does. */
export function managedBy(tags: Tag[]): { owner: string; tag: string } | undefined {
  for (const { Key = "", Value = "" } of tags) {
    const mark = marks.find(({ key, value }) => key.test(Key) && (value === undefined || value === Value));
    if (mark) return { owner: mark.owner, tag: `${Key}=${Value}` };
  }
  return undefined;
}

export function tagOf(tags: Tag[], key: string): string | undefined {
  return tags.find(({ Key }) => Key === key)?.Value;
}
