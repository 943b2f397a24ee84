import type { Simulation } from "@ballast/placement";
import type * as drawings from "./drawing.ts";
import { happening, isSmooth } from "./happening.ts";
import { explained, PlaceCallError } from "./placeError.ts";
import type { Asked, Format, Placed, PlaceEvent } from "./placed.ts";
import { asJson, asTable } from "./render.ts";
import { whyJson, whyTable, type Why } from "./why.ts";

export type Drawing = typeof drawings;

/** Loads the module that draws only for the format `svg`. */
export async function drawingOf(format: Format): Promise<Drawing | undefined> {
  return format === "svg" ? await import("./drawing.ts") : undefined;
}

/** Applies the events to a cluster. For a picture, also keeps the state before. */
export function withEvents(
  cluster: string,
  simulation: Simulation,
  events: readonly PlaceEvent[],
  drawing: Drawing | undefined,
): Pick<Placed, "before" | "events"> {
  const before = events.length > 0 ? drawing?.beforeEvents(simulation) : undefined;
  const happened = events.map((event) =>
    explained(PlaceCallError, cluster, () => happening(simulation, event)),
  );
  return { events: happened, ...(before && { before }) };
}

/** @returns the exit status. */
export function print(
  placed: Placed[],
  { why, format }: Pick<Asked, "why" | "format">,
  drawing: Drawing | undefined,
): number {
  if (drawing) console.log(drawing.drawn(placed));
  else console.log(format === "json" ? asJson(placed) : asTable(placed, why === true));
  return placed.every(isComplete) ? 0 : 1;
}

export function printWhy(why: Why, format: Format): void {
  console.log(format === "json" ? whyJson(why) : whyTable(why));
}

function isComplete({ simulation, next = simulation, unreadable, events }: Placed): boolean {
  if (!events.every(({ deployment }) => isSmooth(deployment))) return false;
  return [next.unplaced, next.notSimulated, unreadable].every(({ length }) => length === 0);
}
