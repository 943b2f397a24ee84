/** A tag, as EC2 and EFS have them. */
export interface Tag {
  Key?: string | undefined;
  Value?: string | undefined;
}

/** Tags that show that another tool manages the resource. */
const marks: { key: RegExp; value?: string; owner: string }[] = [
  { key: /^ballast:managed$/, value: "pulumi", owner: "Pulumi" },
  // Teams set these as default tags; Pulumi itself sets none.
  { key: /^pulumi:/i, owner: "Pulumi" },
  { key: /^aws:cloudformation:/, owner: "AWS CloudFormation" },
  { key: /^aws:backup:/, owner: "AWS Backup" },
  { key: /^AmazonECS(Managed|Created)$/, owner: "Amazon ECS" },
  { key: /^(kubernetes\.io\/|ebs\.csi\.aws\.com\/|efs\.csi\.aws\.com\/)/, owner: "Kubernetes" },
];

/** @returns the tool that manages the resource, and the tag that shows it; undefined without such a tag. */
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
