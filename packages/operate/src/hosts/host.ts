import type { Image, Next, Patching, Refresh } from "./patching.ts";

/** A container instance, or an instance of one of the cluster's Auto Scaling groups that has not joined. */
export interface Host {
  /** The EC2 instance id; for an external instance, the id of the managed instance. */
  id: string;
  /** `eu-central-1a`; undefined if neither EC2 nor the agent reports it. */
  zone: string | undefined;
  instanceType: string | undefined;
  capacityProvider: string | undefined;
  /** Its Auto Scaling group. */
  group: string | undefined;
  /** Undefined if EC2 does not know the instance. */
  image: Image | undefined;
  /** In days, rounded down. */
  imageAgeDays: number | undefined;
  /** The image that its group launches now, if it differs. */
  newerImage: string | undefined;
  agentVersion: string | undefined;
  dockerVersion: string | undefined;
  /** The status in ECS (`ACTIVE`, `DRAINING`), or `NOT JOINED` if ECS does not know the instance. */
  status: string;
  agentConnected: boolean;
  runningTasks: number;
  pendingTasks: number;
  isOutdated: boolean | undefined;
  next: Next;
}

/** An Auto Scaling group of the cluster. */
export interface HostGroup {
  name: string;
  capacityProvider: string | undefined;
  patching: Patching;
  /** The latest instance refresh. AWS keeps refreshes for six weeks. */
  lastRefresh: Refresh | undefined;
}

export interface ClusterHosts {
  cluster: string;
  hosts: Host[];
  groups: HostGroup[];
}

/** Whether the user must investigate the host. */
export function isFaulty({ isOutdated, next, agentConnected, status }: Host): boolean {
  return (
    isOutdated === true ||
    ["late", "ended", "unknown", "pinned"].includes(next.kind) ||
    !agentConnected ||
    status === "REGISTRATION_FAILED"
  );
}
