import type { DatabaseKind } from "../apply/databaseState.ts";
import { adoptedId, command, type Restoring, type Step } from "./step.ts";

const words = {
  rds: { what: "server", source: "db-instance", snapshot: "db-snapshot" },
  aurora: { what: "cluster", source: "db-cluster", snapshot: "db-cluster-snapshot" },
};

export interface SnapshotCopy {
  from: string;
  to: string;
  /** Region of the snapshot. @default - the region of the copy */
  sourceRegion?: string;
  /** Further words of the command. @default - none */
  options?: string[];
}

/** Copies a snapshot of RDS within a region or from another one, and waits until the copy can be used. */
export function copySnapshot(
  kind: DatabaseKind,
  region: string,
  { from, to, sourceRegion, options = [] }: SnapshotCopy,
): string[] {
  const { snapshot } = words[kind];
  return [
    command(
      ...["aws", "rds", `copy-${snapshot}`, "--region", region],
      ...(sourceRegion === undefined ? [] : ["--source-region", sourceRegion]),
      ...[`--source-${snapshot}-identifier`, from],
      ...[`--target-${snapshot}-identifier`, to, "--copy-tags", ...options],
    ),
    untilAvailable(kind, region, to),
  ];
}

/** Creates a snapshot of a server or cluster, and waits until it can be used. */
export function createSnapshot(
  kind: DatabaseKind,
  region: string,
  { of, id }: { of: string; id: string },
): string[] {
  const { source, snapshot } = words[kind];
  return [
    command(
      ...["aws", "rds", `create-${snapshot}`, "--region", region, `--${source}-identifier`, of],
      ...[`--${snapshot}-identifier`, id],
    ),
    untilAvailable(kind, region, id),
  ];
}

function untilAvailable(kind: DatabaseKind, region: string, id: string): string {
  const { snapshot } = words[kind];
  return command(
    ...["aws", "rds", "wait", `${snapshot}-available`, "--region", region],
    ...[`--${snapshot}-identifier`, id],
  );
}

/** RDS deletes an automated snapshot with its server or cluster, which the next steps delete or leave to be deleted. */
export function keptSnapshot({ chosen, region }: Restoring, kind: DatabaseKind): Step[] {
  if (chosen.from === "time" || chosen.point.isAutomatic !== true) return [];
  const from = chosen.point.id;
  const to = adoptedId(kind, chosen.point);
  return [
    {
      say: `Copy ${from}, which RDS deletes with its ${words[kind].what}, to ${to}, which stays.`,
      commands: copySnapshot(kind, region, { from, to }),
    },
  ];
}
