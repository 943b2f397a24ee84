import { resource } from "../../../model/src/testing/resource.ts";
import { costOf } from "./costOf.ts";
import { shippedPrices } from "./prices.ts";

const options = { region: "us-east-1", today: "2026-11-27", prices: shippedPrices };
const launch = resource(
  "aws:ec2/launchTemplate:LaunchTemplate",
  "template",
  {
    imageId: "ami",
    instanceType: "t3.large",
    blockDeviceMappings: [{ ebs: { volumeSize: 20, volumeType: "gp3" } }],
  },
  { identifiers: { "lt-1": "id" } },
);
const group = resource(
  "aws:autoscaling/group:Group",
  "group",
  { launchTemplate: { id: "lt-1" }, desiredCapacity: 2, minSize: 0, maxSize: 4 },
  { identifiers: { "the-group": "name" } },
);
const action = (name: string, recurrence: string, desiredCapacity: number) =>
  resource("aws:autoscaling/schedule:Schedule", name, {
    autoscalingGroupName: "the-group",
    recurrence,
    minSize: 0,
    maxSize: 4,
    desiredCapacity,
  });
const hoursOf = (resources: Parameters<typeof costOf>[0], dimension: string, more = {}) =>
  costOf(resources, { ...options, ...more })
    .rows.filter((row) => row.dimension === dimension)
    .map(({ amount }) => amount);

it("counts the hours in which scheduled actions let a group run", () => {
  const office = [action("up", "0 8 * * 1-5", 2), action("down", "0 18 * * 1-5", 0)];
  // 10 hours on each of 261 working days of 2027, by a calendar: it begins and ends on a Friday.
  const [hours] = hoursOf([launch, group, ...office], "ec2.linux/t3.large");
  expect(hours).toBeCloseTo((2 * 10 * 261) / 12, 0);
  expect(hoursOf([launch, group], "ec2.linux/t3.large")).toEqual([1460]);
  // Their root volumes come and go with them.
  expect(hoursOf([launch, group, ...office], "ebs/gp3")[0]).toBeCloseTo((2 * 20 * 10 * 261) / 8760, 1);
});

it("says of a schedule that it does not read", () => {
  const { unpriced } = costOf([launch, group, action("up", "@weird", 2)], options);
  expect(unpriced.map(({ why }) => why)).toEqual([
    "instances by the schedule @weird, which is not read here",
  ]);
});

it("takes the number of instances that the settings say before all else", () => {
  const down = action("down", "0 18 * * 1-5", 0);
  expect(hoursOf([launch, group, down], "ec2.linux/t3.large", { usage: { instances: 3 } })).toEqual([2190]);
});

it("counts the hours of a database that schedules stop and start", () => {
  const database = resource(
    "aws:rds/instance:Instance",
    "database",
    { engine: "postgres", instanceClass: "db.t3.large", allocatedStorage: 20 },
    { identifiers: { "the-database": "id" } },
  );
  const schedule = (what: string, expression: string) =>
    resource("aws:scheduler/schedule:Schedule", what, {
      scheduleExpression: expression,
      target: {
        arn: `arn:aws:scheduler:::aws-sdk:rds:${what}DBInstance`,
        input: JSON.stringify({ DbInstanceIdentifier: "the-database" }),
      },
    });
  const nights = [schedule("stop", "cron(0 20 * * ? *)"), schedule("start", "cron(0 8 * * ? *)")];
  expect(hoursOf([database, ...nights], "rds/postgres/single/db.t3.large")).toEqual([365]);
  // Storage is paid for all the time.
  expect(hoursOf([database, ...nights], "rds.storage/gp2/single")).toEqual([20]);
});

const task = resource(
  "aws:ecs/taskDefinition:TaskDefinition",
  "task",
  { cpu: "512", memory: "1024" },
  { identifiers: { "arn:task": "arn" } },
);

it("counts tasks by the scheduled actions of their service", () => {
  const service = resource(
    "aws:ecs/service:Service",
    "web",
    { launchType: "FARGATE", desiredCount: 1, taskDefinition: "arn:task" },
    { identifiers: { "arn:aws:ecs:us-east-1:123456789012:service/main/web": "id" } },
  );
  const scaling = (name: string, schedule: string, minCapacity: number, maxCapacity: number) =>
    resource("aws:appautoscaling/scheduledAction:ScheduledAction", name, {
      resourceId: "service/main/web",
      schedule,
      scalableTargetAction: { minCapacity, maxCapacity },
    });
  const day = [scaling("up", "cron(0 6 * * ? *)", 3, 6), scaling("down", "cron(0 18 * * ? *)", 0, 0)];
  // Half of the day three tasks of half a vCPU, none in the other half.
  expect(hoursOf([task, service, ...day], "fargate.vcpu")).toEqual([(3 / 2) * 0.5 * 730]);
});

it("counts tasks that a schedule starts", () => {
  const rule = resource(
    "aws:cloudwatch/eventRule:EventRule",
    "nightly",
    { scheduleExpression: "cron(0 3 * * ? *)" },
    { identifiers: { nightly: "name" } },
  );
  const target = resource("aws:cloudwatch/eventTarget:EventTarget", "run", {
    rule: "nightly",
    ecsTarget: { taskDefinitionArn: "arn:task", launchType: "FARGATE", taskCount: 2 },
  });
  const [hours] = hoursOf([task, rule, target], "fargate.memory", { usage: { taskMinutes: 30 } });
  expect(hours).toBeCloseTo((365 / 12) * 2 * 0.5 * 1, 3);
});

it("counts Spot as a part of the price on demand, by what the settings say", () => {
  const spot = {
    ...group,
    inputs: {
      desiredCapacity: 4,
      maxSize: 4,
      mixedInstancesPolicy: {
        instancesDistribution: { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 0 },
        launchTemplate: { launchTemplateSpecification: { launchTemplateId: "lt-1" } },
      },
    },
  };
  expect(hoursOf([launch, spot], "ec2.linux/t3.large")).toEqual([4 * 730]);
  expect(hoursOf([launch, spot], "ec2.linux/t3.large", { usage: { spotPercent: 30 } })).toEqual([
    (1 + 0.9) * 730,
  ]);
});
