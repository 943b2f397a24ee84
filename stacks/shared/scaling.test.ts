import { costOfPlan } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { openThisProject, refusalOf, withSettings } from "../testing/scenarioTests.ts";

type Settings = Record<string, unknown>;

async function planOf(stack: string, changes: Settings) {
  const project = await openThisProject();
  const { values } = project.configurationOf(stack);
  const settings = { ...(JSON.parse(values["ballast:settings"] ?? "{}") as Settings), ...changes };
  const plan = await new Planner(withSettings(project, stack, settings)).plan(stack);
  const { resources } = plan;
  const ofType = (type: string) => resources.filter((one) => one.type === type).map(({ inputs }) => inputs);
  return {
    services: ofType("aws:ecs/service:Service"),
    bounds: ofType("aws:appautoscaling/target:Target"),
    policies: ofType("aws:appautoscaling/policy:Policy"),
    schedules: ofType("aws:appautoscaling/scheduledAction:ScheduledAction"),
    groups: ofType("aws:autoscaling/group:Group"),
    machines: costOfPlan(plan).rows.flatMap(({ name, dimension, amount }) =>
      /^(ec2|fargate)\./.test(dimension) ? [{ name, dimension, amount }] : [],
    ),
    names: resources.map(({ urn }) => urn.split("::").at(-1)),
  };
}

/** Mondays, Wednesdays and Fridays of the year that starts on a Friday, of its weekdays. */
const part = 157 / 261;
const runningHours = { from: "07:30", until: "20:00", days: "MON,WED,FRI", timeZone: "Europe/Berlin" };
/** What has to be there for a task to run. */
const images: Record<string, Settings> = {
  "private-registry-dev": { image: { repository: "registry.example.com/team/space", tag: "1" } },
  "rexray-ebs-dev": {},
  "rexray-efs-dev": {},
  "fsx-windows-dev": { image: { repository: "team/files", tag: "1" } },
  "invento-windows-dev": { image: { tag: "1.0.0" } },
  "cloudstor-spot-dev": {},
  "placement-dev": {},
};

it.each(Object.entries(images))(
  "%s sleeps outside of its hours, its instances with it, and costs as much less (F.0.43, F.0.42)",
  async (stack, image) => {
    const weekdays = await planOf(stack, { ...image, runningHours: { ...runningHours, days: "MON-FRI" } });
    const { services, bounds, schedules, groups, machines } = await planOf(stack, { ...image, runningHours });
    expectHours(services, bounds, schedules);
    expect(machines).toEqual(
      weekdays.machines.map((one) => ({ ...one, amount: expect.closeTo(one.amount * part, 6) as number })),
    );
    expect(machines).not.toEqual([]);
    for (const group of groups) expect(group["minSize"]).toBe(0);
  },
);

it("keeps Clair while its site sleeps (F.0.43)", async () => {
  const { values } = (await openThisProject()).configurationOf("clair-dev");
  const { site } = JSON.parse(values["ballast:settings"] ?? "{}") as { site: Settings };
  const always = await planOf("clair-dev", {});
  const { services, bounds, schedules, names } = await planOf("clair-dev", {
    site: { ...site, runningHours },
  });
  expect(services).toHaveLength(2);
  expect(names.filter((name) => !always.names.includes(name))).toEqual([
    expect.stringContaining("site"),
    expect.stringContaining("site"),
    expect.stringContaining("site"),
  ]);
  expectHours(services.slice(1), bounds, schedules);
});

/** Each service but a daemon has its usual number of tasks within the hours, and none after them. */
function expectHours(services: Settings[], bounds: Settings[], schedules: Settings[]): void {
  const counts = services
    .filter((one) => one["schedulingStrategy"] !== "DAEMON")
    .map((one) => Number(one["desiredCount"]))
    .filter((count) => count > 0)
    .sort();
  expect(counts.length).toBeGreaterThan(0);
  const inHours = counts.map((count) => ({ minCapacity: count, maxCapacity: count }));
  const sorted = (all: Settings[]): Settings[] =>
    all.toSorted((one, other) => Number(one["maxCapacity"]) - Number(other["maxCapacity"]));
  const counted = bounds.map(({ minCapacity, maxCapacity }) => ({ minCapacity, maxCapacity }));
  expect(sorted(counted)).toEqual(sorted(inHours));
  const at = (cron: string): Settings[] =>
    sorted(
      schedules
        .filter(({ schedule, timezone }) => schedule === cron && timezone === "Europe/Berlin")
        .map((one) => one["scalableTargetAction"] as Settings),
    );
  expect(at("cron(30 7 ? * MON,WED,FRI *)")).toEqual(sorted(inHours));
  expect(at("cron(0 20 ? * MON,WED,FRI *)")).toEqual(counts.map(() => ({ minCapacity: 0, maxCapacity: 0 })));
  expect(schedules).toHaveLength(2 * counts.length);
}

it("always runs where no hours are set, and has no hours while there is no image (F.0.43)", async () => {
  expect((await planOf("rexray-ebs-dev", {})).bounds).toEqual([]);
  const { services, bounds } = await planOf("private-registry-dev", { runningHours });
  expect(services).toMatchObject([{ desiredCount: 0 }]);
  expect(bounds).toEqual([]);
});

it("scales private-registry by its load between desiredCount and a maximum (F.0.43)", async () => {
  const { services, bounds, policies, schedules } = await planOf("private-registry-dev", {
    ...images["private-registry-dev"],
    desiredCount: 2,
    scaling: { maximum: 6, cpuPercent: 60, requestsPerTarget: 500 },
    runningHours,
  });
  expect(services).toMatchObject([{ desiredCount: 2 }]);
  expect(bounds).toMatchObject([{ minCapacity: 2, maxCapacity: 6 }]);
  expect(policies).toHaveLength(2);
  expect(schedules[0]).toMatchObject({ scalableTargetAction: { minCapacity: 2, maxCapacity: 6 } });
});

it("refuses hours that end before they begin, or are no times (F.0.43)", async () => {
  const project = await openThisProject();
  const settings = JSON.parse(
    project.configurationOf("rexray-ebs-dev").values["ballast:settings"] ?? "{}",
  ) as Settings;
  const changed = async (hours: Settings) =>
    (await refusalOf("rexray-ebs-dev", { ...settings, runningHours: hours })).message;
  expect(await changed({ from: "19:00", until: "07:00" })).toContain("runningHours.until");
  expect(await changed({ from: "7", until: "19:00" })).toContain("runningHours.from");
});
