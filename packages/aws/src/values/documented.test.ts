import fc from "fast-check";
import type { Fields } from "@ballast/model";
import { resourceType } from "../catalogue.ts";
import { refusedValues } from "./accepted.ts";
import { cronFault, expressionFault } from "./schedules.ts";

/** `path: accepts` of all findings. */
function refusals(type: string, inputs: Fields): string[] {
  const rules = resourceType(type)?.refusesTogether ?? [];
  return [...refusedValues(type, inputs), ...rules.flatMap((rule) => [...rule(inputs)])].map(
    ({ path, accepts }) => `${path}: ${accepts}`,
  );
}

const efs = (change: Fields): Fields => ({
  volumes: [
    {
      name: "data",
      efsVolumeConfiguration: {
        fileSystemId: "fs-0123456789abcdef0",
        transitEncryption: "ENABLED",
        authorizationConfig: { accessPointId: "fsap-0123456789abcdef0", iam: "ENABLED" },
        ...change,
      },
    },
  ],
});
const task = (container: Fields, networkMode: string): Fields => ({
  networkMode,
  containerDefinitions: JSON.stringify([{ name: "web", image: "nginx:1", memory: 128, ...container }]),
});
const lifecycle = (deleteAfter: number): Fields => ({
  rules: [{ ruleName: "daily", lifecycle: { coldStorageAfter: 30, deleteAfter } }],
});
const target = (healthCheck: Fields, protocol = "HTTP"): Fields => ({
  port: 80,
  protocol,
  vpcId: "vpc-0123456789abcdef0",
  healthCheck,
});
const sqlServer = { engine: "sqlserver-se", storageType: "gp3", allocatedStorage: 100 };
const scheduled = (change: Fields): Fields => ({
  scheduleExpression: "rate(5 minutes)",
  flexibleTimeWindow: { mode: "OFF" },
  ...change,
});

const types = {
  alarm: "aws:cloudwatch/metricAlarm:MetricAlarm",
  backupPlan: "aws:backup/plan:Plan",
  cache: "aws:elasticache/replicationGroup:ReplicationGroup",
  database: "aws:rds/instance:Instance",
  fileSystem: "aws:efs/fileSystem:FileSystem",
  groupSchedule: "aws:autoscaling/schedule:Schedule",
  queue: "aws:sqs/queue:Queue",
  rule: "aws:cloudwatch/eventRule:EventRule",
  scalingSchedule: "aws:appautoscaling/scheduledAction:ScheduledAction",
  schedule: "aws:scheduler/schedule:Schedule",
  shares: "aws:fsx/windowsFileSystem:WindowsFileSystem",
  subnet: "aws:ec2/subnet:Subnet",
  target: "aws:lb/targetGroup:TargetGroup",
  task: "aws:ecs/taskDefinition:TaskDefinition",
  volume: "aws:ebs/volume:Volume",
  vpc: "aws:ec2/vpc:Vpc",
};

// Each value that AWS rejects, next to one that it accepts.
it.each<[keyof typeof types, Fields, Fields, string]>([
  [
    "alarm",
    { period: 60, evaluationPeriods: 1440 },
    { period: 60, evaluationPeriods: 1441 },
    "evaluationPeriods: at most 1440 periods of 60 seconds, a day",
  ],
  [
    "alarm",
    { period: 3600, evaluationPeriods: 168 },
    { period: 3600, evaluationPeriods: 169 },
    "evaluationPeriods: at most 168 periods of 3600 seconds, a week",
  ],
  [
    "backupPlan",
    { rules: [{ startWindow: 60 }] },
    { rules: [{ startWindow: 59 }] },
    "rules[0].startWindow: at least 60 minutes",
  ],
  [
    "backupPlan",
    lifecycle(120),
    lifecycle(119),
    "rules[0].lifecycle.deleteAfter: at least 120, 90 days after coldStorageAfter",
  ],
  [
    "backupPlan",
    { rules: [{ schedule: "cron(0 5 ? * * *)" }] },
    { rules: [{ schedule: "rate(1 day)" }] },
    "rules[0].schedule: cron(minutes hours day-of-month month day-of-week year)",
  ],
  [
    "cache",
    { automaticFailoverEnabled: true, numCacheClusters: 2 },
    { automaticFailoverEnabled: true, numCacheClusters: 1 },
    "numCacheClusters: at least 2 with automaticFailoverEnabled",
  ],
  [
    "database",
    sqlServer,
    { ...sqlServer, allocatedStorage: 19 },
    "allocatedStorage: 20 to 16,384 GiB of gp3 for sqlserver-se",
  ],
  [
    "database",
    { ...sqlServer, storageType: "io2" },
    { ...sqlServer, storageType: "io2", allocatedStorage: 99 },
    "allocatedStorage: 100 to 16,384 GiB of io2 for sqlserver-se",
  ],
  [
    "database",
    { ...sqlServer, maxAllocatedStorage: 0 },
    { ...sqlServer, maxAllocatedStorage: 50 },
    "maxAllocatedStorage: at least allocatedStorage (100)",
  ],
  [
    "database",
    { engine: "postgres", dbName: "app" },
    { ...sqlServer, dbName: "app" },
    "dbName: no dbName for sqlserver-se",
  ],
  [
    "database",
    { engine: "mysql", enabledCloudwatchLogsExports: ["error"] },
    { ...sqlServer, enabledCloudwatchLogsExports: ["agent", "slowquery"] },
    "enabledCloudwatchLogsExports[1]: agent, error for sqlserver-se",
  ],
  [
    "fileSystem",
    { throughputMode: "provisioned", provisionedThroughputInMibps: 10 },
    { throughputMode: "provisioned" },
    "provisionedThroughputInMibps: the throughput mode provisioned with a throughput",
  ],
  [
    "fileSystem",
    { performanceMode: "maxIO" },
    { performanceMode: "maxIO", throughputMode: "elastic" },
    "performanceMode: generalPurpose with elastic throughput",
  ],
  [
    "fileSystem",
    { availabilityZoneName: "eu-central-1a" },
    { availabilityZoneName: "eu-central-1a", performanceMode: "maxIO" },
    "performanceMode: generalPurpose in One Zone",
  ],
  [
    "groupSchedule",
    { recurrence: "30 0 1 1,6,12 *", timeZone: "Etc/GMT+9" },
    { recurrence: "0 0 30 1 ? *" },
    "recurrence: minute hour day-of-month month day-of-week",
  ],
  [
    "groupSchedule",
    { timeZone: "Pacific/Tahiti" },
    { timeZone: "Berlin" },
    "timeZone: time zones of the IANA database, such as Europe/Berlin",
  ],
  [
    "queue",
    { visibilityTimeoutSeconds: 43_200 },
    { visibilityTimeoutSeconds: 43_201 },
    "visibilityTimeoutSeconds: 0 to 43,200",
  ],
  [
    "queue",
    { messageRetentionSeconds: 60 },
    { messageRetentionSeconds: 59 },
    "messageRetentionSeconds: 60 to 1,209,600",
  ],
  [
    "rule",
    { scheduleExpression: "rate(1 minute)" },
    { scheduleExpression: "rate(1 minutes)" },
    "scheduleExpression: rate(1 minute)",
  ],
  [
    "rule",
    { scheduleExpression: "cron(0 12 * * ? *)" },
    { scheduleExpression: "cron(0 12 * * * *)" },
    'scheduleExpression: "?" for either the day of the month or the day of the week',
  ],
  [
    "scalingSchedule",
    { schedule: "at(2027-01-31T13:00:00)" },
    { schedule: "at(2027-13-31T13:00:00)" },
    "schedule: cron(minutes hours day-of-month month day-of-week year), rate(5 minutes), at(2027-01-31T13:00:00)",
  ],
  [
    "scalingSchedule",
    { schedule: "rate(1 day)", timezone: "Europe/Berlin" },
    { schedule: "rate(1 day)", timezone: "CEST/Berlin" },
    "timezone: time zones of the IANA database, such as Europe/Berlin",
  ],
  [
    "schedule",
    scheduled({}),
    scheduled({ scheduleExpression: "every day" }),
    "scheduleExpression: cron(minutes hours day-of-month month day-of-week year), rate(5 minutes), at(2027-01-31T13:00:00)",
  ],
  [
    "schedule",
    scheduled({ flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 15 } }),
    scheduled({ flexibleTimeWindow: { mode: "FLEXIBLE" } }),
    "flexibleTimeWindow.maximumWindowInMinutes: the mode FLEXIBLE with maximumWindowInMinutes",
  ],
  [
    "schedule",
    scheduled({}),
    scheduled({ flexibleTimeWindow: { mode: "OFF", maximumWindowInMinutes: 15 } }),
    "flexibleTimeWindow.maximumWindowInMinutes: no maximumWindowInMinutes with the mode OFF",
  ],
  ["subnet", { cidrBlock: "10.0.0.0/28" }, { cidrBlock: "10.0.0.0/29" }, "cidrBlock: blocks from /16 to /28"],
  [
    "target",
    target({ interval: 6, timeout: 5 }),
    target({ interval: 5, timeout: 5 }),
    "healthCheck.timeout: less than interval (5)",
  ],
  [
    "target",
    target({ interval: 10, timeout: 10 }, "TCP"),
    target({ matcher: "600" }, "TCP"),
    "healthCheck.matcher: codes from 200 to 599",
  ],
  [
    "target",
    target({ matcher: "200,301-399" }),
    target({ matcher: "200-599" }),
    "healthCheck.matcher: codes from 200 to 499",
  ],
  [
    "task",
    efs({ rootDirectory: "/" }),
    efs({ rootDirectory: "/data" }),
    "volumes[0].efsVolumeConfiguration.rootDirectory: no rootDirectory but / with an access point",
  ],
  [
    "task",
    efs({}),
    efs({ transitEncryption: "DISABLED" }),
    "volumes[0].efsVolumeConfiguration.transitEncryption: ENABLED with an access point",
  ],
  [
    "task",
    efs({ authorizationConfig: {}, transitEncryption: "DISABLED" }),
    efs({ authorizationConfig: { iam: "ENABLED" }, transitEncryption: undefined }),
    "volumes[0].efsVolumeConfiguration.transitEncryption: ENABLED with IAM authorization",
  ],
  [
    "task",
    task({ links: ["db"] }, "bridge"),
    task({ links: ["db"] }, "awsvpc"),
    "containerDefinitions[0].links: no links with the network mode awsvpc",
  ],
  [
    "task",
    task({ portMappings: [{ containerPort: 65_535 }] }, "awsvpc"),
    task({ portMappings: [{ containerPort: 70_000 }] }, "awsvpc"),
    "containerDefinitions[0].portMappings[0].containerPort: 0 to 65,535",
  ],
  [
    "volume",
    { type: "io2", size: 10, iops: 100, multiAttachEnabled: true },
    { type: "gp3", size: 10, multiAttachEnabled: true },
    "multiAttachEnabled: no Multi-Attach for gp3, but for io1 and io2",
  ],
  ["vpc", { cidrBlock: "10.0.0.0/16" }, { cidrBlock: "10.0.0.0/15" }, "cidrBlock: blocks from /16 to /28"],
  [
    "vpc",
    { cidrBlock: "10.1.0.0/20" },
    { cidrBlock: "10.1.0/20" },
    "cidrBlock: an IPv4 block such as 10.0.0.0/16",
  ],
])("of %s are values as AWS documents them: %j and not %j (F.0.28)", (name, accepted, rejected, finding) => {
  expect(refusals(types[name], accepted)).toEqual([]);
  expect(refusals(types[name], rejected)).toEqual([finding]);
});

it("of a Windows file system are not two directories", () => {
  const given = {
    activeDirectoryId: "d-1234567890",
    selfManagedActiveDirectory: { domainName: "corp.test" },
  };
  expect(refusals(types.shares, given)).toContain(
    "activeDirectoryId: either activeDirectoryId or selfManagedActiveDirectory",
  );
});

describe("cron expressions", () => {
  const field = (from: number, to: number): fc.Arbitrary<string> => {
    const value = fc.integer({ min: from, max: to });
    const part = fc.oneof(
      value.map(String),
      fc.tuple(value, value).map((both) => [Math.min(...both), Math.max(...both)].join("-")),
      fc.tuple(value, fc.integer({ min: 1, max: 9 })).map(([start, step]) => `${start}/${step}`),
      fc.constant("*"),
    );
    return fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(","));
  };
  const bounds = [
    [0, 59],
    [0, 23],
    [1, 31],
    [1, 12],
    [1, 7],
    [1970, 2199],
  ] as const;
  const whole = fc
    .tuple(fc.boolean(), ...bounds.map(([from, to]) => field(from, to)))
    .map(([isByDate, ...fields]) => fields.map((one, index) => (index === (isByDate ? 4 : 2) ? "?" : one)));

  it("are accepted within the documented bounds", () =>
    fc.assert(
      fc.property(whole, (fields) => expect(cronFault(fields.join(" "))).toBeUndefined()),
      { numRuns: 1000 },
    ));

  it("are rejected outside of the bounds, and with a field too few or too many", () =>
    fc.assert(
      fc.property(whole, fc.nat(5), fc.boolean(), (fields, index, isAbove) => {
        const [from, to] = bounds[index] ?? bounds[0];
        const broken = fields.with(index, String(isAbove ? to + 1 : from === 0 ? "-1" : from - 1));
        expect(cronFault(broken.join(" "))).toBeDefined();
        expect(cronFault(fields.toSpliced(index, 1).join(" "))).toBeDefined();
        expect(cronFault([...fields, "*"].join(" "))).toBeDefined();
      }),
      { numRuns: 1000 },
    ));

  it.each([
    "0 12 L * ? *",
    "0 12 L-3 * ? *",
    "0 12 15W * ? *",
    "0 12 LW * ? *",
    "0 12 ? * 6L *",
    "0 12 ? * 2#1 *",
    "0 12 ? jan-mar mon-fri *",
    "0/15 * * * ? *",
  ])("may be %s", (inside) => expect(expressionFault(`cron(${inside})`, {})).toBeUndefined());
  it.each([
    "0 12 32W * ? *",
    "0 12 ? * 8L *",
    "0 12 ? * 2#6 *",
    "0 12 ? * MONDAY *",
    "60 * * * ? *",
    "? 12 * * ? *",
  ])("are not %s", (inside) => expect(expressionFault(`cron(${inside})`, {})).toBeDefined());
});
