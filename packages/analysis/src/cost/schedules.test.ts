import fc from "fast-check";
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

const size = fc.integer({ min: -1, max: 5 });

it("says of a schedule that it does not read", () => {
  const { unpriced } = costOf([launch, group, action("up", "@weird", 2)], options);
  expect(unpriced.map(({ why }) => why)).toEqual([
    "instances by the schedule @weird, which Ballast cannot evaluate",
  ]);
});

it("does not take a group for empty whose size nothing says", () => {
  const open = { ...group, inputs: { launchTemplate: { id: "lt-1" }, minSize: 0, maxSize: 4 } };
  const known = (inputs: Record<string, unknown>, more = {}) =>
    costOf([launch, { ...open, inputs: { ...open.inputs, ...inputs } }], { ...options, ...more }).isComplete;
  expect(costOf([launch, open], options).unpriced.map(({ why }) => why)).toEqual([
    "its instances: their number is unknown; set ballast:usage.instances",
  ]);
  expect([{ desiredCapacity: 0 }, { minSize: 1 }, { maxSize: 0 }].map((one) => known(one))).toEqual([
    true,
    true,
    true,
  ]);
  expect(known({}, { usage: { instances: 0 } })).toBe(true);
  expect(known({}, { instances: new Map([[open.urn, 0]]) })).toBe(true);
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
  expect(hoursOf([database, ...nights.slice(0, 1)], "rds/postgres/single/db.t3.large")).toEqual([730]);
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

it("takes -1 of a scheduled action as what is left as it is, and never gives dollars back", () => {
  const open = { minSize: -1, maxSize: -1, desiredCapacity: -1 };
  const leaves = action("leaves", "0 18 * * 1-5", 0);
  expect(
    hoursOf([launch, group, { ...leaves, inputs: { ...leaves.inputs, ...open } }], "ec2.linux/t3.large"),
  ).toEqual([1460]);
  fc.assert(
    fc.property(fc.array(fc.record({ minSize: size, maxSize: size, desiredCapacity: size })), (sizes) => {
      const actions = sizes.map((inputs, index) => {
        const one = action(`one-${index}`, `0 ${index % 24} * * *`, 0);
        return { ...one, inputs: { ...one.inputs, ...inputs } };
      });
      const [hours] = hoursOf([launch, group, ...actions], "ec2.linux/t3.large");
      expect(hours ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});

it("leaves schedules out that are disabled or over", () => {
  const past = { endTime: "2026-11-01T00:00:00Z" };
  const down = action("down", "0 18 * * 1-5", 0);
  expect(
    hoursOf([launch, group, { ...down, inputs: { ...down.inputs, ...past } }], "ec2.linux/t3.large"),
  ).toEqual([1460]);
  const start = (inputs: Record<string, unknown>) =>
    costOf(
      [
        task,
        resource("aws:scheduler/schedule:Schedule", "run", {
          scheduleExpression: "rate(1 hour)",
          target: { ecsParameters: { taskDefinitionArn: "arn:task", launchType: "FARGATE" } },
          ...inputs,
        }),
      ],
      options,
    ).rows.length;
  expect(start({ endDate: "2026-11-28T00:00:00Z" })).toBe(3);
  expect([{ state: "DISABLED" }, { endDate: "2026-11-26T00:00:00Z" }].map(start)).toEqual([0, 0]);
});

it("leaves tasks of a rule out that is disabled", () => {
  const target = resource("aws:cloudwatch/eventTarget:EventTarget", "run", {
    rule: "nightly",
    ecsTarget: { taskDefinitionArn: "arn:task", launchType: "FARGATE" },
  });
  const rows = (inputs: Record<string, unknown>) => {
    const rule = resource(
      "aws:cloudwatch/eventRule:EventRule",
      "nightly",
      { scheduleExpression: "rate(1 day)", ...inputs },
      { identifiers: { nightly: "name" } },
    );
    return hoursOf([task, rule, target], "fargate.vcpu").length;
  };
  expect([{}, { state: "DISABLED" }, { isEnabled: false }].map(rows)).toEqual([1, 0, 0]);
});
