import { record, recordRefusal } from "@ballast/testing";
import { LaunchType, Scheduling, Service, type ServiceArgs, type ServiceScaling } from "../index.ts";
import { webService, webTask } from "../testing.ts";

const balancing = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:";
const loadBalancers = {
  http: {
    loadBalancerArn: `${balancing}loadbalancer/app/web-lb/0123456789abcdef`,
    targetGroupArn: `${balancing}targetgroup/web-http/fedcba9876543210`,
    containerName: "web",
    containerPort: 80,
  },
  plain: { targetGroupArn: `${balancing}targetgroup/web-plain/0`, containerName: "web", containerPort: 80 },
};
const build = (scaling: ServiceScaling, args: Partial<ServiceArgs> = {}) =>
  new Service("web", {
    ...webService,
    scaling,
    ...args,
  });
const alone = { minimumHealthyPercent: 0, maximumPercent: 100 };
const night = { cron: "cron(0 19 ? * MON-FRI *)", minimum: 0, maximum: 0 };
const morning = { cron: "cron(0 7 ? * MON-FRI *)", timeZone: "Europe/Berlin", minimum: 1, maximum: 1 };

it("scales by what it measures between its bounds, and leaves the count to that (F.0.43)", async () => {
  const recording = await record(() =>
    build(
      {
        minimum: 2,
        maximum: 9,
        cpuPercent: 60,
        memoryPercent: 70,
        requestsPerTarget: { http: 500 },
        scaleInCooldownSeconds: 600,
      },
      { loadBalancers },
    ),
  );
  const service = recording.the("aws:ecs/service:Service");
  expect(service.inputs["desiredCount"]).toBe(2);
  expect(service.ignoreChanges).toEqual(["desiredCount"]);
  const bounds = recording.the("aws:appautoscaling/target:Target");
  expect(bounds.inputs).toEqual({
    serviceNamespace: "ecs",
    scalableDimension: "ecs:service:DesiredCount",
    resourceId: `service/main/${String(service.state["name"])}`,
    minCapacity: 2,
    maxCapacity: 9,
  });
  // A policy of a service that does not stand yet would be refused.
  expect(bounds.dependsOn).toContain(service.urn);
  const policies = recording.resources.filter(({ type }) => type === "aws:appautoscaling/policy:Policy");
  expect(
    policies.map(({ name, inputs }) => [name, inputs["targetTrackingScalingPolicyConfiguration"]]),
  ).toEqual([
    [
      "web-cpu",
      {
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        targetValue: 60,
        scaleInCooldown: 600,
      },
    ],
    [
      "web-memory",
      {
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageMemoryUtilization" },
        targetValue: 70,
        scaleInCooldown: 600,
      },
    ],
    [
      "web-requests-http",
      {
        predefinedMetricSpecification: {
          predefinedMetricType: "ALBRequestCountPerTarget",
          // PredefinedMetricSpecification, ResourceLabel, of Application Auto Scaling's API reference.
          resourceLabel: "app/web-lb/0123456789abcdef/targetgroup/web-http/fedcba9876543210",
        },
        targetValue: 500,
        scaleInCooldown: 600,
      },
    ],
  ]);
  for (const { inputs, dependsOn } of policies) {
    expect(inputs).toMatchObject({ resourceId: bounds.inputs["resourceId"], serviceNamespace: "ecs" });
    expect(dependsOn).toContain(bounds.urn);
  }
});

it("keeps a queue's backlog for each task, by the metrics that AWS's guide names (F.0.43)", async () => {
  const recording = await record(() =>
    build({ minimum: 1, maximum: 9, queue: { queueName: "orders", messagesPerTask: 20 } }),
  );
  const { inputs } = recording.the("aws:appautoscaling/policy:Policy", "web-queue");
  expect(inputs["targetTrackingScalingPolicyConfiguration"]).toMatchObject({
    targetValue: 20,
    customizedMetricSpecification: {
      metrics: [
        {
          id: "waiting",
          metricStat: {
            metric: {
              namespace: "AWS/SQS",
              metricName: "ApproximateNumberOfMessagesVisible",
              dimensions: [{ name: "QueueName", value: "orders" }],
            },
            stat: "Sum",
          },
          returnData: false,
        },
        {
          id: "running",
          metricStat: {
            metric: { namespace: "ECS/ContainerInsights", metricName: "RunningTaskCount" },
            stat: "Average",
          },
          returnData: false,
        },
        { expression: "waiting / running", returnData: true },
      ],
    },
  });
});

it("switches one task at a time off and on by the clock (F.0.43)", async () => {
  const recording = await record(() =>
    build({ minimum: 1, maximum: 1, schedules: { night, morning } }, alone),
  );
  const actions = recording.resources.filter(
    ({ type }) => type === "aws:appautoscaling/scheduledAction:ScheduledAction",
  );
  expect(actions.map(({ name, inputs }) => [name, inputs])).toMatchObject([
    [
      "web-schedule-morning",
      { timezone: "Europe/Berlin", scalableTargetAction: { minCapacity: 1, maxCapacity: 1 } },
    ],
    [
      "web-schedule-night",
      {
        schedule: night.cron,
        timezone: "UTC",
        scalableTargetAction: { minCapacity: 0, maxCapacity: 0 },
      },
    ],
  ]);
});

describe("alarms", () => {
  const alarmsOf = async (scaling: ServiceScaling, args: Partial<ServiceArgs> = {}) =>
    (await record(() => build(scaling, { loadBalancers, ...args }).watchPart)).result.alarms ?? {};

  it("do not ring for a service that its schedule has switched off", async () => {
    const { "targets-http": targets, tasks } = await alarmsOf({
      minimum: 1,
      maximum: 1,
      schedules: { night },
    });
    expect(targets?.expression).toBe("IF(desired, FILL(healthy, 0), 1)");
    expect(Object.keys(targets?.metrics ?? {})).toEqual(["healthy", "desired"]);
    expect(tasks?.missingData).toBe("notBreaching");
    // Without Container Insights nothing tells a night from an outage.
    expect(
      Object.keys(
        await alarmsOf({ minimum: 1, maximum: 1, schedules: { night } }, { containerInsights: false }),
      ),
    ).toEqual(["memory"]);
  });

  it("also look at some of several tasks where only a schedule starts several", async () => {
    const day = { cron: "cron(0 7 ? * MON-FRI *)", minimum: 1, maximum: 3 };
    expect(await alarmsOf({ minimum: 1, maximum: 1, schedules: { day } })).toHaveProperty("unhealthy-http");
  });

  it("are the usual ones for a service that always runs", async () => {
    const {
      "targets-http": targets,
      "unhealthy-http": unhealthy,
      tasks,
    } = await alarmsOf({
      minimum: 1,
      maximum: 4,
      cpuPercent: 50,
    });
    expect(targets?.expression).toBe("FILL(healthy, 0)");
    expect(tasks?.missingData).toBe("breaching");
    expect(unhealthy).toBeDefined();
  });
});

it.each<[string, ServiceScaling, Partial<ServiceArgs>, string[]]>([
  ["nothing that scales", { minimum: 1, maximum: 2 }, {}, ["scaling"]],
  ["a minimum above the maximum", { minimum: 3, maximum: 2, cpuPercent: 50 }, {}, ["scaling.minimum"]],
  ["no task for a metric to measure", { minimum: 0, maximum: 2, cpuPercent: 50 }, {}, ["scaling.minimum"]],
  [
    "percentages out of bounds",
    { minimum: 1, maximum: 2, cpuPercent: 0, memoryPercent: 101 },
    {},
    ["scaling.cpuPercent", "scaling.memoryPercent"],
  ],
  [
    "requests of no load balancer, or of one whose requests are not counted",
    { minimum: 1, maximum: 2, requestsPerTarget: { https: 5, plain: 5 } },
    { loadBalancers },
    ["scaling.requestsPerTarget.https", "scaling.requestsPerTarget.plain"],
  ],
  [
    "a queue without a count of tasks",
    { minimum: 1, maximum: 2, queue: { queueName: "orders", messagesPerTask: 5 } },
    { containerInsights: false },
    ["scaling.queue"],
  ],
  ["a count beside it", { minimum: 1, maximum: 2, cpuPercent: 50 }, { desiredCount: 2 }, ["desiredCount"]],
  [
    "a daemon",
    { minimum: 1, maximum: 2, cpuPercent: 50 },
    { scheduling: Scheduling.Daemon, taskDefinition: { ...webTask(), launchType: LaunchType.Ec2 } },
    ["scaling"],
  ],
  [
    "a second task beside one whose volume is single-attach",
    { minimum: 1, maximum: 1, schedules: { day: { cron: night.cron, maximum: 2 } } },
    { parts: { disk: { desiredCount: 1, ...alone } } },
    ["scaling.maximum"],
  ],
  [
    "a second task beside one that stops first",
    { minimum: 1, maximum: 2, cpuPercent: 50 },
    alone,
    ["scaling.maximum"],
  ],
  [
    "tasks where there is no image to run yet",
    { minimum: 1, maximum: 1, schedules: { night } },
    { parts: { app: { desiredCount: 0 } } },
    ["scaling.maximum"],
  ],
  [
    "schedules that AWS refuses, or that change nothing",
    {
      minimum: 1,
      maximum: 2,
      schedules: {
        late: { cron: "cron(0 19 * * *)", maximum: 2 },
        never: { cron: "cron(0 19 31 2 ? *)", maximum: 2 },
        empty: { cron: night.cron },
        there: { cron: night.cron, timeZone: "Berlin", minimum: 2, maximum: 1 },
      },
    },
    {},
    [
      "scaling.schedules.late.cron",
      "scaling.schedules.never.cron",
      "scaling.schedules.empty",
      "scaling.schedules.there.timeZone",
      "scaling.schedules.there.minimum",
    ],
  ],
  [
    "schedules whose one bound contradicts the other one, which stays as it is",
    {
      minimum: 1,
      maximum: 4,
      schedules: {
        night: { cron: night.cron, maximum: 0 },
        day: { cron: night.cron, minimum: 10 },
        weekend: { cron: night.cron, minimum: 0, maximum: 3 },
        monday: { cron: night.cron, minimum: 4 },
        sunday: { cron: night.cron, minimum: 3 },
      },
    },
    {},
    [
      "scaling.schedules.night.maximum",
      "scaling.schedules.day.minimum",
      "scaling.schedules.monday.minimum",
      "scaling.schedules.sunday.minimum",
    ],
  ],
  [
    "requests to a network load balancer",
    { minimum: 1, maximum: 2, requestsPerTarget: { tcp: 5 } },
    {
      loadBalancers: {
        tcp: {
          ...loadBalancers.http,
          loadBalancerArn: `${balancing}loadbalancer/net/web-lb/0123456789abcdef`,
        },
      },
    },
    ["scaling.requestsPerTarget.tcp"],
  ],
  [
    "a cooldown of nothing but schedules",
    { minimum: 1, maximum: 1, schedules: { night }, scaleOutCooldownSeconds: 60 },
    {},
    ["scaling.scaleOutCooldownSeconds"],
  ],
])("refuses %s, with one message for each (F.0.43)", async (_what, scaling, args, paths) => {
  const refusal = await recordRefusal(() => build(scaling, args));
  expect(refusal.paths.sort()).toEqual(paths.sort());
  expect(refusal.registered).toEqual([]);
});
