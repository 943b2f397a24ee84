import { watchPatching } from "./watched.ts";

it("tells of runs that do not come, whatever the window (F.0.31, F.0.32)", () => {
  const alarmsFor = (window: string) => watchPatching("general", { window }, "arn").alarms ?? {};
  expect(Object.keys(alarmsFor("cron(0 3 ? * SAT,SUN *)"))).toEqual(["patch-failed", "patch-overdue"]);
  // CloudWatch looks at seven days at most.
  const rare = alarmsFor("cron(0 3 ? * SUN *)");
  expect(Object.keys(rare)).toEqual(["patch-failed", "patch-undelivered"]);
  expect(rare["patch-undelivered"]).toMatchObject({
    metrics: {
      failed: {
        namespace: "AWS/Scheduler",
        name: "InvocationDroppedCount",
        dimensions: { ScheduleGroup: "default" },
      },
    },
    threshold: 0,
  });
});
