import type { Changes, Simulation } from "@ballast/placement";

export interface PlaceEvent {
  kind: "drain" | "lose" | "loseZone" | "scale";
  what: string;
}

/** A cluster after everything that happened to it. */
export interface Placed {
  name: string;
  simulation: Simulation;
  events: { event: PlaceEvent; changes: Changes }[];
}
