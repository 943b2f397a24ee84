import { Planner } from "@ballast/plan/planner";
import { openThisProject, refusalOf, withSettings } from "../testing/scenarioTests.ts";

type Settings = Record<string, unknown>;

async function planOf(stack: string, changes: Settings) {
  const project = await openThisProject();
  const { values } = project.configurationOf(stack);
  const settings = { ...(JSON.parse(values["ballast:settings"] ?? "{}") as Settings), ...changes };
  const { resources } = await new Planner(withSettings(project, stack, settings)).plan(stack);
  const ofType = (type: string) => resources.filter((one) => one.type === type).map(({ inputs }) => inputs);
  return {
    services: ofType("aws:ecs/service:Service"),
    bounds: ofType("aws:appautoscaling/target:Target"),
    policies: ofType("aws:appautoscaling/policy:Policy"),
    schedules: ofType("aws:appautoscaling/scheduledAction:ScheduledAction"),
    groups: ofType("aws:autoscaling/group:Group"),
  };
}

const runningHours = { from: "07:30", until: "20:00", days: "MON,WED,FRI", timeZone: "Europe/Berlin" };
/** What has to be there for a task to run. */
const images: Record<string, Settings> = {
  "private-registry-dev": { image: { repository: "registry.example.com/team/space", tag: "1" } },
  "rexray-ebs-dev": {},
  "rexray-efs-dev": {},
  "fsx-windows-dev": { image: { repository: "team/files", tag: "1" } },
  "invento-windows-dev": { image: { tag: "1.0.0" } },
};

it.each(Object.entries(images))(
  "%s sleeps outside of its hours, and its instances with it (F.0.43)",
  async (stack, image) => {
    const { services, bounds, schedules, groups } = await planOf(stack, { ...image, runningHours });
    const count = services[0]?.["desiredCount"];
    expect(bounds).toMatchObject([{ minCapacity: count, maxCapacity: count }]);
    expect(
      schedules.map(({ schedule, timezone, scalableTargetAction }) => [
        schedule,
        timezone,
        scalableTargetAction,
      ]),
    ).toEqual([
      ["cron(30 7 ? * MON,WED,FRI *)", "Europe/Berlin", { minCapacity: count, maxCapacity: count }],
      ["cron(0 20 ? * MON,WED,FRI *)", "Europe/Berlin", { minCapacity: 0, maxCapacity: 0 }],
    ]);
    for (const group of groups) expect(group["minSize"]).toBe(0);
  },
);

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
