import type { ClusterState } from "@ballast/operate";
import type { Changes, Simulation, UnreadableService } from "@ballast/placement";

export interface PlaceEvent {
  kind: "drain" | "lose" | "loseZone" | "scale";
  what: string;
}

/** A cluster after everything that happened to it. */
export interface Placed {
  name: string;
  simulation: Simulation;
  /** What came of it when ECS went on: there is what waits. @default - the simulation itself */
  next?: Simulation;
  /** What ECS does next when nothing happens. @default - it is not asked */
  goesOn?: Changes;
  /** Services whose tasks these instances do not run, and why. @default - none */
  elsewhere?: { name: string; reason: string }[];
  /** As ECS describes them. @default - the cluster is not in AWS */
  services?: ClusterState["services"];
  /** Services that could not be simulated at all. */
  unreadable: UnreadableService[];
  events: { event: PlaceEvent; changes: Changes }[];
}
