import type { RecoveryPoint, TimeRange } from "./points.ts";
import type { Store } from "./stores.ts";

/** The resources of a store that exist in AWS. */
export interface Standing {
  id: string;
  arn?: string;
  /** For people: `eu-central-1a, 100 GiB gp3, in-use`. */
  words: string;
}

/** The placement and configuration of a new database next to the existing one. */
export interface DatabaseFacts {
  /** Name of the server or cluster, also of one that is gone. */
  identifier: string;
  engine: string;
  engineVersion?: string;
  instanceClass?: string;
  subnetGroup?: string;
  securityGroups: string[];
  parameterGroup?: string;
  /** Of RDS: identifies a server of which only automated backups are left. */
  resourceId?: string;
  /** Of its subnet group, also of one that is gone. */
  vpc?: string;
  /** Its KMS key. */
  key?: string;
  /** Aurora Serverless v2. */
  capacity?: { minimum: number; maximum: number };
}

/** A store, what stands of it, and what AWS keeps of its data. */
export interface FoundStore {
  store: Store;
  /** More than one if the tags do not distinguish them. Empty if the store was deleted or never deployed. */
  standing: Standing[];
  points: RecoveryPoint[];
  range?: TimeRange;
  sizeGiB?: number;
  database?: DatabaseFacts;
  /** The facts that could not be read, and why they matter. */
  notes: string[];
}
