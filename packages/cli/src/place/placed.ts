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

/** The request for a cluster from any source. */
export interface Asked {
  events: PlaceEvent[];
  seed: number;
  /** The service or run for which to explain each instance, or true for every waiting task. */
  why?: string | true;
  format: Format;
}

/** An event and its result. */
export interface Happened {
  event: PlaceEvent;
  changes: Changes;
  /** Notes for text output. @default none */
  notes?: string[];
  /** Whether the service's deployment completes. @default - the event is not a deployment */
  deployment?: DeploymentJudgement;
  /** Instances that were replaced or lost. @default - the event itself names them */
  instances?: string[];
  /** Tasks that waited before the event ended. @default none */
  waited?: SeriesOfChanges["waited"];
}

/** A cluster after all events. */
export interface Placed {
  name: string;
  simulation: Simulation;
  /** The simulation after ECS has placed what it can; tasks that still wait are in it. @default - `simulation` */
  next?: Simulation;
  /** The changes that ECS makes next without further events. @default - not computed */
  goesOn?: Changes;
  /** Services that do not run on these instances, and why. @default none */
  elsewhere?: { name: string; reason: string }[];
  /** Services as ECS describes them. @default - the cluster is not in AWS */
  services?: ClusterState["services"];
  /** Sizes that managed scaling gives the groups. @default - not computed */
  sizes?: ManagedSize[];
  /** The state before the events, for a picture. @default - no picture is drawn, or there are no events */
  before?: Snapshot;
  /** Services that could not be simulated. */
  unreadable: UnreadableService[];
  events: Happened[];
}
