import type { ClusterState } from "@ballast/operate";
import type { Snapshot } from "@ballast/report/placement";
import type {
  Changes,
  DeploymentJudgement,
  ManagedSize,
  SeriesOfChanges,
  Simulation,
  UnreadableService,
} from "@ballast/placement";

export interface PlaceEvent {
  kind: "drain" | "lose" | "loseZone" | "scale" | "deploy" | "join" | "zoneBack" | "interrupt" | "refresh";
  what: string;
}

export type Format = "table" | "json" | "svg";

/** What is asked of a cluster, wherever it comes from. */
export interface Asked {
  events: PlaceEvent[];
  seed: number;
  /** A service or run, for how each instance fares with it, or true for every task. */
  why?: string | true;
  format: Format;
}

/** An event, and what came of it. */
export interface Happened {
  event: PlaceEvent;
  changes: Changes;
  /** For people. @default - the changes say it all */
  notes?: string[];
  /** Whether the service can roll. @default - nothing was deployed */
  deployment?: DeploymentJudgement;
  /** Instances that were replaced or lost. @default - the event names what it is about */
  instances?: string[];
  /** What waited before the event ended. @default - nothing */
  waited?: SeriesOfChanges["waited"];
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
  /** How large ECS makes the groups that it scales. @default - it is not asked */
  sizes?: ManagedSize[];
  /** How it was before the events, for a picture. @default - no picture is drawn, or nothing happened */
  before?: Snapshot;
  /** Services that could not be simulated at all. */
  unreadable: UnreadableService[];
  events: Happened[];
}
