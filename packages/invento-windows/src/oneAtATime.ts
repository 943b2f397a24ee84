import type { ServicePart } from "@ballast/contracts";

/**
 * What a service keeps to whose application may run once only: the old task has stopped before a new one starts, and
 * nobody moves it to even out the zones, because that, too, would start the second one first.
 *
 * @param running False while there is no image to run yet.
 */
export function oneAtATime(running = true): ServicePart {
  return {
    desiredCount: running ? 1 : 0,
    minimumHealthyPercent: 0,
    maximumPercent: 100,
    zoneRebalancing: false,
  };
}
