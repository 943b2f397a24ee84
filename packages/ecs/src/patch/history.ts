import { jsonata, type State } from "./expressions.ts";

/**
 * How long an execution follows a refresh and the tasks: instances launch, warm up and drain in minutes, and wait up to 45 minutes
 * for a volume.
 */
export const followHours = 3;

// An execution's history has at most 25,000 events (Step Functions developer guide, "Service quotas", read 2026-11-27), and the
// execution fails with the next one. So the state machine polls less often if each poll reads more.

/** Hosts per page, so that a response stays below the limit of 256 KiB. */
export const hostsOfPage = 20;
/** Services per call, because each response contains the last 100 events of each service. */
export const servicesOfCall = 3;
export const servicesOfPage = 100;

/** For all polls together. The rest is for the first and the last states, and for retries. */
const eventsOfLooks = 17_000;
/** With more events per poll, too few polls would be possible. */
const mostEventsOfLook = 3000;
const shortestWait = 30;

/**
 * The most events from one Wait state to the next: those of the states that every poll passes, and for each page or chunk
 * those of a call (entered, scheduled, started, succeeded, exited) and of a choice or an iteration (two each).
 */
function eventsOfLook(services: string): string {
  return `(31 + 7 * ($ceil($count(${services}) / ${servicesOfCall}) + $ceil($count(${services}) / ${servicesOfPage}) + $ceil($sum([$images.*]) / ${hostsOfPage})))`;
}

/** Whether there is too much to read. */
export const isTooMuch = `${eventsOfLook("$services")} > ${mostEventsOfLook}`;

/** Seconds from one poll of these services to the next. */
export function pollSeconds(services: string): string {
  return `($events := ${eventsOfLook(services)}; $max([${shortestWait}, $ceil(${followHours * 3600} * $events / (${eventsOfLooks} - 3 * $events))]))`;
}

export function wait(next: string): State {
  return { Type: "Wait", Seconds: jsonata("$poll"), Next: next };
}
