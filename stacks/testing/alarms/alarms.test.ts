import { fields, list, number, text, type Resource, type Stack } from "@ballast/model";
import { Planner, stackOfPlans } from "@ballast/plan";
import { openThisProject } from "../scenarioTests.ts";
import { SimulatedAlarm, type World } from "./alarm.ts";
import { day, timelines, week, type Surroundings, type Timelines } from "./incidents.ts";
import { serviceFacts } from "./service.ts";

// Every stack is planned.
jest.setTimeout(600_000);

const metricAlarm = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** Minutes until an instance takes tasks, which a domain join prolongs by a restart. */
const bootMinutes = { linux: 8, windows: 18 };

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
  const windows = JSON.stringify(plan.resources.map(({ inputs }) => inputs)).includes("Windows_Server");
  const database = plan.resources.find(({ state }) => state["identifier"] === named("DBInstanceIdentifier"));
  return {
    ...(service && { service: serviceFacts(service, plan) }),
    boot: windows ? bootMinutes.windows : bootMinutes.linux,
    storageGiB: number(database?.inputs["allocatedStorage"] ?? 0),
  };
}

/** The first minute at which an alarm is in alarm, from the incident on; and whether it was before. */
function alarmed(
  alarm: SimulatedAlarm,
  world: World,
  until: number,
): { early: boolean; after: number | undefined } {
  let early = false;
  for (const { minute, state } of alarm.states(world, until)) {
    if (state !== "ALARM") continue;
    if (minute > day) return { early, after: minute - day };
    early = true;
  }
  return { early, after: undefined };
}

const plans: (Stack & { name: string })[] = [];
beforeAll(async () => {
  const project = await openThisProject();
  const planner = new Planner(project, "2026-11-26");
  for (const name of project.stacks)
    plans.push(Object.assign(stackOfPlans([await planner.plan(name)]), { name }));
});

function* simulated(): Iterable<{ name: string; alarm: SimulatedAlarm; told: Timelines | undefined }> {
  for (const plan of plans)
    for (const resource of plan.resources.filter(({ type }) => type === metricAlarm)) {
      const alarm = new SimulatedAlarm(resource);
      const make = timelines[alarm.kind];
      yield { name: `${plan.name} ${resource.name}`, alarm, told: make?.(surroundingsOf(resource, plan)) };
    }
}

it("knows an incident and a quiet week for each alarm of each stack", () => {
  const all = [...simulated()];
  expect(
    all.filter(({ told }) => told === undefined).map(({ name, alarm }) => `${name}: ${alarm.kind}`),
  ).toEqual([]);
  expect(all.length).toBeGreaterThan(100);
});

it("tells of each incident in time, and not before it (F.0.31)", () => {
  const late: string[] = [];
  for (const { name, alarm, told } of simulated())
    for (const { what, world, within } of told?.incidents ?? []) {
      // A slow period, of days for a certificate, ends some time after what it waits for.
      const { early, after } = alarmed(alarm, world, 5 * day);
      if (early || after === undefined || after > within + alarm.minutes)
        late.push(
          `${name}: ${what}: after ${String(after)} minutes, and ${within} are enough${early ? ", early" : ""}`,
        );
    }
  expect(late).toEqual([]);
});

it("tells of nothing in a quiet week (F.0.31)", () => {
  const loud: string[] = [];
  for (const { name, alarm, told } of simulated())
    for (const [index, world] of (told?.quiet ?? []).entries())
      for (const { minute, state } of alarm.states(world, week)) {
        if (state !== "ALARM") continue;
        loud.push(`${name}: week ${index + 1}, minute ${minute}`);
        break;
      }
  expect(loud).toEqual([]);
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
