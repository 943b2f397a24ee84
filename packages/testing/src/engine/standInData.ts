import type { Properties } from "@ballast/recording/wire";
import { digitsOf } from "./standInValues.ts";

/** The properties of an existing resource that this file uses. */
interface Store {
  type: string;
  id: string;
  inputs: Properties;
}

/** The contents of a store: texts by path. */
type Files = ReadonlyMap<string, string>;

interface Kind {
  /** Its input that names what it is created from. @default - AWS Backup creates another one beside it */
  from?: string;
  /** The prefix of the ids of its recovery points. */
  prefix: string;
  /** The property that AWS's limits apply to. @default - none */
  size?: string;
}

/**
 * Types of stores (provider's documentation of version 7: aws_ebs_volume `snapshot_id`, aws_db_instance and aws_rds_cluster
 * `snapshot_identifier`, aws_fsx_windows_file_system `backup_id`).
 */
const kinds: Record<string, Kind> = {
  "aws:ebs/volume:Volume": { from: "snapshotId", prefix: "snap-", size: "size" },
  "aws:efs/fileSystem:FileSystem": { prefix: "arn:aws:backup:eu-central-1:123456789012:recovery-point:" },
  "aws:fsx/windowsFileSystem:WindowsFileSystem": { from: "backupId", prefix: "backup-" },
  "aws:rds/cluster:Cluster": { from: "snapshotIdentifier", prefix: "rds:clair-" },
  "aws:rds/instance:Instance": { from: "snapshotIdentifier", prefix: "rds:database-" },
};

interface Point {
  type: string;
  files: Files;
  size: number | undefined;
}

/** The data in the stores of a simulated cloud, and their recovery points. Deleting a store deletes its data. */
export class StandInData {
  readonly #files = new Map<string, Map<string, string>>();
  readonly #points = new Map<string, Point>();

  /** @throws {Error} if it is not a store that exists. */
  filesOf({ type, id }: Store): Map<string, string> {
    const files = this.#files.get(`${type} ${id}`);
    if (files === undefined) throw new Error(`${type} ${id} is not a store that exists`);
    return files;
  }

  /** @returns its id, as settings and AWS's calls name it. */
  takePoint(store: Store, id?: string): string {
    const { type, inputs } = store;
    const kind = kindOf(type);
    const point = id ?? `${kind?.prefix}${digitsOf(`${store.id} ${this.#points.size}`).slice(0, 17)}`;
    const size = kind?.size === undefined ? undefined : Number(inputs[kind.size]);
    this.#points.set(point, { type, files: new Map(this.filesOf(store)), size });
    return point;
  }

  filesOfPoint(id: string): Files {
    return this.#point(id).files;
  }

  /**
   * Refuses what AWS would: a recovery point that does not exist, of another kind of store, or that needs more room. Where nobody has
   * taken one, tests name any.
   */
  check(type: string, inputs: Properties): void {
    const point = this.#pointOf(type, inputs);
    if (point === undefined) return;
    if (point.type !== type) throw new Error(`a recovery point of a ${point.type} is not one of a ${type}`);
    const size = kindOf(type)?.size;
    if (size !== undefined && Number(inputs[size]) < (point.size ?? 0))
      throw new Error(`${size} ${String(inputs[size])} is below the snapshot's ${point.size}`);
  }

  created({ type, id, inputs }: Store): void {
    if (kindOf(type) === undefined) return;
    this.#files.set(`${type} ${id}`, new Map(this.#pointOf(type, inputs)?.files));
  }

  deleted(store: Store): void {
    const { type, inputs } = store;
    const final = inputs["finalSnapshotIdentifier"];
    if (kindOf(type) !== undefined && inputs["skipFinalSnapshot"] !== true && typeof final === "string")
      this.takePoint(store, final);
    this.lost(store);
  }

  lost({ type, id }: Store): void {
    this.#files.delete(`${type} ${id}`);
  }

  #pointOf(type: string, inputs: Properties): Point | undefined {
    const input = kindOf(type)?.from;
    const id = input === undefined ? undefined : inputs[input];
    return typeof id !== "string" || this.#points.size === 0 ? undefined : this.#point(id);
  }

  #point(id: string): Point {
    const point = this.#points.get(id);
    if (point === undefined) throw new Error(`the recovery point ${id} does not exist`);
    return point;
  }
}

function kindOf(type: string): Kind | undefined {
  return Object.hasOwn(kinds, type) ? kinds[type] : undefined;
}
