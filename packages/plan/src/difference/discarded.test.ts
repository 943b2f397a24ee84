import { plan, resource, urn } from "../testing.ts";
import { differenceOf } from "./differenceOf.ts";

// Data that a resource keeps and that an update in place deletes.

const lifecycle = "aws:ecr/lifecyclePolicy:LifecyclePolicy";
const expiry = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const bucket = "aws:s3/bucket:Bucket";
const images = (countNumber: number) =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber },
        action: { type: "expire" },
      },
    ],
  });
const schedules = (count: number) => ({
  policyDetails: { schedules: [{ name: "daily", retainRule: { count } }] },
});
const days = (expiration: number) => [{ id: "old", status: "Enabled", expiration: { days: expiration } }];

it.each<[type: string, property: string, before: object, after: object, what: string]>([
  [
    "aws:rds/instance:Instance",
    "backupRetentionPeriod",
    { backupRetentionPeriod: 30 },
    { backupRetentionPeriod: 1 },
    "automatic backups older than 1 day",
  ],
  [
    "aws:rds/instance:Instance",
    "backupRetentionPeriod",
    { backupRetentionPeriod: 30 },
    { backupRetentionPeriod: 0 },
    "automatic backups",
  ],
  [
    "aws:dlm/lifecyclePolicy:LifecyclePolicy",
    "policyDetails",
    schedules(14),
    schedules(3),
    "snapshots of daily beyond the newest 3",
  ],
  [
    "aws:cloudwatch/logGroup:LogGroup",
    "retentionInDays",
    {},
    { retentionInDays: 30 },
    "log events older than 30 days",
  ],
  [lifecycle, "policy", { policy: images(50) }, { policy: images(10) }, "images beyond the newest 10"],
  [expiry, "rules", { rules: days(365) }, { rules: days(30) }, "objects older than 30 days"],
])("is lost by less of %s's %s (F.0.26)", (type, property, before, after, what) => {
  const side = (inputs: object) => plan([resource(type, "data", { ...inputs }, { protect: true })]);
  expect(differenceOf(side(before), side(after)).losses).toEqual([
    {
      urn: urn(type, "data"),
      type,
      name: "data",
      how: "discarded",
      what,
      cause: [property],
      protected: false,
      retained: false,
      alike: [],
    },
  ]);
  expect(differenceOf(side(after), side(before)).losses).toEqual([]);
});

it("is not lost where the program lets go of the property", () => {
  const side = (backupRetentionPeriod: number) =>
    plan([
      resource(
        "aws:rds/instance:Instance",
        "data",
        { backupRetentionPeriod },
        { ignoreChanges: ["backupRetentionPeriod"] },
      ),
    ]);
  expect(differenceOf(side(30), side(1)).losses).toEqual([]);
});

describe("a new rule that deletes objects", () => {
  const rule = (inputs: object, stores: string[]) =>
    resource(expiry, "expiry", { rules: days(30), ...inputs }, { propertyDependencies: { bucket: stores } });
  const store = resource(bucket, "data");

  it("loses them in a bucket that stands", () => {
    const after = plan([store, rule({ bucket: "data" }, [store.urn])]);
    expect(differenceOf(plan([store]), after).losses).toMatchObject([
      { urn: urn(expiry, "expiry"), how: "discarded", cause: ["rules"] },
    ]);
    const named = plan([rule({ bucket: "another-teams" }, [])]);
    expect(differenceOf(plan([]), named).losses).toMatchObject([{ how: "discarded" }]);
  });

  it("loses nothing in a bucket that is new", () => {
    expect(differenceOf(plan([]), plan([store, rule({ bucket: "data" }, [store.urn])])).losses).toEqual([]);
  });

  it("loses them in the bucket to which it moves", () => {
    const other = resource(bucket, "other");
    const side = (one: typeof store) => plan([store, other, rule({ bucket: one.name }, [one.urn])]);
    expect(differenceOf(side(store), side(other)).losses).toMatchObject([{ how: "discarded" }]);
  });
});

it("reads what templates create", () => {
  const stack = (retention: object) =>
    plan([
      resource("aws:cloudformation/stack:Stack", "made", {
        templateBody: JSON.stringify({
          Resources: { Log: { Type: "AWS::Logs::LogGroup", Properties: retention } },
        }),
      }),
    ]);
  expect(differenceOf(stack({}), stack({ RetentionInDays: 7 })).losses).toMatchObject([
    { name: "made (Log)", how: "discarded", what: "log events older than 7 days" },
  ]);
  expect(differenceOf(stack({ RetentionInDays: 7 }), stack({ RetentionInDays: 14 })).losses).toEqual([]);
});

it.each([["backupRetentionPeriod"], ['tags["a"]', "backupRetentionPeriod"], ["*"]])(
  "is not lost by what the program ignores, however that is written: %p",
  (...ignoreChanges) => {
    const side = (backupRetentionPeriod: number, a: string) =>
      plan([
        resource(
          "aws:rds/instance:Instance",
          "data",
          { backupRetentionPeriod, tags: { a } },
          { ignoreChanges },
        ),
      ]);
    const { losses, changed } = differenceOf(side(30, "x"), side(1, ignoreChanges.length > 1 ? "y" : "x"));
    expect([losses, changed]).toEqual([[], []]);
  },
);

it.each<[type: string, property: string, before: object, after: object]>([
  [
    "aws:ec2/instance:Instance",
    "instanceType",
    { instanceType: "m5d.large" },
    { instanceType: "m5d.xlarge" },
  ],
  [
    "aws:ec2/instance:Instance",
    "userData",
    { instanceType: "i4i.large", userData: "a" },
    { instanceType: "i4i.large", userData: "b" },
  ],
  [
    "aws:ec2/instance:Instance",
    "instanceType",
    {
      instanceType: "m4.large",
      ephemeralBlockDevices: [{ deviceName: "/dev/sdb", virtualName: "ephemeral0" }],
    },
    {
      instanceType: "m4.xlarge",
      ephemeralBlockDevices: [{ deviceName: "/dev/sdb", virtualName: "ephemeral0" }],
    },
  ],
  [
    "aws:autoscaling/group:Group",
    "mixedInstancesPolicy",
    {
      instanceRefresh: { strategy: "Rolling" },
      mixedInstancesPolicy: { launchTemplate: { overrides: [{ instanceType: "c6gd.large" }] } },
    },
    {
      instanceRefresh: { strategy: "Rolling" },
      mixedInstancesPolicy: { launchTemplate: { overrides: [{ instanceType: "m5.large" }] } },
    },
  ],
])("is what the disks of the host hold of %s, when its %s changes", (type, property, before, after) => {
  const losses = (was: object, is: object) =>
    differenceOf(
      plan([resource(type, "data", { ...was })]),
      plan([resource(type, "data", { ...is })]),
    ).losses.filter(({ cause }) => cause.includes(property));
  expect(losses(before, after)).toMatchObject([
    { how: "discarded", what: "the data on its instance store volumes" },
  ]);
  // Instances without such disks lose nothing.
  const without = (side: object) =>
    JSON.parse(
      JSON.stringify(side)
        .replaceAll(/(?:m5d|i4i|c6gd|m4)\./g, "m5.")
        .replaceAll("ephemeralBlockDevices", "tags"),
    ) as object;
  expect(losses(without(before), without(after))).toEqual([]);
});
