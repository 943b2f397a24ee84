import type { Image, Next, Patching, Refresh } from "./patching.ts";

/** A container instance, or an instance of one of the cluster's Auto Scaling groups that has not joined. */
export interface Host {
  /** Of EC2; of a machine outside of AWS the managed instance's. */
  id: string;
  /** `eu-central-1a`; undefined where neither EC2 nor the agent says. */
  zone: string | undefined;
  instanceType: string | undefined;
  capacityProvider: string | undefined;
  /** Its Auto Scaling group. */
  group: string | undefined;
  /** Undefined where EC2 does not know the instance. */
  image: Image | undefined;
  /** In whole days. */
  imageAgeDays: number | undefined;
  /** The image that its group launches now, if that is another one. */
  newerImage: string | undefined;
  agentVersion: string | undefined;
  dockerVersion: string | undefined;
  /** ECS's word for it (`ACTIVE`, `DRAINING`); `NOT JOINED` where ECS does not know it. */
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
  /** The last one of the previous six weeks, which is what AWS keeps. */
  lastRefresh: Refresh | undefined;
}

export interface ClusterHosts {
  cluster: string;
  hosts: Host[];
  groups: HostGroup[];
}

/** Whether somebody must look at it. */
export function isFaulty({ isOutdated, next, agentConnected, status }: Host): boolean {
  return (
    isOutdated === true ||
    ["late", "ended", "unknown", "pinned"].includes(next.kind) ||
    !agentConnected ||
    status === "REGISTRATION_FAILED"
  );
}
