import type { Simulation } from "@ballast/placement";
import { pictureFile, snapshotOf, type Snapshot } from "@ballast/report/placement";
import type { Placed } from "./placed.ts";
import { eventText } from "./render.ts";

export function beforeEvents(simulation: Simulation): Snapshot {
  return snapshotOf("Before", simulation);
}

/** One picture of all clusters, each before and after the events. */
export function drawn(placed: readonly Placed[]): string {
  const snapshots = placed.flatMap(({ name, simulation, next, before, events }) => {
    const happened = events.map(({ event }) => eventText(event)).join(", ");
    const heading = happened === "" ? name : `${name}, after: ${happened}`;
    const after = snapshotOf(heading, simulation, next);
    return before ? [{ ...before, heading: `${name}, before` }, after] : [after];
  });
  return pictureFile(placed.map(({ name }) => name).join(", "), snapshots);
}
