import type { Changes, Simulation, UnreadableService } from "@ballast/placement";

export interface PlaceEvent {
  kind: "drain" | "lose" | "loseZone" | "scale";
  what: string;
}

/** A cluster after everything that happened to it. */
export interface Placed {
  name: string;
  simulation: Simulation;
  /** Services that could not be simulated at all. */
  unreadable: UnreadableService[];
  events: { event: PlaceEvent; changes: Changes }[];
}
