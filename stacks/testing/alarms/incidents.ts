import type { World } from "./alarm.ts";
import { more } from "./alarmState.ts";
import type { Series } from "./metricMath.ts";
import { serviceWorld, type ServiceFacts } from "./service.ts";

// Metric timelines as data, by the metrics of an alarm: what happens when something is wrong, and what a week looks like in which
// nothing is. Minutes count from the start; each incident begins after a day in order. Bounds are those that the READMEs promise, and
// worlds lie close on both sides of them, so that an alarm with other bounds fails: mutants.test.ts.

export interface Incident {
  what: string;
  world: World;
  /** Minutes after its beginning by which somebody must be told. */
  within: number;
  /** Whether the alarm must still be on days later. @default false */
  lasts?: boolean;
}

export interface Timelines {
  incidents: Incident[];
  /** Days in which nobody may be told. */
  quiet: World[];
}

export const day = 24 * 60;
export const week = 7 * day;

/** What the resources round an alarm say of themselves. */
export interface Surroundings {
  service?: ServiceFacts;
  /** Minutes in which an instance usually takes tasks. */
  usualStart: number;
  /** Bytes, of the store that the alarm names. */
  storage: number;
  /** Hours from one automated backup of the stack's database to the next, and a day more: RDS makes none of one that is stopped. */
  backupHours: number;
  /** Days after which nobody may have to wait for a successful execution of a state machine that a schedule starts. */
  successDays: number;
}

const always =
  (value: number | undefined): Series =>
  () =>
    value;
/** One value until the incident begins, and another from then on. */
const from =
  (before: number | undefined, after: number | undefined): Series =>
  (minute) =>
    minute < day ? before : after;
/** A value for some minutes of each day, and another for the rest. */
const daily =
  (usual: number | undefined, peak: number | undefined, minutes: number): Series =>
  (minute) =>
    minute % day < minutes ? peak : usual;
const one = (name: string, series: Series): World => ({ [name]: series });

interface Bounds {
  /** The last value that is in order, and one just beyond. */
  inside: number;
  beyond: number;
  minutes: number;
  /** Minutes of a period. @default 5 */
  period?: number;
}

/** Told after so many minutes beyond, and not of a peak that is over before, wherever in a period it begins. */
function bounded(name: string, { inside, beyond, minutes, period = 5 }: Bounds): Timelines {
  const peak = period === 1 ? minutes - 1 : minutes - 2 * period + 1;
  return {
    incidents: [{ what: `${name} is ${beyond}`, world: one(name, from(inside, beyond)), within: minutes }],
    quiet: [
      one(name, always(inside)),
      ...(peak > 0 ? [one(name, daily(inside, beyond, peak))] : []),
      // What is not there has no values.
      one(name, always(undefined)),
    ],
  };
}

/** A metric that only speaks of failures: the first is told. */
const failures = (name: string, within: number): Timelines => ({
  incidents: [{ what: "it fails", world: one(name, (minute) => (minute === day ? 1 : undefined)), within }],
  quiet: [one(name, always(undefined)), one(name, always(0))],
});

/** What should happen once a day, and does not for some hours. */
const expected = (name: string, hours: number): Timelines => ({
  incidents: [
    {
      what: "it does not happen any more",
      // The last time in the hour before.
      world: one(name, (minute) => (minute === day - 1 ? 1 : undefined)),
      within: hours * 60,
      lasts: true,
    },
  ],
  // Once in as many hours as may be, at the end of the first and at the beginning of the last.
  quiet: [
    one(name, (minute) => (minute % (hours * 60) === 59 ? 1 : undefined)),
    one(name, (minute) => (minute % day === (Math.floor(minute / day) % 3) * 60 + 30 ? 1 : undefined)),
  ],
});

/** One more is wanted, and does not come; or comes just in time. */
function lagging(what: string, [wanted, there]: [string, string], minutes: number): Timelines {
  return {
    incidents: [{ what, world: { [wanted]: from(1, 2), [there]: always(1) }, within: minutes }],
    quiet: [
      {
        [wanted]: daily(1, 2, 180),
        [there]: (minute) => (minute % day >= minutes - 1 && minute % day < 180 ? 2 : 1),
      },
    ],
  };
}

function serviceOf({ service }: Surroundings): ServiceFacts {
  if (service === undefined) throw new Error("No service has this alarm");
  return service;
}

/** Days in which tasks start as late as they may. */
function normalLife(service: ServiceFacts): World[] {
  const { grace } = service;
  return [
    // A new version each night, which answers at the last moment.
    serviceWorld(service, { answersFrom: () => grace, deploys: (minute) => minute % day === 120 }, week),
    // A task a day that hangs, and is replaced by one that does not take so long.
    serviceWorld(
      service,
      {
        answersFrom: () => Math.max(0, grace - 2),
        hangs: (minute) => minute % day === 600,
        faulty: 1,
      },
      week,
    ),
  ];
}

function tasks(surroundings: Surroundings): Timelines {
  const service = serviceOf(surroundings);
  const { grace, beforeStart, desired } = service;
  const life = { answersFrom: () => grace, isFull: (minute: number) => minute >= day };
  const missing = (running: Series): World => ({
    DesiredTaskCount: always(desired),
    RunningTaskCount: running,
  });
  return {
    incidents: [
      {
        what: "one task does not start any more",
        world: missing(from(desired, desired - 1)),
        within: grace + beforeStart,
      },
      ...silence(service, grace + beforeStart),
      {
        what: "no task finds a place any more",
        world: serviceWorld(service, life, 2 * day),
        within: grace + beforeStart,
      },
    ],
    quiet: [...normalLife(service), ...silentDays(service)],
  };
}

/**
 * CloudWatch looks at some older values first. Container Insights counts what runs, and nothing where nothing does: a failure of all
 * but daemons, which may have no instance, and of services that a schedule switches off.
 */
function silence({ daemon, desired, isOffAtNight }: ServiceFacts, within: number): Incident[] {
  const world = { DesiredTaskCount: from(desired, undefined), RunningTaskCount: from(desired, undefined) };
  return daemon || isOffAtNight
    ? []
    : [{ what: "nothing runs, and nobody counts", world, within: within + more }];
}

const silentDays = ({ daemon, desired, isOffAtNight }: ServiceFacts): World[] => [
  ...(daemon
    ? [
        {
          DesiredTaskCount: always(undefined),
          RunningTaskCount: always(undefined),
          HealthyHostCount: always(undefined),
        },
      ]
    : []),
  // Whether Container Insights counts a service of no tasks or not.
  ...(isOffAtNight ? [0, undefined] : []).map((none) => ({
    DesiredTaskCount: daily(desired, none, 10 * 60),
    RunningTaskCount: daily(desired, none, 10 * 60),
    HealthyHostCount: daily(desired, undefined, 10 * 60),
  })),
];

/** Runs for two minutes of six, and is missed for half an hour after 44 minutes; on Windows everything takes three times as long. */
function restarts(surroundings: Surroundings): Timelines {
  const { beforeStart, desired } = serviceOf(surroundings);
  const half = 6 * beforeStart;
  const counts = (isMissing: (minute: number) => boolean): World => ({
    DesiredTaskCount: always(desired),
    RunningTaskCount: (minute) => (isMissing(minute) ? desired - 1 : desired),
  });
  return {
    incidents: [
      {
        what: "a task ends again and again",
        world: counts((minute) => minute >= day && (minute - day) % 6 < 4),
        within: half * 1.5 - 1,
      },
      ...silence(serviceOf(surroundings), half),
    ],
    quiet: [
      counts((minute) => minute % (2 * half) < half - 1),
      ...normalLife(serviceOf(surroundings)),
      ...silentDays(serviceOf(surroundings)),
    ],
  };
}

/** Of one task, or of one of several, that hangs, and of successors that never answer. */
function targets(faulty: number, surroundings: Surroundings): Timelines {
  const service = serviceOf(surroundings);
  const { grace, beforeStart } = service;
  const life = {
    answersFrom: (minute: number) => (minute >= day ? Number.POSITIVE_INFINITY : grace),
    hangs: (minute: number) => minute === day,
    faulty,
  };
  return {
    incidents: [
      {
        what: "the application hangs, and no new task ever answers",
        world: serviceWorld(service, life, 2 * day),
        within: grace + beforeStart,
      },
    ],
    quiet: normalLife(service),
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
  "DesiredTaskCount RunningTaskCount, most of the time": restarts,
  HealthyHostCount: (surroundings) => {
    const { incidents, quiet } = targets(serviceOf(surroundings).desired, surroundings);
    const { grace, beforeStart, desired } = serviceOf(surroundings);
    const none: Incident = {
      what: "there is no target any more",
      world: one("HealthyHostCount", from(desired, undefined)),
      within: grace + beforeStart,
      lasts: true,
    };
    // One that answers is enough.
    return { incidents: [...incidents, none], quiet: [...quiet, one("HealthyHostCount", always(1))] };
  },
  "DesiredTaskCount HealthyHostCount, none at all": (surroundings) => {
    const service = serviceOf(surroundings);
    const { incidents, quiet } = targets(service.desired, surroundings);
    const enough = { DesiredTaskCount: always(service.desired), HealthyHostCount: always(1) };
    return { incidents, quiet: [...quiet, enough, ...silentDays(service)] };
  },
  "DesiredTaskCount HealthyHostCount": (surroundings) => {
    const { incidents, quiet } = targets(1, surroundings);
    // Where nothing runs at all, another alarm says so.
    const silent = { DesiredTaskCount: always(undefined), HealthyHostCount: always(undefined) };
    return { incidents, quiet: [...quiet, silent, ...silentDays(serviceOf(surroundings))] };
  },
  MemoryUtilization: () => bounded("MemoryUtilization", { inside: 95, beyond: 95.2, minutes: 15 }),
  "HTTPCode_ELB_5XX_Count HTTPCode_Target_5XX_Count RequestCount, most of the time": () => ({
    incidents: [
      {
        what: "more than one request of twenty fails",
        world: requests(always(1000), from(undefined, 51), always(undefined)),
        within: 4,
      },
      // The load balancer does not count requests that find no target (ALB guide, RequestCount).
      {
        what: "there is no target, and few ask",
        world: requests(from(21, undefined), always(undefined), from(undefined, 20)),
        within: 4,
      },
      {
        what: "all fail in four minutes of five",
        world: requests(
          always(20),
          (minute) => (minute > day && minute % 5 > 0 ? 20 : undefined),
          always(undefined),
        ),
        within: 5,
      },
    ],
    quiet: [
      requests(always(undefined), always(undefined), always(undefined)),
      requests(always(1000), always(50), always(undefined)),
      // Single requests of the night that fail.
      requests(always(19), always(19), always(undefined)),
      // Three minutes of a deployment.
      requests(always(300), daily(undefined, 300, 3), always(undefined)),
    ],
  }),
  DaysToExpiry: () => {
    // Twice a day, and nothing once it has ended.
    const twice = (days: (minute: number) => number): World =>
      one("DaysToExpiry", (minute) => (minute % (day / 2) === 0 ? days(minute) : undefined));
    return {
      incidents: [
        { what: "it is not renewed", world: twice((minute) => (minute < day ? 30 : 29)), within: day },
      ],
      quiet: [twice(() => 30), twice((minute) => 65 - Math.floor(minute / day))],
    };
  },
  "GroupDesiredCapacity GroupInServiceInstances": ({ usualStart }) =>
    lagging(
      "nothing can be launched",
      ["GroupDesiredCapacity", "GroupInServiceInstances"],
      Math.max(30, 2 * usualStart + 5),
    ),
  "ContainerInstanceCount GroupInServiceInstances, most of the time": ({ usualStart }) => {
    const { incidents, quiet } = lagging(
      "an instance does not join",
      ["GroupInServiceInstances", "ContainerInstanceCount"],
      2 * usualStart + 5,
    );
    // Where no task runs, Container Insights counts no instance.
    const uncounted = [0, 1].map((count) => ({
      GroupInServiceInstances: always(count),
      ContainerInstanceCount: always(undefined),
    }));
    return { incidents, quiet: [...quiet, ...uncounted] };
  },
  CPUUtilization: () => bounded("CPUUtilization", { inside: 90, beyond: 90.2, minutes: 15 }),
  // Clair loads vulnerabilities again after six hours.
  "CPUUtilization of a cluster": () =>
    bounded("CPUUtilization", { inside: 94.9, beyond: 95, minutes: 360, period: 60 }),
  "ACUUtilization of a cluster": () =>
    bounded("ACUUtilization", { inside: 94.9, beyond: 95, minutes: 360, period: 60 }),
  // RDS grows it by a tenth once less than a tenth has been free for five minutes.
  FreeStorageSpace: ({ storage }) =>
    bounded("FreeStorageSpace", { inside: storage * 0.0501, beyond: storage * 0.0499, minutes: 15 }),
  FreeStorageCapacity: ({ storage }) =>
    bounded("FreeStorageCapacity", { inside: storage * 0.1001, beyond: storage * 0.0999, minutes: 15 }),
  ...Object.fromEntries(
    [
      ...["EBSByteBalance%", "EBSIOBalance%", "BurstBalance"],
      ...["FileServerDiskThroughputBalance", "FileServerDiskIopsBalance"],
    ].map((name) => [name, () => bounded(name, { inside: 10, beyond: 9.9, minutes: 15 })]),
  ),
  ...Object.fromEntries(
    ["NetworkThroughputUtilization", "FileServerDiskThroughputUtilization"].map((name) => [
      name,
      () => bounded(name, { inside: 50, beyond: 50.1, minutes: 60 }),
    ]),
  ),
  // Six hours at 100 MiB/s are what a new file system has; one is left.
  BurstCreditBalance: () =>
    bounded("BurstCreditBalance", {
      inside: 100 * 1024 ** 2 * 3600,
      beyond: 100 * 1024 ** 2 * 3600 - 1,
      minutes: 15,
      period: 1,
    }),
  PercentIOLimit: () => bounded("PercentIOLimit", { inside: 99.9, beyond: 100, minutes: 15, period: 1 }),
  VolumeStalledIOCheck: () =>
    bounded("VolumeStalledIOCheck", { inside: 0, beyond: 1, minutes: 3, period: 1 }),
  ...Object.fromEntries(
    ["VolumeIOPSExceededCheck", "VolumeThroughputExceededCheck"].map((name) => [
      name,
      () => bounded(name, { inside: 0, beyond: 1, minutes: 15, period: 1 }),
    ]),
  ),
  VolumeUsedPercent: () => bounded("VolumeUsedPercent", { inside: 85, beyond: 85.1, minutes: 15 }),
  // A host tells every five minutes; its successor may wait for the volume for three quarters of an hour.
  "VolumeUsedPercent, how often": () => ({
    incidents: [
      {
        what: "no instance has the volume",
        world: one("VolumeUsedPercent", (minute) => (minute < day && minute % 5 === 0 ? 40 : undefined)),
        within: 60,
        lasts: true,
      },
    ],
    quiet: [
      one("VolumeUsedPercent", (minute) => (minute % 5 === 0 ? 40 : undefined)),
      one("VolumeUsedPercent", (minute) => (minute % 5 === 0 && minute % day >= 55 ? 40 : undefined)),
    ],
  }),
  SnapshotsCreateFailed: () => failures("SnapshotsCreateFailed", 5),
  SnapshotsCreateCompleted: () => expected("SnapshotsCreateCompleted", 48),
  SnapshotsCopiedRegionFailed: () => failures("SnapshotsCopiedRegionFailed", 5),
  SnapshotsCopiedRegionCompleted: () => expected("SnapshotsCopiedRegionCompleted", 48),
  TriggeredRules: ({ backupHours }) => expected("TriggeredRules", backupHours),
  "ExecutionsAborted ExecutionsFailed ExecutionsTimedOut": () => {
    const names = ["ExecutionsAborted", "ExecutionsFailed", "ExecutionsTimedOut"];
    const none = (value?: number): World => Object.fromEntries(names.map((name) => [name, always(value)]));
    return {
      incidents: names.map((name) => ({
        what: `an execution counts among ${name}`,
        world: { ...none(), [name]: (minute) => (minute === day ? 1 : undefined) },
        within: 60,
      })),
      quiet: [none(), none(0)],
    };
  },
  FailedInvocations: () => failures("FailedInvocations", 5),
  InvocationDroppedCount: () => failures("InvocationDroppedCount", 5),
  // Once a day; the gate allows 30 days.
  ScannerDataAgeDays: () => {
    const daily = (days: (minute: number) => number): World =>
      one("ScannerDataAgeDays", (minute) => (minute % day === 0 ? days(minute) : undefined));
    return {
      incidents: [
        {
          what: "a feed is not loaded any more",
          world: daily((minute) => (minute < day ? 28 : 28.1)),
          within: 60,
        },
      ],
      quiet: [daily(() => 28), daily((minute) => Math.floor(minute / day) * 3)],
    };
  },
  // A monthly drill has two days beyond a month, and is counted twice a day.
  DaysSinceRestoreTest: () => {
    const counted = (days: (minute: number) => number | undefined): World =>
      one("DaysSinceRestoreTest", (minute) => (minute % (day / 2) === 0 ? days(minute) : undefined));
    return {
      incidents: [
        {
          what: "no drill starts, ends or is accepted any more",
          world: counted((minute) => (minute < day ? 33 : 33.01) + Math.max(0, minute - day) / day),
          within: 2 * day,
        },
        {
          what: "nobody counts any more",
          world: counted((minute) => (minute < day ? 10 + minute / day : undefined)),
          within: 2 * day,
        },
        { what: "nobody has ever counted", world: counted(() => undefined), within: 2 * day },
      ],
      quiet: [
        counted((minute) => Math.min(33, 28 + minute / day)),
        // The drill is late, and succeeds in the second day.
        counted((minute) => (minute < 2.5 * day ? 32.2 + minute / day : minute / day - 2.5)),
        // A count a day, and none on each third.
        counted((minute) => (minute % day === 0 && minute % (3 * day) > 0 ? 1 + minute / day : undefined)),
      ],
    };
  },
  // Of functions.
  Errors: () => failures("Errors", 5),
  SucceededBuilds: () => expected("SucceededBuilds", 50),
  FailedBuilds: () => failures("FailedBuilds", 60),
  // A password is set again, or a database is started and stopped.
  ExecutionsSucceeded: ({ successDays }) => ({
    incidents: [
      {
        what: "no execution succeeds any more",
        world: one("ExecutionsSucceeded", (minute) => (minute === day - 1 ? 1 : undefined)),
        within: successDays * day,
        lasts: true,
      },
    ],
    quiet: [
      one("ExecutionsSucceeded", (minute) => (minute % day === 600 ? 1 : undefined)),
      one("ExecutionsSucceeded", (minute) => (minute % (successDays * day) === day - 1 ? 1 : undefined)),
    ],
  }),
  "ExecutionsSucceeded, once a week": () => ({
    incidents: [
      {
        what: "no run looks for outdated hosts any more",
        world: one("ExecutionsSucceeded", (minute) => (minute === day - 1 ? 1 : undefined)),
        within: week,
        lasts: true,
      },
    ],
    quiet: [
      // On two nights of the weekend, the second one late.
      one("ExecutionsSucceeded", (minute) => ([180, day + 540].includes(minute % week) ? 1 : undefined)),
      // On the first night alone: the second run failed.
      one("ExecutionsSucceeded", (minute) =>
        [540, week + 180].includes(minute % (2 * week)) ? 1 : undefined,
      ),
    ],
  }),
  PortAllocationErrorCount: () => ({
    incidents: [
      { what: "connections are refused", world: one("PortAllocationErrorCount", from(0, 1)), within: 2 },
    ],
    quiet: [
      one("PortAllocationErrorCount", daily(0, 1, 1)),
      one("PortAllocationErrorCount", always(undefined)),
    ],
  }),
  "ErrorPortAllocation, most of the time": () => ({
    incidents: [{ what: "connections fail", world: one("ErrorPortAllocation", from(0, 1)), within: 3 }],
    quiet: [one("ErrorPortAllocation", daily(0, 1, 2)), one("ErrorPortAllocation", always(undefined))],
  }),
  PacketsDropCount: () => bounded("PacketsDropCount", { inside: 0, beyond: 1, minutes: 15, period: 1 }),
};
