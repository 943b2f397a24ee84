/** A volume or file system that a plugin made. */
export interface FoundVolume {
  kind: "EBS" | "EFS";
  /** By which Docker knew it. */
  name: string;
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
  /** Services of the cluster that want tasks, and whose task definition names it. */
  wantedBy: string[];
  /** AWS's name for all of it. @default - EC2 answers none in this region */
  arn?: string;
  /** AWS Backup backs it up by itself. */
  backedUp: boolean;
}

/** It bears such a name, but somebody else manages it. */
export interface LeftOut {
  id: string;
  name: string;
  owner: string;
  tag: string;
}

export interface Found {
  /** Families of task definitions that were read. */
  families: string[];
  volumes: FoundVolume[];
  leftOut: LeftOut[];
}

/** One that bears a name of the cluster's volumes. */
export type OneFound = { volume: FoundVolume } | { leftOut: LeftOut };
