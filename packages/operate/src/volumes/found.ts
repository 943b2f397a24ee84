import type { Use } from "./uses.ts";

/** A volume or file system that a plugin created, or whose tag says so. */
export interface FoundVolume {
  kind: "EBS" | "EFS";
  /** Its whole Name tag, `rexray-efs-dev/files`; of Cloudstor's volumes `CloudstorVolumeName=…,StackID=…`. */
  name: string;
  /** The name by which Docker and task definitions know it. Other volumes can share it. */
  dockerName: string;
  id: string;
  zones: string[];
  /** `gp3`; EFS has none. */
  type?: string;
  /** What it takes, by the class in which it lies: `gp3`, or EFS's `standard`, `infrequentAccess`, … */
  storage: { storageClass: string; gib: number }[];
  /** AWS's word: `available`, `in-use`, … */
  state: string;
  /** EC2 instances that have an EBS volume. */
  attachedTo: string[];
  mountTargets: { id: string; zone: string }[];
  encrypted: boolean;
  created?: Date;
  /** Since when the instance has it that has it now. AWS does not say when a volume last was attached. */
  attachedSince?: Date;
  /** Who claims it: a stack's plan, or `--tag`. @default - nobody: it can only be listed */
  claimedBy?: string;
  /** Families of the plan's task definitions that name it. @default - none are known */
  ownFamilies?: string[];
  /** Tasks and services of every cluster of the region that name it. */
  usedBy: Use[];
  /** AWS's name for all of it. @default - EC2 answers none in this region */
  arn?: string;
  /** AWS Backup backs it up by itself. */
  backedUp: boolean;
}

/** It bears such a name, but somebody else manages it. */
export interface LeftOut {
  id: string;
  name: string;
  dockerName: string;
  owner: string;
  tag: string;
}

export interface Found {
  /** Families of task definitions that were read. */
  families: string[];
  /** The tags that a stack's plan or `--tag` claims. */
  claims: { text: string; by: string }[];
  /** Volumes of the plan whose tag it does not tell, with the reason. */
  unclear: string[];
  /** Clusters of the region whose tasks and services were asked for. */
  clusters: string[];
  volumes: FoundVolume[];
  leftOut: LeftOut[];
}

/** One that was looked for; who uses it is added later. */
export type OneFound = { volume: Omit<FoundVolume, "usedBy"> } | { leftOut: LeftOut };
