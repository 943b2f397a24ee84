import type { World } from "./alarm.ts";
import type { Series } from "./metricMath.ts";
import { serviceWorld, type ServiceFacts } from "./service.ts";

// Metric timelines as data, by the metrics of an alarm: what happens when something is wrong, and what a week looks like in which
// nothing is. Minutes count from the start; each incident begins after a day in order.

export interface Incident {
  what: string;
  world: World;
  /** Minutes after its beginning by which somebody must be told. */
  within: number;
}

export interface Timelines {
  incidents: Incident[];
  /** Seven days in which nobody may be told. */
  quiet: World[];
}

export const day = 24 * 60;
export const week = 7 * day;

/** What the resources round an alarm say of themselves. */
export interface Surroundings {
  service?: ServiceFacts;
  /** Minutes from an instance's launch until it takes tasks. */
  boot: number;
  /** GiB, of the store that the alarm names. */
  storageGiB: number;
}

const always =
  (value: number): Series =>
  () =>
    value;
/** One value until the incident begins, and another from then on. */
const from =
  (before: number | undefined, after: number | undefined): Series =>
  (minute) =>
    minute < day ? before : after;
/** From one value to another in some minutes. */
const ramp =
  (before: number, after: number, minutes: number): Series =>
  (minute) =>
    minute < day ? before : before + (after - before) * Math.min(1, (minute - day) / minutes);
/** A value for some minutes of each day, and another for the rest. */
const daily =
  (usual: number, peak: number, minutes: number): Series =>
  (minute) =>
    minute % day < minutes ? peak : usual;
const one = (name: string, series: Series): World => ({ [name]: series });

/** A metric that only speaks of failures. */
const failures = (name: string, within: number): Timelines => ({
  incidents: [{ what: "it fails", world: one(name, (minute) => (minute < day ? undefined : 3)), within }],
  quiet: [one(name, () => undefined), one(name, always(0))],
});

const balance = (name: string): Timelines => ({
  incidents: [{ what: "credits are used up", world: one(name, ramp(90, 0, 60)), within: 90 }],
  quiet: [one(name, always(99)), one(name, daily(99, 40, 240)), one(name, () => undefined)],
});

const busy = (name: string, within: number, peakMinutes: number): Timelines => ({
  incidents: [{ what: "it is as busy as it can be", world: one(name, from(30, 100)), within }],
  quiet: [one(name, daily(20, 97, peakMinutes)), one(name, always(70))],
});

function tasks({ service }: Surroundings): Timelines {
  if (service === undefined) throw new Error("No service has this alarm");
  const { grace, gap } = service;
  // A start that takes as long as it may, and begins again: told by the second attempt.
  const within = 2 * (grace + gap) + 5;
  const well = { answersFrom: () => grace };
  const minutes = 2 * day;
  return {
    incidents: [
      {
        what: "no task finds a place any more",
        world: serviceWorld(service, { ...well, isFull: (minute) => minute >= day }, minutes),
        within,
      },
    ],
    quiet: [
      // A new version each night, which answers at the last moment.
      serviceWorld(service, { ...well, deploys: (minute) => minute % day === 120 }, week),
      // A task a day that hangs and is replaced.
      serviceWorld(service, { ...well, hangs: (minute) => minute % day === 600, faulty: 1 }, week),
    ],
  };
}

function targets(surroundings: Surroundings): Timelines {
  const { service } = surroundings;
  const { incidents, quiet } = tasks(surroundings);
  if (service === undefined) throw new Error("No service has this alarm");
  const never = {
    answersFrom: (minute: number) => (minute >= day ? Number.POSITIVE_INFINITY : service.grace),
    hangs: (minute: number) => minute === day,
  };
  return {
    incidents: [
      ...incidents,
      {
        what: "the application hangs, and no new task ever answers",
        world: serviceWorld(service, never, 2 * day),
        within: 2 * (service.grace + service.gap) + 5,
      },
    ],
    quiet,
  };
}

/** One of several that hangs, and whose successors do as well. */
function someTargets(surroundings: Surroundings): Timelines {
  const { service } = surroundings;
  if (service === undefined) throw new Error("No service has this alarm");
  const { grace, gap } = service;
  const world: World = {
    UnHealthyHostCount: (minute) => (minute < day ? 0 : 1),
  };
  return {
    incidents: [{ what: "a target is not healthy any more", world, within: 2 * (grace + gap) + 5 }],
    quiet: tasks(surroundings).quiet,
  };
}

const requests = (total: Series, target: Series, balancer: Series): World => ({
  RequestCount: total,
  HTTPCode_Target_5XX_Count: target,
  HTTPCode_ELB_5XX_Count: balancer,
});

/** By the names of an alarm's metrics. */
export const timelines: Record<string, (surroundings: Surroundings) => Timelines> = {
  "DesiredTaskCount RunningTaskCount": tasks,
  HealthyHostCount: targets,
  UnHealthyHostCount: someTargets,
  MemoryUtilization: () => ({
    incidents: [{ what: "memory leaks", world: one("MemoryUtilization", ramp(60, 100, 120)), within: 150 }],
    quiet: [one("MemoryUtilization", daily(70, 97, 9)), one("MemoryUtilization", () => undefined)],
  }),
  "HTTPCode_ELB_5XX_Count HTTPCode_Target_5XX_Count RequestCount": () => ({
    incidents: [
      {
        what: "a fifth of the requests fails",
        world: requests(always(200), from(undefined, 40), () => undefined),
        within: 10,
      },
      {
        what: "nobody answers",
        world: requests(always(200), () => undefined, from(undefined, 200)),
        within: 10,
      },
    ],
    quiet: [
      requests(
        () => undefined,
        () => undefined,
        () => undefined,
      ),
      // A single request of the night that fails.
      requests(daily(500, 1, 300), daily(1, 1, 300), () => undefined),
      // Three minutes of a deployment.
      requests(always(300), daily(0, 150, 3), () => undefined),
    ],
  }),
  DaysToExpiry: () => ({
    incidents: [
      {
        what: "it is not renewed",
        // Twice a day, and nothing once it has ended.
        world: one("DaysToExpiry", (minute) =>
          minute % (day / 2) === 0 ? 31 - Math.floor(minute / day) : undefined,
        ),
        within: 2 * day,
      },
    ],
    quiet: [
      one("DaysToExpiry", (minute) => (minute % (day / 2) === 0 ? 65 - Math.floor(minute / day) : undefined)),
    ],
  }),
  "GroupDesiredCapacity GroupInServiceInstances": ({ boot }) => ({
    incidents: [
      {
        what: "nothing can be launched",
        world: { GroupDesiredCapacity: from(1, 2), GroupInServiceInstances: always(1) },
        within: 45,
      },
    ],
    quiet: [
      {
        GroupDesiredCapacity: daily(1, 2, 180),
        GroupInServiceInstances: (minute) => (minute % day > boot && minute % day < 180 ? 2 : 1),
      },
    ],
  }),
  "ContainerInstanceCount GroupInServiceInstances": ({ boot }) => ({
    incidents: [
      {
        what: "an instance does not join",
        world: { GroupInServiceInstances: from(1, 2), ContainerInstanceCount: from(1, undefined) },
        within: 2 * boot + 15,
      },
    ],
    quiet: [
      {
        GroupInServiceInstances: daily(1, 2, 180),
        ContainerInstanceCount: (minute) => (minute % day > boot && minute % day < 180 ? 2 : 1),
      },
      { GroupInServiceInstances: always(0), ContainerInstanceCount: () => undefined },
    ],
  }),
  CPUUtilization: () => busy("CPUUtilization", 30, 9),
  // Clair's database loads all vulnerabilities in some hours.
  "CPUUtilization of a cluster": () => busy("CPUUtilization", 9 * 60, 4 * 60),
  "ACUUtilization of a cluster": () => busy("ACUUtilization", 9 * 60, 4 * 60),
  FreeStorageSpace: ({ storageGiB }) => {
    const bytes = storageGiB * 1024 ** 3;
    return {
      incidents: [
        {
          what: "it fills up in a day, and is not grown",
          world: one("FreeStorageSpace", ramp(bytes * 0.2, 0, day)),
          // Before it is full.
          within: day - 60,
        },
      ],
      quiet: [
        one("FreeStorageSpace", always(bytes * 0.4)),
        // RDS grows it by a tenth once less than a tenth has been free for five minutes.
        one("FreeStorageSpace", daily(bytes * 0.2, bytes * 0.09, 30)),
      ],
    };
  },
  "EBSByteBalance%": () => balance("EBSByteBalance%"),
  "EBSIOBalance%": () => balance("EBSIOBalance%"),
  ExecutionsFailed: () => failures("ExecutionsFailed", 10),
  FailedInvocations: () => failures("FailedInvocations", 10),
  ErrorPortAllocation: () => failures("ErrorPortAllocation", 10),
  PortAllocationErrorCount: () => failures("PortAllocationErrorCount", 10),
  PacketsDropCount: () => ({
    incidents: [{ what: "packets are lost", world: one("PacketsDropCount", from(0, 20)), within: 20 }],
    quiet: [one("PacketsDropCount", always(0)), one("PacketsDropCount", daily(0, 20, 10))],
  }),
  // Whether what should happen every day did.
  TriggeredRules: () => ({
    incidents: [
      {
        what: "it does not happen any more",
        world: one("TriggeredRules", (minute) => (minute <= day && minute % day === 0 ? 1 : undefined)),
        within: 3 * day,
      },
    ],
    // Once a day, at an hour that differs.
    quiet: [
      one("TriggeredRules", (minute) =>
        minute % day === (Math.floor(minute / day) % 3) * 60 + 30 ? 1 : undefined,
      ),
    ],
  }),
};
