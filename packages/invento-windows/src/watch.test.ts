import { join } from "node:path";
import { itIsAComponent, record } from "@ballast/testing";
import type * as pulumi from "@pulumi/pulumi";
import { Watch, type WatchArgs } from "./index.ts";

const account = "123456789012";
const balancers = `arn:aws:elasticloadbalancing:eu-central-1:${account}`;
const typical: WatchArgs = {
  site: { accountId: account, partition: "aws", region: "eu-central-1" },
  clusterName: "main",
  serviceName: "invento",
  loadBalancerArn: `${balancers}:loadbalancer/app/invento-lb/0123456789abcdef`,
  targetGroupArn: `${balancers}:targetgroup/invento-web/fedcba9876543210`,
  database: { identifier: "test-dev-database", freeStorageGiB: 10 },
};
const restartStateMachineArn = `arn:aws:states:eu-central-1:${account}:stateMachine:restart`;
const build = (args: Partial<WatchArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new Watch("watch", { ...typical, ...args }, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "watch.identity.txt"),
  grown: () => build({ emails: { team: "team@example.com" }, restartStateMachineArn }),
  added: [
    "watch > aws:cloudwatch/metricAlarm:MetricAlarm watch-restart",
    "watch > aws:sns/topicSubscription:TopicSubscription watch-mail-team",
  ],
  refusals: {
    "no e-mail address, and bounds that are none": {
      build: () =>
        build({
          emails: { team: "the team" },
          toleratedMinutes: 1,
          database: { identifier: "x", freeStorageGiB: 0 },
        }),
      paths: ["database.freeStorageGiB", "toleratedMinutes", "emails.team"],
    },
    "a name that is no dashboard's": {
      build: () => new Watch("the watch", typical),
      paths: ["name"],
    },
  },
});

/** What is the same of all of them, apart. */
async function alarmsOf(args: Partial<WatchArgs> = {}) {
  const recording = await record(() => build(args));
  const alarms = Object.values(recording.ofType("aws:cloudwatch/metricAlarm:MetricAlarm"));
  const topicArn = recording.the("aws:sns/topic:Topic").state["arn"];
  for (const { inputs } of alarms)
    expect(inputs).toMatchObject({ alarmActions: [topicArn], okActions: [topicArn] });
  return Object.fromEntries(
    alarms.map(({ name, inputs }) => [
      name,
      [
        `${String(inputs["namespace"])} ${String(inputs["statistic"])} ${String(inputs["metricName"])}`,
        `${String(inputs["comparisonOperator"])} ${String(inputs["threshold"])}`,
        `${String(inputs["evaluationPeriods"])} × ${String(inputs["period"])} s, missing: ${String(inputs["treatMissingData"])}`,
        inputs["dimensions"],
        inputs["actionsEnabled"],
      ],
    ]),
  );
}

const service = { ClusterName: "main", ServiceName: "invento" };
const targets = {
  LoadBalancer: "app/invento-lb/0123456789abcdef",
  TargetGroup: "targetgroup/invento-web/fedcba9876543210",
};
const database = { DBInstanceIdentifier: "test-dev-database" };

it("tells when nothing runs or answers, and when the database is in need (F.8.11)", async () => {
  const missing = "15 × 60 s, missing:";
  expect(await alarmsOf({ restartStateMachineArn })).toEqual({
    "watch-task": [
      "ECS/ContainerInsights Maximum RunningTaskCount",
      "LessThanThreshold 1",
      `${missing} breaching`,
      service,
      true,
    ],
    "watch-health": [
      "AWS/ApplicationELB Maximum UnHealthyHostCount",
      "GreaterThanOrEqualToThreshold 1",
      `${missing} notBreaching`,
      targets,
      true,
    ],
    "watch-cpu": [
      "AWS/RDS Average CPUUtilization",
      "GreaterThanThreshold 90",
      "3 × 300 s, missing: missing",
      database,
      true,
    ],
    "watch-storage": [
      "AWS/RDS Minimum FreeStorageSpace",
      "LessThanThreshold 10737418240",
      "3 × 300 s, missing: missing",
      database,
      true,
    ],
    "watch-restart": [
      "AWS/States Sum ExecutionsFailed",
      "GreaterThanThreshold 0",
      "1 × 300 s, missing: notBreaching",
      { StateMachineArn: restartStateMachineArn },
      true,
    ],
  });
});

it("keeps quiet about a service that has nothing to run yet, and not about the database", async () => {
  const alarms = await alarmsOf({ running: false });
  const tells = Object.fromEntries(Object.entries(alarms).map(([name, alarm]) => [name, alarm.at(-1)]));
  expect(tells).toEqual({
    "watch-task": false,
    "watch-health": false,
    "watch-cpu": true,
    "watch-storage": true,
  });
});

it("hears of a failover from RDS itself (F.8.11)", async () => {
  const recording = await record(() => build());
  expect(recording.the("aws:rds/eventSubscription:EventSubscription").inputs).toEqual({
    snsTopic: recording.the("aws:sns/topic:Topic").state["arn"],
    sourceType: "db-instance",
    sourceIds: ["test-dev-database"],
    eventCategories: ["availability", "failover", "failure", "low storage", "recovery"],
  });
});

it("encrypts what it says, and lets this account's alarms and database say it (F.8.11)", async () => {
  const recording = await record(() => build({ emails: { team: "team@example.com" } }));
  const key = recording.the("aws:kms/key:Key");
  const topic = recording.the("aws:sns/topic:Topic");
  expect(topic.inputs).toEqual({ kmsMasterKeyId: key.state["arn"] });
  expect(key.inputs["enableKeyRotation"]).toBe(true);
  const own = { StringEquals: { "aws:SourceAccount": account } };
  const use = { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey*"], Resource: "*" };
  expect(JSON.parse(key.inputs["policy"] as string)).toMatchObject({
    Statement: [
      { Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "kms:*" },
      { ...use, Principal: { Service: "cloudwatch.amazonaws.com" }, Condition: own },
      { ...use, Principal: { Service: "events.rds.amazonaws.com" } },
    ],
  });
  const publish = {
    Effect: "Allow",
    Action: "sns:Publish",
    Resource: topic.state["arn"],
    Condition: own,
  };
  expect(JSON.parse(recording.the("aws:sns/topicPolicy:TopicPolicy").inputs["policy"] as string)).toEqual({
    Version: "2012-10-17",
    Statement: [
      { ...publish, Principal: { Service: "cloudwatch.amazonaws.com" } },
      { ...publish, Principal: { Service: "events.rds.amazonaws.com" } },
      {
        ...publish,
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
  expect(recording.the("aws:sns/topicSubscription:TopicSubscription").inputs).toEqual({
    topic: topic.state["arn"],
    protocol: "email",
    endpoint: "team@example.com",
  });
});

it("shows service, instance and database on one page (F.8.11)", async () => {
  const recording = await record(() => build());
  const { dashboardName, dashboardBody } = recording.the("aws:cloudwatch/dashboard:Dashboard").inputs;
  expect(dashboardName).toBe("test-dev-watch");
  const { widgets } = JSON.parse(dashboardBody as string) as {
    widgets: { x: number; y: number; properties: { region: string; metrics: string[][] } }[];
  };
  expect(widgets.map(({ x, y }) => `${x},${y}`)).toEqual([
    ...["0,0", "12,0", "0,6", "12,6", "0,12", "12,12", "0,18", "12,18", "0,24", "12,24"],
  ]);
  expect(widgets.map(({ properties }) => properties.region)).toEqual(Array(10).fill("eu-central-1"));
  expect(widgets[1]?.properties.metrics).toEqual([
    ["AWS/ApplicationELB", "HealthyHostCount", ...Object.entries(targets).flat()],
    ["AWS/ApplicationELB", "UnHealthyHostCount", ...Object.entries(targets).flat()],
  ]);
});
