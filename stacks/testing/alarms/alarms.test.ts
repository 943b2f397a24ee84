import { fields, list, number, text, type Resource, type Stack } from "@ballast/model";
import { stackOfPlans, type Project } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { openThisProject, withSettings } from "../scenarioTests.ts";
import { SimulatedAlarm } from "./alarm.ts";
import type { Reading } from "./metricMath.ts";
import { day, timelines, week, type Incident, type Surroundings, type Timelines } from "./incidents.ts";
import { serviceFacts } from "./service.ts";

// Every stack is planned.
jest.setTimeout(600_000);

const certificateArn =
  "arn:aws:acm:eu-central-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef";
const metricAlarm = "aws:cloudwatch/metricAlarm:MetricAlarm";

function surroundingsOf(alarm: Resource, plan: Stack): Surroundings {
  const dimensions = [
    alarm.inputs["dimensions"],
    ...list(alarm.inputs["metricQueries"]).map((query) => fields(fields(query)["metric"])["dimensions"]),
  ].flatMap((one) => Object.entries(fields(one)));
  const named = (dimension: string): string => text(dimensions.find(([name]) => name === dimension)?.[1]);
  const service = plan.resources.find(
    ({ type, inputs, state }) =>
      type === "aws:ecs/service:Service" &&
      (state["name"] === named("ServiceName") ||
        (named("TargetGroup") !== "" &&
          list(inputs["loadBalancers"]).some((one) =>
            text(fields(one)["targetGroupArn"]).endsWith(named("TargetGroup")),
          ))),
  );
  // What ECS is told of the longest start of any of the cluster's instances.
  const starts = plan.resources
    .filter(({ type }) => type === "aws:ecs/capacityProvider:CapacityProvider")
    .map(({ inputs }) =>
      number(fields(fields(inputs["autoScalingGroupProvider"])["managedScaling"])["instanceWarmupPeriod"]),
    );
  const store = plan.resources.find(
    ({ id, state }) =>
      (named("DBInstanceIdentifier") !== "" && state["identifier"] === named("DBInstanceIdentifier")) ||
      (named("FileSystemId") !== "" && id === named("FileSystemId")),
  );
  return {
    ...(service && { service: serviceFacts(service, plan) }),
    usualStart: Math.max(0, ...starts) / 60,
    storage: number(store?.inputs["allocatedStorage"] ?? store?.inputs["storageCapacity"] ?? 0) * 1024 ** 3,
    backupHours: backupHours(plan),
    successDays: successDays(plan, named("StateMachineArn")),
  };
}

const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Hours from one automated backup to the next at the most, and a day more: RDS makes none of a server that is stopped. */
function backupHours({ resources }: Stack): number {
  const start = resources.find(
    ({ type, inputs }) =>
      type === "aws:scheduler/schedule:Schedule" &&
      text(fields(inputs["target"])["input"]) === '{"action":"start"}',
  );
  return start === undefined ? 48 : 24 * daysBetween(start);
}

/** By the days of the week of a schedule: the longest time between two of its runs, and a day more. */
function daysBetween({ inputs }: Resource): number {
  const [, days = ""] = /^cron\(\d+ \d+ \? \* (\S+) \*\)$/.exec(text(inputs["scheduleExpression"])) ?? [];
  const [first = "", last = first] = days.split("-");
  const starts = weekdays.slice(weekdays.indexOf(first), weekdays.indexOf(last) + 1);
  if (starts.length === 0) throw new Error(`${days} is not a range of weekdays`);
  return weekdays.length - starts.length + 1 + 1;
}

/** Days without a successful execution after which somebody must be told. */
function successDays({ resources }: Stack, stateMachineArn: string): number {
  const hours = resources.find(
    ({ type, inputs }) =>
      type === "aws:scheduler/schedule:Schedule" &&
      fields(inputs["target"])["arn"] === stateMachineArn &&
      text(fields(inputs["target"])["input"]).includes('"action"'),
  );
  return hours === undefined ? 3 : daysBetween(hours);
}

/** The first minute at which an alarm is in alarm, from the incident on; whether it was before, and whether it is at last. */
function alarmed(
  alarm: SimulatedAlarm,
  { world, lasts = false }: Incident,
  until: number,
  ...how: [reading: Reading, late?: string]
): { early: boolean; after: number | undefined; isOn: boolean } {
  let [early, isOn] = [false, false];
  let after: number | undefined;
  for (const { minute, state } of alarm.states(world, until, ...how)) {
    isOn = state === "ALARM";
    if (!isOn) continue;
    if (minute > day) after ??= minute - day;
    else early = true;
    if (after !== undefined && !lasts) break;
  }
  return { early, after, isOn };
}

/** Where the committed settings have no task or no certificate, and nothing that could be wrong. */
const more: { stack: string; settings: Record<string, unknown> }[] = [
  { stack: "invento-windows-dev", settings: { image: { tag: "3.14.5", keep: 20 }, certificateArn } },
  {
    stack: "private-registry-dev",
    settings: { image: { repository: "team/space", tag: "1.0.0" }, desiredCount: 3 },
  },
];

const plans: (Stack & { name: string })[] = [];
beforeAll(async () => {
  const project = await openThisProject();
  const planned = async (from: Project, stack: string, name: string): Promise<void> => {
    const plan = await new Planner(from, "2026-11-26").plan(stack);
    plans.push(Object.assign(stackOfPlans([plan]), { name }));
  };
  for (const stack of project.stacks) await planned(project, stack, stack);
  for (const { stack, settings } of more)
    await planned(
      withSettings(project, stack, settings),
      stack,
      `${stack} with ${Object.keys(settings).join(", ")}`,
    );
});

interface Simulated {
  name: string;
  resource: Resource;
  alarm: SimulatedAlarm;
  told: Timelines | undefined;
  /** All that decides how the simulation of it goes. */
  facts: string;
}

let all: Simulated[];
beforeAll(() => {
  all = plans.flatMap((plan) =>
    plan.resources
      .filter(({ type }) => type === metricAlarm)
      .map((resource) => {
        const alarm = new SimulatedAlarm(resource);
        const surroundings = surroundingsOf(resource, plan);
        const told = timelines[alarm.kind]?.(surroundings);
        const facts = JSON.stringify([alarm.facts, surroundings]);
        return { name: `${plan.name} ${resource.name}`, resource, alarm, told, facts };
      }),
  );
});

/** One of all that are simulated alike. */
const simulated = (): Simulated[] => [...new Map(all.map((one) => [one.facts, one])).values()];

/** Incidents that are told too late, too early or never, and days in which something is told, as CloudWatch's guide may be read. */
function* faultsOf(alarm: SimulatedAlarm, told: Timelines): Iterable<string> {
  for (const reading of alarm.readings)
    for (const fault of faultsIn(alarm, told, reading)) yield `${JSON.stringify(reading)}: ${fault}`;
}

function* faultsIn(
  alarm: SimulatedAlarm,
  { incidents, quiet }: Timelines,
  reading: Reading,
): Iterable<string> {
  for (const incident of incidents) {
    const { what, within, lasts = false } = incident;
    const until = Math.max(lasts ? 5 * day : 0, within + 3 * day);
    const { early, after, isOn } = alarmed(alarm, incident, until, reading);
    if (lasts && !isOn) yield `${what}: after ${until} minutes, it is forgotten`;
    if (early || after === undefined || after > within)
      yield `${what}: after ${String(after)} minutes, and it should be ${within}${early ? "; early" : ""}`;
  }
  for (const [index, world] of quiet.entries())
    for (const { minute, state } of alarm.states(world, Math.max(week, 3 * alarm.span), reading)) {
      if (state !== "ALARM") continue;
      yield `quiet world ${index + 1}: minute ${minute}`;
      break;
    }
}

it("knows an incident and a quiet week for each alarm of each stack, and no alarm that there is not", () => {
  expect(
    all.filter(({ told }) => told === undefined).map(({ name, alarm }) => `${name}: ${alarm.kind}`),
  ).toEqual([]);
  const kinds = new Set(all.map(({ alarm }) => alarm.kind));
  expect(Object.keys(timelines).filter((kind) => !kinds.has(kind))).toEqual([]);
  expect(all.length).toBeGreaterThan(200);
  expect(simulated().length).toBeGreaterThan(40);
});

it("tells of each incident in time, and of nothing in a quiet week (F.0.31)", () => {
  const faults = simulated().flatMap(({ name, alarm, told }) =>
    told === undefined ? [] : [...faultsOf(alarm, told)].map((fault) => `${name}: ${fault}`),
  );
  expect(faults).toEqual([]);
});

// CloudWatch user guide, "Using metric math", of FILL: where the latest value is always missing, "the alarm [may be] stuck in either OK state or ALARM
// state".
it("tells of each incident although one service publishes its metrics late (F.0.31)", () => {
  const faults = simulated().flatMap(({ name, alarm, told }) =>
    alarm.sources.flatMap((late) =>
      alarm.readings.flatMap((reading) =>
        (told?.incidents ?? []).flatMap((incident) => {
          const { what, within } = incident;
          const { early, after } = alarmed(alarm, incident, within + 3 * day, reading, late);
          const isTold = !early && after !== undefined && after <= within + Math.max(3, alarm.minutes);
          return isTold ? [] : [`${name}: ${what}, ${late} late: ${early ? "early" : String(after)}`];
        }),
      ),
    ),
  );
  expect(faults).toEqual([]);
});

/** An alarm that is a little wrong. */
function mutants({ inputs }: Resource): Record<string, Record<string, unknown>> {
  const threshold = number(inputs["threshold"]);
  const step = Math.max(1, Math.abs(threshold) * 0.02);
  const periods = number(inputs["evaluationPeriods"]);
  const some = inputs["datapointsToAlarm"];
  const { treatMissingData } = inputs;
  return {
    "a higher threshold": { threshold: threshold + step },
    "a lower threshold": { threshold: threshold - step },
    "more periods": {
      evaluationPeriods: periods + 1,
      ...(typeof some === "number" && { datapointsToAlarm: some + 1 }),
    },
    "another comparison": {
      comparisonOperator:
        inputs["comparisonOperator"] === "LessThanThreshold" ? "GreaterThanThreshold" : "LessThanThreshold",
    },
    ...(treatMissingData === "breaching" && {
      "silence that is in order": { treatMissingData: "notBreaching" },
    }),
    ...(treatMissingData === "notBreaching" && {
      "silence that is not": { treatMissingData: "breaching" },
    }),
  };
}

/** Those that differ in more than in what they are of. */
function different(): Simulated[] {
  const found = new Map<string, Simulated>();
  for (const one of all) {
    const { threshold, evaluationPeriods, datapointsToAlarm, treatMissingData } = one.resource.inputs;
    const bounds = [one.alarm.kind, threshold, evaluationPeriods, datapointsToAlarm, treatMissingData];
    found.set(JSON.stringify(bounds), one);
  }
  return [...found.values()];
}

it("fails of alarms that are a little wrong", () => {
  const survivors = new Set<string>();
  for (const { resource, alarm, told } of different())
    for (const [what, change] of Object.entries(mutants(resource))) {
      const mutant = new SimulatedAlarm({ ...resource, inputs: { ...resource.inputs, ...change } });
      if (told !== undefined && [...faultsOf(mutant, told)].length === 0)
        survivors.add(`${alarm.kind}: ${what}`);
    }
  expect([...survivors].sort()).toEqual([]);
});

it("tells of every symptom by an alarm that tells somebody", () => {
  for (const plan of plans) {
    const alarms = plan.resources.filter(({ type }) => type === metricAlarm);
    const composite = plan.resources.filter(
      ({ type }) => type === "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    );
    const rules = composite
      .filter(({ inputs }) => list(inputs["alarmActions"]).length > 0)
      .map(({ inputs }) => text(inputs["alarmRule"]))
      .join(" ");
    const silent = alarms.filter(
      ({ name, inputs }) =>
        list(inputs["alarmActions"]).length === 0 &&
        !new RegExp(`ALARM\\("${name}-[0-9a-f]{7}"\\)`).test(rules),
    );
    expect([plan.name, silent.map(({ name }) => name)]).toEqual([plan.name, []]);
  }
});
