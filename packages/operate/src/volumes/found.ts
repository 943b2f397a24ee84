import type { Use } from "./uses.ts";

/** A volume or file system that, according to its tags, a plugin created. */
export interface FoundVolume {
  kind: "EBS" | "EFS";
  /** Its complete Name tag, `rexray-efs-dev/files`; for Cloudstor `CloudstorVolumeName=…,StackID=…`. */
  name: string;
  /** The name that Docker and task definitions use. Other volumes can have the same name. */
  dockerName: string;
  id: string;
  zones: string[];
  /** `gp3`; EFS has none. */
  type?: string;
  /** Its size by storage class: `gp3`, or EFS's `standard`, `infrequentAccess`, … */
  storage: { storageClass: string; gib: number }[];
  /** AWS's state: `available`, `in-use`, … */
  state: string;
  /** Ids of the EC2 instances to which an EBS volume is attached. */
  attachedTo: string[];
  mountTargets: { id: string; zone: string }[];
  encrypted: boolean;
  created?: Date;
  /** When it was attached to the current instance. AWS does not report earlier attachments. */
  attachedSince?: Date;
  /** The source of the claim: a stack's plan, or `--tag`. @default - none: the volume can only be listed */
  claimedBy?: string;
  /** Families of the plan's task definitions that use it. @default - none known */
  ownFamilies?: string[];
  /** Tasks and services of all clusters of the region that reference it. */
  usedBy: Use[];
  /** Its ARN. @default - not known for an EBS volume in this region */
  arn?: string;
  /** Whether automatic backups of AWS Backup are enabled for it. */
  backedUp: boolean;
}

/** A volume with a matching name that something else manages. */
export interface LeftOut {
  id: string;
  name: string;
  dockerName: string;
  owner: string;
  tag: string;
}

export interface Found {
  /** Families of the task definitions that were read. */
  families: string[];
  /** The tags that a stack's plan or `--tag` claims. */
  claims: { text: string; by: string }[];
  /** Volumes of the plan whose tag is unknown, with the reason. */
  unclear: string[];
  /** Clusters of the region whose tasks and services were checked. */
  clusters: string[];
  volumes: FoundVolume[];
  leftOut: LeftOut[];
}

/** A matching volume, before its users are added. */
export type OneFound = { volume: Omit<FoundVolume, "usedBy"> } | { leftOut: LeftOut };
