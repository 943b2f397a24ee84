import { join } from "node:path";
import { AlarmComparison, MissingData, type WatchAlarm, type WatchPart } from "@ballast/contracts";
import { itIsAComponent, record } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { Watch, type WatchArgs } from "../index.ts";
import { documentIn, site } from "../testing.ts";

const free: WatchAlarm = {
  says: "The disk is nearly full",
  action: "Make it larger",
  reason: "Below a tenth it slows down",
  metrics: {
    free: {
      namespace: "AWS/FSx",
      name: "FreeStorageCapacity",
      dimensions: { FileSystemId: "fs-0" },
      statistic: "Minimum",
    },
  },
  comparison: AlarmComparison.Below,
  threshold: 10,
  periodSeconds: 300,
  evaluationPeriods: 3,
  missingData: MissingData.Missing,
};
const count = (name: string) => ({
  namespace: "ECS/ContainerInsights",
  name,
  dimensions: { ClusterName: "main", ServiceName: "web" },
  statistic: "Maximum",
});
const tasks: WatchAlarm = {
  ...free,
  says: "Too few tasks run",
  metrics: { desired: count("DesiredTaskCount"), running: count("RunningTaskCount") },
  expression: "desired - running",
  comparison: AlarmComparison.AtLeast,
  threshold: 1,
  datapointsToAlarm: 2,
  symptom: true,
};
const failure = { says: "A job failed", action: "Read its log", pattern: '{"source":["aws.backup"]}' };
const store: WatchPart = {
  alarms: { free },
  charts: { free: { title: "Free", metrics: { free: { ...count("RunningTaskCount"), statistic: "p99" } } } },
};
const typical: WatchArgs = { site, parts: { store, service: { alarms: { tasks } } } };
const build = (args: Partial<WatchArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new Watch("watch", { ...typical, ...args }, opts);

const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "identity.txt"),
  grown: () =>
    build({
      parts: { ...typical.parts, backups: { alarms: { late: free }, events: { failure } } },
      subscribers: { team: "team@example.com" },
    }),
  added: [
    "watch > aws:cloudwatch/eventRule:EventRule watch-backups-failure",
    "watch > aws:cloudwatch/eventTarget:EventTarget watch-backups-failure",
    `watch > ${alarm} watch-backups-late`,
    "watch > aws:sns/topicSubscription:TopicSubscription watch-mail-team",
  ],
  refusals: {
    "no part, no e-mail address, and a name that is not a dashboard's": {
      build: () => new Watch("the watch", { site, parts: {}, subscribers: { team: "the team" } }),
      paths: ["name", "parts", "subscribers.team"],
    },
    "a topic of its own and another one": {
      build: () => build({ topicArn: "arn:aws:sns:eu-central-1:123456789012:all", subscribers: {} }),
      paths: ["subscribers"],
    },
    "a topic of another region, or one that is not standard": {
      build: () => build({ topicArn: "arn:aws:sns:us-east-1:123456789012:all" }),
      paths: ["topicArn"],
    },
    "what EventBridge refuses": {
      build: () =>
        build({
          parts: {
            jobs: {
              events: {
                [`failure${"s".repeat(50)}`]: failure,
                long: { ...failure, says: "x".repeat(513) },
                placeholder: { ...failure, action: "Read <the log>" },
                path: { ...failure, details: { message: "detail.message" } },
              },
            },
          },
        }),
      paths: [
        ...["name", "parts.jobs.events.long.says", "parts.jobs.events.placeholder.action"],
        "parts.jobs.events.path.details.message",
      ],
    },
    "more metrics than an alarm takes, and more symptoms than one follows": {
      build: () => {
        const many = (count: number) =>
          Object.fromEntries(
            Array.from({ length: count }, (_one, index) => [`m${index}`, free.metrics?.["free"]]),
          );
        const alarms = Object.fromEntries(Object.keys(many(101)).map((key) => [key, tasks]));
        return build({
          parts: {
            store: {
              alarms: {
                big: { ...free, metrics: many(11) as never, expression: "m0" },
                asked: {
                  ...free,
                  metrics: {},
                  expression: "SELECT MAX(a) FROM b",
                  periodSeconds: 3600,
                  evaluationPeriods: 4,
                },
              },
            },
            service: { alarms },
          },
        });
      },
      paths: ["parts", "parts.store.alarms.big.metrics", "parts.store.alarms.asked.evaluationPeriods"],
    },
    "bounds for an alarm that there is not": {
      build: () => build({ adjustments: { "store-fre": { threshold: 1 } } }),
      paths: ["adjustments.store-fre"],
    },
    "an alarm and an event of one name": {
      build: () => build({ parts: { store: { alarms: { free }, events: { free: failure } } } }),
      paths: ["parts.store.events.free"],
    },
    "what CloudWatch refuses": {
      build: () =>
        build({
          parts: {
            store: {
              alarms: {
                one: { ...free, metrics: {}, periodSeconds: 90, evaluationPeriods: 0 },
                two: { ...tasks, expression: undefined, datapointsToAlarm: 4 },
                three: { ...free, evaluationPeriods: 289, says: "x".repeat(1025) },
                four: { ...free, metrics: { Free: { ...count("RunningTaskCount"), statistic: "Median" } } },
                five: { ...free, threshold: Number.NaN },
                six: { ...free, metrics: {}, expression: "desired - running" },
              },
              events: { never: { ...failure, expectedEveryHours: 169 } },
            },
          },
        }),
      paths: [
        ...["parts.store.events.never.expectedEveryHours"],
        ...["one.metrics", "one.periodSeconds", "one.evaluationPeriods", "two.expression"].map(inStore),
        ...["two.datapointsToAlarm", "three.evaluationPeriods", "three"].map(inStore),
        ...["four.metrics.Free", "four.metrics.Free.statistic", "five.threshold", "six.expression"].map(
          inStore,
        ),
      ],
    },
  },
});

function inStore(path: string): string {
  return `parts.store.alarms.${path}`;
}

it("makes an alarm of one metric, which tells its topic when it begins and when it ends", async () => {
  const recording = await record(() => build());
  const topicArn = recording.the("aws:sns/topic:Topic").state["arn"];
  expect(recording.ofType(alarm)["watch-store-free"]?.inputs).toEqual({
    alarmDescription: "The disk is nearly full. Make it larger. Below a tenth it slows down.",
    namespace: "AWS/FSx",
    metricName: "FreeStorageCapacity",
    dimensions: { FileSystemId: "fs-0" },
    statistic: "Minimum",
    period: 300,
    comparisonOperator: "LessThanThreshold",
    threshold: 10,
    evaluationPeriods: 3,
    treatMissingData: "missing",
    alarmActions: [topicArn],
    okActions: [topicArn],
  });
});

it("asks by a query where a dimension's value is not known", async () => {
  const { metrics: _none, ...rest } = free;
  const expression =
    "SELECT MAX(VolumeStalledIOCheck) FROM SCHEMA(\"AWS/EBS\", InstanceId, VolumeId) WHERE VolumeId = 'vol-0'";
  const recording = await record(() =>
    build({ parts: { disk: { alarms: { stalled: { ...rest, expression } } } } }),
  );
  expect(recording.the(alarm).inputs["metricQueries"]).toEqual([
    { id: "result", expression, label: "The disk is nearly full", returnData: true, period: 300 },
  ]);
});

it("refuses symptoms whose names do not fit into the rule that follows them, before any is created", async () => {
  const keys = Array.from({ length: 95 }, (_one, index) => `${10 + index}`.padStart(3, "s"));
  const rule = async (letters: number): Promise<string> => {
    const alarms = Object.fromEntries(keys.map((key) => [`${"x".repeat(letters)}${key}`, tasks]));
    const recording = await record(() => build({ parts: { service: { alarms } } }));
    return String(recording.the("aws:cloudwatch/compositeAlarm:CompositeAlarm").inputs["alarmRule"]);
  };
  // 95 names of 94 characters, each within ALARM("…"), with 94 times " OR " between: 10,161 characters. AWS takes 10,240.
  const others = "watch-service-".length + 3 + "-0123456".length;
  expect((await rule(94 - others)).match(/ALARM/g)).toHaveLength(95);
  await expect(rule(95 - others)).rejects.toThrow(
    "parts: have 95 symptoms, whose names need 10256 characters in the rule of the composite alarm; CloudWatch allows 10240.",
  );
});

it("tells of all symptoms by one alarm, and of none of them apart", async () => {
  const recording = await record(() =>
    build({
      parts: { ...typical.parts, balancer: { alarms: { errors: { ...tasks, says: "Requests fail" } } } },
    }),
  );
  const topicArn = recording.the("aws:sns/topic:Topic").state["arn"];
  const symptom = recording.ofType(alarm)["watch-service-tasks"];
  expect(symptom?.inputs).toMatchObject({
    metricQueries: [
      {
        id: "desired",
        returnData: false,
        metric: { metricName: "DesiredTaskCount", stat: "Maximum", period: 300 },
      },
      { id: "running", returnData: false },
      { id: "result", expression: "desired - running", returnData: true },
    ],
    datapointsToAlarm: 2,
    alarmActions: [],
    okActions: [],
  });
  const names = ["watch-service-tasks", "watch-balancer-errors"].map(
    (name) => recording.ofType(alarm)[name]?.state["name"],
  );
  expect(recording.the("aws:cloudwatch/compositeAlarm:CompositeAlarm").inputs).toMatchObject({
    alarmName: "test-dev-watch-unhealthy",
    alarmRule: names.map((name) => `ALARM("${String(name)}")`).join(" OR "),
    alarmActions: [topicArn],
    okActions: [topicArn],
  });
});

it("tells of an event in a sentence with what the event says", async () => {
  const events = { failure: { ...failure, details: { message: "$.detail.message" } } };
  const recording = await record(() => build({ parts: { backups: { events } } }));
  expect(recording.the("aws:cloudwatch/eventRule:EventRule").inputs["eventPattern"]).toBe(failure.pattern);
  expect(recording.the("aws:cloudwatch/eventTarget:EventTarget").inputs).toMatchObject({
    arn: recording.the("aws:sns/topic:Topic").state["arn"],
    inputTransformer: {
      inputPaths: { message: "$.detail.message", account: "$.account", region: "$.region", time: "$.time" },
      inputTemplate:
        '"A job failed. Read its log. Account <account>, region <region>, at <time>. message: <message>"',
    },
  });
});

it("tells that a backup has not happened, by the silence of what says that it has", async () => {
  const events = { made: { ...failure, says: "No backup was made", expectedEveryHours: 26 } };
  const recording = await record(() => build({ parts: { backups: { events } } }));
  expect(recording.ofType("aws:cloudwatch/eventTarget:EventTarget")).toEqual({});
  expect(recording.the(alarm).inputs).toMatchObject({
    metricQueries: [
      {
        metric: {
          namespace: "AWS/Events",
          metricName: "TriggeredRules",
          dimensions: { RuleName: recording.the("aws:cloudwatch/eventRule:EventRule").state["name"] },
          stat: "Sum",
          period: 3600,
        },
      },
      { expression: "FILL(events, 0)" },
    ],
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    evaluationPeriods: 26,
    treatMissingData: "breaching",
  });
});

it("takes bounds of its user's own, and alarms by the names that they had", async () => {
  const recording = await record(() =>
    build({
      adjustments: { "store-free": { threshold: 20 }, "service-tasks": { evaluationPeriods: 7 } },
      formerNames: { "store-free": "watch-storage", "store-gone": "watch-gone" },
    }),
  );
  const { "watch-store-free": storage, "watch-service-tasks": service } = recording.ofType(alarm);
  expect(storage?.inputs).toMatchObject({ threshold: 20, evaluationPeriods: 3 });
  expect(service?.inputs).toMatchObject({ evaluationPeriods: 7, datapointsToAlarm: 7 });
});

it("tells another topic, and makes none", async () => {
  const topicArn = "arn:aws:sns:eu-central-1:123456789012:all";
  const recording = await record(() => build({ topicArn }));
  expect(recording.ofType("aws:sns/topic:Topic")).toEqual({});
  expect(recording.ofType("aws:kms/key:Key")).toEqual({});
  expect(recording.ofType(alarm)["watch-store-free"]?.inputs["alarmActions"]).toEqual([topicArn]);
});

it("tells by CloudWatch that EventBridge could not publish to a topic of others, whose policy is unknown", async () => {
  const events = { failure, made: { ...failure, expectedEveryHours: 26 } };
  const topicArn = "arn:aws:sns:eu-central-1:123456789012:all";
  const own = await record(() => build({ parts: { backups: { events } } }));
  expect(Object.keys(own.ofType(alarm))).toEqual(["watch-backups-made"]);
  const recording = await record(() => build({ parts: { backups: { events } }, topicArn }));
  const lost = recording.the(alarm, "watch-undelivered-backups-failure");
  expect(lost.inputs).toMatchObject({
    namespace: "AWS/Events",
    metricName: "FailedInvocations",
    dimensions: {
      RuleName: recording.the("aws:cloudwatch/eventRule:EventRule", "watch-backups-failure").state["name"],
    },
    threshold: 0,
    alarmActions: [topicArn],
  });
  expect(lost.inputs["alarmDescription"]).toContain("could not publish this message: A job failed. Allow ");
});

it("encrypts what it says, and lets this account's alarms and events say it (F.8.11)", async () => {
  const recording = await record(() => build({ subscribers: { team: "team@example.com" } }));
  const key = recording.the("aws:kms/key:Key");
  const topic = recording.the("aws:sns/topic:Topic");
  expect(topic.inputs).toEqual({ kmsMasterKeyId: key.state["arn"] });
  expect(key.inputs["enableKeyRotation"]).toBe(true);
  const own = { StringEquals: { "aws:SourceAccount": site.accountId } };
  const use = { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey*"], Resource: "*" };
  expect(documentIn(key.inputs, "policy").Statement).toMatchObject([
    { Principal: { AWS: `arn:aws:iam::${site.accountId}:root` }, Action: "kms:*" },
    { ...use, Principal: { Service: "cloudwatch.amazonaws.com" }, Condition: own },
    { ...use, Principal: { Service: "events.amazonaws.com" } },
  ]);
  const publish = { Effect: "Allow", Action: "sns:Publish", Resource: topic.state["arn"] };
  const policy = recording.the("aws:sns/topicPolicy:TopicPolicy").inputs;
  expect(documentIn(policy, "policy").Statement).toEqual([
    { ...publish, Principal: { Service: "cloudwatch.amazonaws.com" }, Condition: own },
    { ...publish, Principal: { Service: "events.amazonaws.com" } },
    {
      ...publish,
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ]);
  expect(recording.the("aws:sns/topicSubscription:TopicSubscription").inputs).toMatchObject({
    protocol: "email",
    endpoint: "team@example.com",
  });
});

it("shows each alarm and chart once, side by side, below what alarms now (F.8.11)", async () => {
  const recording = await record(() => build());
  const { dashboardName, dashboardBody } = recording.the("aws:cloudwatch/dashboard:Dashboard").inputs;
  expect(dashboardName).toBe("test-dev-watch");
  const { widgets } = JSON.parse(dashboardBody as string) as {
    widgets: {
      type: string;
      x: number;
      y: number;
      width: number;
      height: number;
      properties: Record<string, unknown>;
    }[];
  };
  const alarms = recording.ofType(alarm);
  const arnOf = (name: string) => alarms[name]?.state["arn"];
  expect(widgets[0]?.properties["alarms"]).toEqual([
    arnOf("watch-store-free"),
    arnOf("watch-service-tasks"),
    recording.the("aws:cloudwatch/compositeAlarm:CompositeAlarm").state["arn"],
  ]);
  expect(widgets.map(({ type, properties }) => properties["title"] ?? type)).toEqual([
    ...["Alarms", "text", "The disk is nearly full", "Free", "text", "Too few tasks run"],
  ]);
  const cells = widgets.flatMap(({ x, y, width, height }) =>
    Array.from(
      { length: width * height },
      (_cell, at) => `${x + (at % width)},${y + Math.floor(at / width)}`,
    ),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(widgets.every(({ x, width }) => x + width <= 24)).toBe(true);
});
