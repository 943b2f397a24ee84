import fc from "fast-check";
import { hasClass, hasVersion } from "./engines.ts";
import { arnOf, partitionOfRegion, referenceFault } from "./references.ts";
import { hoursIn, scheduleFault, secretRotation, windowFault } from "./rotation.ts";
import { sizeOf, taskDefinition } from "./tasks.ts";
import { volume } from "./volumes.ts";
import { dailyWindow, weeklyWindow, windowsOverlap } from "./windows.ts";

const two = (number: number): string => String(number).padStart(2, "0");
const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

describe("windows of RDS", () => {
  /** Every minute of a week that a window covers, counted one by one. */
  const minutes = (starts: number[], length: number): Set<number> =>
    new Set(starts.flatMap((start) => Array.from({ length }, (_, index) => (start + index) % (7 * 1440))));

  it("overlap where they have a minute in common, over midnight and over the end of the week too", () =>
    fc.assert(
      fc.property(
        fc.nat(1439),
        fc.integer({ min: 1, max: 1439 }),
        fc.nat(7 * 1440 - 1),
        fc.integer({ min: 1, max: 2880 }),
        (from, length, at, span) => {
          const clock = (minute: number) => `${two(Math.floor((minute % 1440) / 60))}:${two(minute % 60)}`;
          const daily = dailyWindow(`${clock(from)}-${clock(from + length)}`);
          const end = (at + span) % (7 * 1440);
          const weekly = weeklyWindow(
            `${days[Math.floor(at / 1440)]}:${clock(at)}-${days[Math.floor(end / 1440)]}:${clock(end)}`,
          );
          if (daily === undefined || weekly === undefined) throw new Error("is a window");
          expect([daily.minutes, weekly.minutes]).toEqual([length, span]);
          const covered = minutes(
            days.map((_, index) => index * 1440 + from),
            length,
          );
          const common = [...minutes([at], span)].some((minute) => covered.has(minute));
          expect(windowsOverlap(daily, weekly)).toBe(common);
        },
      ),
      { numRuns: 300 },
    ));

  it.each(["2am", "24:00-01:00", "01:60-02:00", "1:00-2:00", ""])("are not %j", (text) =>
    expect(dailyWindow(text)).toBeUndefined(),
  );
  it.each(["Sunday:03:30-Sunday:05:00", "sun:03:30", "foo:03:30-foo:05:00"])("of a week are not %j", (text) =>
    expect(weeklyWindow(text)).toBeUndefined(),
  );
});

describe("rotation schedules", () => {
  it.each([
    "rate(4 hours)",
    "rate(1 day)",
    "rate(999 days)",
    "cron(0 2 ? * SUN *)",
    "cron(0 8 1 * ? *)",
    "cron(0 4/12 * * ? *)",
    "cron(0 0 L * ? *)",
    "cron(0 16 ? 1/3 MON#2 *)",
    "cron(0 1-5 ? JAN-MAR 2 *)",
  ])("accept %s", (schedule) => expect(scheduleFault(schedule)).toBeUndefined());
  it.each([
    "rate(3 hours)",
    "rate(0 days)",
    "rate(1000 days)",
    "rate(2 day)",
    "cron(30 2 ? * SUN *)",
    "cron(0 0/0 * * ? *)",
    "cron(*/5 * * * ? *)",
    "cron(0 2 ? * SUN 2027)",
    "cron(0 24 ? * SUN *)",
    "cron(0 2 1 * SUN *)",
    "cron(0 2 ? * ? *)",
    "cron(0 2 32 * ? *)",
    "cron(0 2 1 13 ? *)",
    "cron(0 2 ? *)",
    "weekly",
    "",
  ])("refuse %j", (schedule) => expect(scheduleFault(schedule)).toBeDefined());

  it("have windows that end with the day, and before the next one opens", () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(23), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 24 }),
        (hours, length) => {
          const sorted = [...hours].sort((one, other) => one - other);
          const text = hours.join(",");
          expect(hoursIn(text)).toEqual(hours);
          // By laying the windows out, hour by hour.
          const laid = sorted.flatMap((hour) => Array.from({ length }, (_, index) => hour + index));
          const fits =
            laid.every((hour) => hour < 24) && (sorted.length === 1 || new Set(laid).size === laid.length);
          expect([text, length, windowFault(`cron(0 ${text} * * ? *)`, length) === undefined]).toEqual([
            text,
            length,
            fits,
          ]);
        },
      ),
      { numRuns: 500 },
    ));

  it("refuse what is not whole, at the property", () => {
    const found = [
      ...secretRotation({
        rotationRules: {
          scheduleExpression: "cron(0 23 ? * SUN *)",
          duration: "2h",
          automaticallyAfterDays: 7,
        },
      }),
    ];
    expect(found.map(({ path }) => path)).toEqual([
      "rotationRules.automaticallyAfterDays",
      "rotationRules.duration",
    ]);
  });
});

describe("engines of RDS", () => {
  it.each([
    ["sqlserver-se", "16.00"],
    ["sqlserver-se", "16.00.4175.1.v1"],
    ["sqlserver-se", "16.00.9999.1.v1"],
    ["postgres", "16"],
    ["postgres", "16.4"],
    ["mysql", "8.4"],
    ["aurora-postgresql", "16"],
    ["brandnew", "1"],
  ])("%s has %s", (engine, version) => expect(hasVersion(engine, version)).toBe(true));
  it.each([
    ["sqlserver-se", "15.99"],
    ["sqlserver-se", "9.00"],
    ["sqlserver-se", "16.00.4176.1.v1"],
    ["postgres", "16.0"],
    ["mysql", "8.1"],
    ["mysql", "5.0"],
  ])("%s does not have %s", (engine, version) => expect(hasVersion(engine, version)).toBe(false));
  it.each([
    ["sqlserver-ex", "db.t3.micro"],
    ["sqlserver-se", "db.m5.large"],
    ["sqlserver-ee", "db.m5.xlarge"],
    ["postgres", "db.r6g.large"],
    ["aurora-postgresql", "db.serverless"],
    ["sqlserver-se", "db.z99.large"],
  ])("%s has %s", (engine, name) => expect(hasClass(engine, name)).toBe(true));
  it.each([
    ["sqlserver-ex", "db.m5.large"],
    ["sqlserver-se", "db.t3.micro"],
    ["sqlserver-ee", "db.m5.large"],
    ["sqlserver-se", "db.m6g.large"],
    ["postgres", "m5.large"],
  ])("%s does not have %s", (engine, name) => expect(hasClass(engine, name)).toBe(false));
});

describe("references", () => {
  const home = { partition: "aws", region: "eu-central-1" };
  const fault = (name: string, value: string) => referenceFault(name, value, home)?.accepts;
  const account = "123456789012";

  it.each([
    ["connectionArn", `arn:aws:codestar-connections:eu-central-1:${account}:connection/x`],
    ["roleArn", `arn:aws:iam::${account}:role/x`],
    ["policyArn", "arn:aws:iam::aws:policy/ReadOnlyAccess"],
    ["arn", "arn:aws:scheduler:::aws-sdk:ecs:updateService"],
    ["kmsKeyId", "alias/aws/ebs"],
    ["region", "eu-west-1"],
    ["availabilityZone", "eu-central-1b"],
    ["subnetIds", "subnet-01234567"],
    ["cidrBlock", "10.0.0.0/16"],
  ])("%s accepts %s", (name, value) => expect(fault(name, value)).toBeUndefined());

  it.each([
    ["connectionArn", "nonsense"],
    ["connectionArn", `arn:aws:sns:eu-central-1:${account}:x`],
    ["targetGroupArn", `arn:aws:elasticloadbalancing:eu-west-1:${account}:targetgroup/x/0`],
    ["roleArn", `arn:aws-cn:iam::${account}:role/x`],
    ["roleArn", "arn:aws:iam::12345:role/x"],
    ["certificateArn", `arn:aws:acm:eu-centrl-1:${account}:certificate/x`],
    ["kmsKeyId", `arn:aws:kms:eu-west-1:${account}:key/x`],
    ["region", "eu-centrl-1"],
    ["availabilityZone", "eu-west-1a"],
    ["subnetIds", "private-a"],
    ["vpcId", "vpc-xyz"],
    ["accountId", "12345"],
    ["cidrIpv4", "10.0.0.0"],
  ])("%s refuses %s", (name, value) => expect(fault(name, value)).toBeDefined());

  it("know every region of AWS's list, and its partition", () => {
    expect(partitionOfRegion("cn-north-1")).toBe("aws-cn");
    expect(partitionOfRegion("us-gov-west-1")).toBe("aws-us-gov");
    expect(partitionOfRegion("aws-global")).toBeUndefined();
    expect(arnOf("arn:aws:s3:::bucket/key:x")).toEqual({
      partition: "aws",
      service: "s3",
      region: "",
      account: "",
      resource: "bucket/key:x",
    });
  });
});

describe("tasks", () => {
  it.each([
    ["1 GB", "GB", 1024],
    [".5 vCPU", "vCPU", 512],
    ["256", "vCPU", 256],
    [512, "GB", 512],
  ] as const)("read %s as %s: %s", (value, unit, size) => expect(sizeOf(value, unit)).toBe(size));

  const paths = (containers: object[], more: object = {}) =>
    [
      ...taskDefinition({
        containerDefinitions: JSON.stringify(containers),
        memory: "2048",
        cpu: "1024",
        ...more,
      }),
    ].map(({ path }) => path);

  it("refuse containers that reserve more than their task has, by one and together", () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 6, max: 3000 }), { minLength: 1, maxLength: 4 }), (sizes) => {
        const found = paths(sizes.map((memory, index) => ({ name: `c${index}`, memory })));
        const large = sizes.flatMap((size, index) =>
          size > 2048 ? [`containerDefinitions[${index}].memory`] : [],
        );
        const sum = sizes.reduce((total, size) => total + size, 0);
        expect(found).toEqual([...large, ...(sum > 2048 ? ["memory"] : [])]);
      }),
    ));

  it("refuse circles, and waiting for the end of what is essential", () => {
    const waits = (name: string, on: string, condition: string, more: object = {}) => ({
      name,
      dependsOn: [{ containerName: on, condition }],
      ...more,
    });
    expect(paths([waits("a", "b", "START"), waits("b", "a", "START")])).toHaveLength(2);
    expect(paths([waits("a", "b", "COMPLETE"), { name: "b" }])).toEqual([
      "containerDefinitions[0].dependsOn[0].condition",
    ]);
    expect(paths([waits("a", "b", "COMPLETE"), { name: "b", essential: false }])).toEqual([]);
    expect(paths([waits("a", "b", "HEALTHY"), { name: "b" }])).toEqual([
      "containerDefinitions[0].dependsOn[0].condition",
    ]);
    expect(paths([waits("a", "x", "START")])).toEqual(["containerDefinitions[0].dependsOn[0].containerName"]);
  });
});

// EBS user guide, "Provisioned IOPS SSD volumes" and "General Purpose SSD volumes", read 2026-11-26.
it.each([
  [{ type: "gp3", size: 1, iops: 3000, throughput: 125 }, []],
  [{ type: "gp3", size: 1, iops: 3001 }, ["iops"]],
  [{ type: "gp3", size: 160, iops: 80_000, throughput: 2000 }, []],
  [{ type: "gp3", size: 160, iops: 80_001 }, ["iops"]],
  [{ type: "gp3", size: 65_537 }, ["size"]],
  [{ type: "gp3", size: 100, throughput: 751 }, ["throughput"]],
  [{ type: "gp2", size: 16_384 }, []],
  [{ type: "gp2", size: 100, iops: 300 }, ["iops"]],
  [{ type: "io1", size: 1280, iops: 64_000 }, []],
  [{ type: "io1", size: 1280, iops: 64_001 }, ["iops"]],
  [{ type: "io1", size: 100 }, ["iops"]],
  [{ type: "io2", size: 4, iops: 4001 }, ["iops"]],
  [{ type: "st1", size: 124 }, ["size"]],
])("of a volume %j refuses %j", (inputs, refused) =>
  expect([...volume(inputs)].map(({ path }) => path)).toEqual(refused),
);
