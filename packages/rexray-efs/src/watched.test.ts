import { Watch } from "@ballast/ecs";
import { record } from "@ballast/testing";
import { RexrayEfs, type RexrayEfsArgs } from "./index.ts";

const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };
const typical: RexrayEfsArgs = {
  site,
  vpcId: "vpc-0",
  subnetIds: { a: "subnet-0a" },
  clients: { tasks: { securityGroupId: "sg-0tasks" } },
  containerPath: "/srv/files",
};
const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const rule = "aws:cloudwatch/eventRule:EventRule";

const watched = (args: Partial<RexrayEfsArgs>) =>
  record(() => {
    const files = new RexrayEfs("files", { ...typical, ...args });
    return new Watch("watch", { site, parts: { files: files.watchPart } });
  });

it.each<[string, Partial<RexrayEfsArgs>, string[]]>([
  ["elastic", {}, ["backup", "operations"]],
  ["bursting", { throughput: "bursting" }, ["backup", "credits", "operations"]],
  [
    "provisioned",
    { throughput: "provisioned", provisionedMiBps: 10 },
    ["backup", "operations", "throughput"],
  ],
  ["without backups", { backup: { enabled: false, reason: "copied every hour" } }, ["operations"]],
])("watches of a file system that is %s what there is", async (_what, args, expected) => {
  const recording = await watched(args);
  expect(Object.keys(recording.ofType(alarm)).sort()).toEqual(expected.map((word) => `watch-files-${word}`));
});

it.each<[string, string]>([
  ["every day", "cron(0 4 ? * * *)"],
  ["twice a week", "cron(0 4 ? * MON,THU *)"],
])("misses the event of a restore drill that is to run %s", async (_when, schedule) => {
  const recording = await watched({ backup: { days: 35, drill: { schedule } } });
  const missing = recording.ofType(alarm)["watch-files-drills"];
  // Nothing at all is an alarm, and so is a drill of another store.
  expect(missing?.inputs["treatMissingData"]).toBe("breaching");
  const counted = JSON.stringify(missing?.inputs["metricQueries"]);
  const rules = Object.values(recording.ofType(rule)).filter(({ state }) =>
    counted.includes(String(state["name"])),
  );
  expect(
    rules.map(({ inputs }) => (JSON.parse(String(inputs["eventPattern"])) as { detail: unknown }).detail),
  ).toEqual([
    {
      iamRoleArn: [recording.ofType("aws:iam/role:Role")["files-drill"]?.state["arn"]],
      status: ["COMPLETED"],
    },
  ]);
});

it.each<[string, string | undefined, number]>([
  ["every week, which CloudWatch cannot look back to", "cron(0 4 ? * MON *)", 9],
  ["every month", undefined, 33],
  ["on the last Friday of a month", "cron(0 4 ? * 6L *)", 37],
  ["twice a year", "cron(0 4 1 1,7 ? *)", 186],
  ["in some years", "cron(0 4 1 * ? 2027-2028)", 368],
])("counts the days without a restore drill that is to run %s", async (_when, schedule, days) => {
  const recording = await watched({
    backup: { days: 35, drill: schedule === undefined ? {} : { schedule } },
  });
  const plan = recording.the("aws:backup/restoreTestingPlan:RestoreTestingPlan");
  expect(recording.ofType(alarm)["watch-files-drills"]?.inputs).toMatchObject({
    metricQueries: [
      {
        metric: {
          namespace: "Ballast",
          metricName: "DaysSinceRestoreTest",
          dimensions: { RestoreTestingPlan: plan.state["name"] },
        },
      },
      { expression: `FILL(age, ${days + 1})` },
    ],
    threshold: days,
  });
});

it("watches nothing of a file system that the plugin creates, whose id is not known", async () => {
  const image = `registry.example.com/rexray-efs@sha256:${"0a".repeat(32)}`;
  const args = { mode: "plugin", launchType: "ec2", plugin: { image, reason: "moving off it" } } as const;
  const recording = await watched(args);
  expect([recording.ofType(alarm), recording.ofType(rule)]).toEqual([{}, {}]);
});

it("names its own file system in each alarm, and waits for the backups of that one", async () => {
  const recording = await watched({ throughput: "provisioned", provisionedMiBps: 10 });
  const { id, state } = recording.the("aws:efs/fileSystem:FileSystem");
  const alarms = recording.ofType(alarm);
  expect(alarms["watch-files-operations"]?.inputs).toMatchObject({
    namespace: "AWS/EFS",
    dimensions: { FileSystemId: id },
  });
  expect(alarms["watch-files-throughput"]?.inputs["metricQueries"]).toMatchObject([
    { metric: { metricName: "MeteredIOBytes", dimensions: { FileSystemId: id } } },
    { metric: { metricName: "PermittedThroughput", dimensions: { FileSystemId: id } } },
    { expression: "100 * metered / PERIOD(metered) / permitted" },
  ]);
  const { "watch-files-backup": made, "watch-files-failure": failed } = recording.ofType(rule);
  for (const [one, states] of [
    [made, ["COMPLETED"]],
    [failed, ["FAILED", "ABORTED", "EXPIRED"]],
  ] as const)
    expect(JSON.parse(one?.inputs["eventPattern"] as string)).toEqual({
      source: ["aws.backup"],
      "detail-type": ["Backup Job State Change"],
      detail: { resourceArn: [state["arn"]], state: states },
    });
  expect(alarms["watch-files-backup"]?.inputs).toMatchObject({
    metricQueries: [{ metric: { dimensions: { RuleName: made?.state["name"] } } }, {}],
    evaluationPeriods: 48,
    treatMissingData: "breaching",
  });
});
