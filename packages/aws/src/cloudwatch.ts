import { ruleTargetCharges } from "./charges/tasks.ts";
import { alarmCharges } from "./charges/alarms.ts";
import { logGroupCharges } from "./charges/logs.ts";
import { monthly } from "./charges/terms.ts";
import { named } from "./computed.ts";
import { charged, plain } from "./entries.ts";
import { node, NodeKind, partOf, undrawn, used } from "./look.ts";
import { letters, naming } from "./naming.ts";
import { type Service, unused } from "./resourceType.ts";
import { keeps } from "./discarding/discarding.ts";
import { always, gone, yes } from "./survival.ts";
import { metricAlarm } from "./values/balancing.ts";
import { eventRule } from "./values/schedules.ts";
import { sources } from "./values/sources.ts";

/** The provider uses 0 for logs that never expire. */
const logRetentionDays =
  "0 1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653".split(" ");

// docs.aws.amazon.com/AmazonCloudWatch/latest/logs/disaster-recovery-resiliency.html
const zoneLoss = always(yes("CloudWatch Logs is a regional service that spans zones"));

const archived = { of: "events older than # days", unset: 0, forever: 0 };
const logged = { of: "log events older than # days", unset: 0, forever: 0 };

export const eventRuleName = naming("name", 64, ...letters.dotted);

export const cloudwatch: Service = {
  withoutData: ["AWS::CloudWatch::", "AWS::Events::", "AWS::Logs::"],
  unknown: unused,
  types: {
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": plain({
      replacedBy: { always: ["actionsEnabled", "alarmName"] },
      computedOnUpdate: [],
      computed: ({ arn, input }) => ({
        id: input("alarmName"),
        state: { arn: arn("cloudwatch", `alarm:${input("alarmName")}`) },
      }),
      look: undrawn,
      tells: { whom: "alarmActions", word: "alarms" },
      name: naming("alarmName", 255, /^\P{Cc}+$/u, "no control characters"),
      charge: charged("the month", "cloudwatch", monthly("cloudwatch.compositeAlarms")),
    }),
    "aws:cloudwatch/dashboard:Dashboard": plain({
      computed: ({ globalArn, input }) => ({
        id: input("dashboardName"),
        state: { dashboardArn: globalArn("cloudwatch", `dashboard/${input("dashboardName")}`) },
      }),
      look: undrawn,
      name: naming("dashboardName", 255, ...letters.underscored),
      charge: charged("the month", "cloudwatch", monthly("cloudwatch.dashboards")),
    }),
    "aws:cloudwatch/eventArchive:EventArchive": { data: true, discards: keeps("retentionDays", archived) },
    "aws:cloudwatch/eventRule:EventRule": plain({
      refusesTogether: [eventRule],
      measuredBy: { "AWS/Events": { RuleName: "name" } },
      words: "event rule",
      computed: named(({ arn, name }) => arn("events", `rule/${name}`)),
      look: node(NodeKind.Automation),
      name: eventRuleName,
    }),
    "aws:cloudwatch/eventTarget:EventTarget": plain({
      computed: ({ input, name }) => ({
        id: `${input("rule")}-${name}`,
        state: { targetId: name },
      }),
      look: partOf("rule"),
      tells: { whom: "arn", word: "starts" },
      charge: charged("tasks that it starts on AWS Fargate", "fargate", ruleTargetCharges),
      name: naming("targetId", 64, ...letters.dotted),
    }),
    "aws:cloudwatch/logGroup:LogGroup": {
      accepts: { retentionInDays: [{ limit: ["values", ...logRetentionDays], source: sources.apiOfLogs }] },
      keyedBy: "kmsKeyId",
      words: "log group",
      // CloudWatch Logs API reference, CreateLogGroup, `logGroupClass`.
      fillsIn: { logGroupClass: "STANDARD" },
      computed: named(({ arn, name }) => arn("logs", `log-group:${name}`)),
      data: true,
      survival: { zoneLoss, destroy: () => gone },
      discards: keeps("retentionInDays", logged),
      look: used,
      name: naming("name", 512, /^[\w.\-/#]+$/, "letters, digits and - _ . / #"),
      unique: { kind: "logGroup", property: "name" },
      quotas: [],
      charge: charged("ingestion per GB, and storage per GB-month", "cloudwatch", logGroupCharges),
    },
    "aws:cloudwatch/logStream:LogStream": { data: true, survival: { zoneLoss, destroy: () => gone } },
    "aws:cloudwatch/metricAlarm:MetricAlarm": plain({
      refusesTogether: [metricAlarm],
      computed: named(({ arn, name }) => arn("cloudwatch", `alarm:${name}`)),
      look: undrawn,
      tells: { whom: "alarmActions", word: "alarms" },
      name: naming("name", 255, /^\P{Cc}+$/u, "no control characters"),
      charge: charged("per metric and month", "cloudwatch", alarmCharges),
    }),
    "AWS::Events::Archive": { data: true, discards: keeps("RetentionDays", archived) },
    "AWS::Logs::LogGroup": { data: true, survival: { zoneLoss }, discards: keeps("RetentionInDays", logged) },
    "AWS::Logs::LogStream": { data: true, survival: { zoneLoss } },
  },
};
