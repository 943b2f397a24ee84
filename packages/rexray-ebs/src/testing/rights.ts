import { parsePolicy, type Call, type Context, type Policy } from "@ballast/analysis";
import { policyDocument, type Statement } from "@ballast/contracts";
import { output, type Unwrap } from "@pulumi/pulumi";

/** What is inside an output, as the engine would see it. */
export const plain = <T>(value: T): Promise<Unwrap<T>> =>
  (output(value) as unknown as { promise(): Promise<Unwrap<T>> }).promise();

export async function policyOf(statements: Statement[] | undefined): Promise<Policy> {
  return parsePolicy(await plain(policyDocument(statements ?? [])));
}

export interface Tagged {
  id: string;
  tags: Record<string, string>;
}

const account = "arn:aws:ec2:eu-central-1:123456789012";
export const volumeArn = (id: string): string => `${account}:volume/${id}`;
const instanceArn = (id: string): string => `${account}:instance/${id}`;
const snapshotArn = (id: string): string => `arn:aws:ec2:eu-central-1::snapshot/${id}`;

function tagsOf(tags: Record<string, string>): Context {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`ec2:ResourceTag/${key}`, value],
      [`aws:ResourceTag/${key}`, value],
    ]),
  );
}

function requestTags(tags: Record<string, string>): Context {
  const keys = Object.keys(tags);
  return {
    ...Object.fromEntries(keys.map((key) => [`aws:RequestTag/${key}`, tags[key] ?? ""])),
    ...(keys.length > 0 && { "aws:TagKeys": keys }),
  };
}

// The authorization requests of EC2 for each call, according to the service authorization reference of Amazon EC2
// (2026-11).

export function describe(action: string): Call {
  return { requests: [{ action: `ec2:${action}`, resource: "*" }] };
}

export function move(action: "AttachVolume" | "DetachVolume", volume: Tagged, instance: Tagged): Call {
  return {
    requests: [
      { action: `ec2:${action}`, resource: volumeArn(volume.id), context: tagsOf(volume.tags) },
      { action: `ec2:${action}`, resource: instanceArn(instance.id), context: tagsOf(instance.tags) },
    ],
  };
}

export function deleteVolume(volume: Tagged): Call {
  return { requests: [onVolume("DeleteVolume", volume)] };
}

export function createTags(volume: Tagged, tags: Record<string, string>): Call {
  const request = onVolume("CreateTags", volume);
  return { requests: [{ ...request, context: { ...request.context, ...requestTags(tags) } }] };
}

export function deleteTags(volume: Tagged, tags: Record<string, string>): Call {
  const request = onVolume("DeleteTags", volume);
  return { requests: [{ ...request, context: { ...request.context, ...requestTags(tags) } }] };
}

export function onVolume(action: string, { id, tags }: Tagged) {
  return { action: `ec2:${action}`, resource: volumeArn(id), context: tagsOf(tags) };
}

export interface Creation {
  zone: string;
  encrypted: boolean;
  tags: Record<string, string>;
  snapshotId?: string;
}

/** If tags are set, EC2 also requires CreateTags, with the creating action as a condition key. */
export function createVolume({ zone, encrypted, tags, snapshotId }: Creation): Call {
  const resource = volumeArn("*");
  const context: Context = {
    "ec2:AvailabilityZone": zone,
    "ec2:Encrypted": String(encrypted),
    ...(snapshotId !== undefined && { "ec2:ParentSnapshot": snapshotArn(snapshotId) }),
    ...requestTags(tags),
  };
  const tagging = {
    action: "ec2:CreateTags",
    resource,
    context: { ...requestTags(tags), "ec2:CreateAction": "CreateVolume" },
  };
  return {
    requests: [
      { action: "ec2:CreateVolume", resource, context },
      ...(Object.keys(tags).length > 0 ? [tagging] : []),
    ],
  };
}

/** Every action of EC2 on snapshots, and the two that read their contents. */
export const snapshotCalls: Call[] = [
  "ec2:CopySnapshot",
  "ec2:CreateSnapshot",
  "ec2:CreateSnapshots",
  "ec2:CreateTags",
  "ec2:DeleteSnapshot",
  "ec2:DeleteTags",
  "ec2:DescribeSnapshotAttribute",
  "ec2:DescribeSnapshots",
  "ec2:LockSnapshot",
  "ec2:ModifySnapshotAttribute",
  "ec2:ModifySnapshotTier",
  "ec2:ResetSnapshotAttribute",
  "ec2:RestoreSnapshotTier",
  "ebs:GetSnapshotBlock",
  "ebs:ListSnapshotBlocks",
].map((action) => ({
  requests: [{ action, resource: action.startsWith("ec2:Describe") ? "*" : snapshotArn("snap-0a") }],
}));
