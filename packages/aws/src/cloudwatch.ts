import { named } from "./computed.ts";
import { node, NodeKind, partOf, undrawn, used } from "./look.ts";
import { pricing, type Service, unused } from "./resourceType.ts";
import { always, gone, yes } from "./survival.ts";

export const cloudwatch: Service = {
  withoutData: ["aws:cloudwatch/", "AWS::CloudWatch::", "AWS::Events::", "AWS::Logs::"],
  unknown: unused,
  types: {
    "aws:cloudwatch/dashboard:Dashboard": {
      computed: ({ globalArn, input }) => ({
        id: input("dashboardName"),
        state: { dashboardArn: globalArn("cloudwatch", `dashboard/${input("dashboardName")}`) },
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["dashboardName"] },
      data: false,
      look: undrawn,
      name: { property: "dashboardName", maximum: 255 },
      quotas: [],
      charge: { by: "the month", prices: pricing("cloudwatch") },
    },
    "aws:cloudwatch/eventArchive:EventArchive": {
      replacedBy: { always: ["eventSourceArn", "name"] },
      computedOnUpdate: [],
      data: true,
    },
    "aws:cloudwatch/eventRule:EventRule": {
      words: "event rule",
      computed: named(({ arn, name }) => arn("events", `rule/${name}`)),
      computedOnUpdate: [],
      replacedBy: { always: ["eventBusName", "name", "namePrefix"] },
      data: false,
      look: node(NodeKind.Automation),
      name: { property: "name", maximum: 64 },
      quotas: [],
      charge: false,
    },
    "aws:cloudwatch/eventTarget:EventTarget": {
      computed: ({ input, name }) => ({
        id: `${input("rule")}-${name}`,
        state: { targetId: name },
      }),
      computedOnUpdate: [],
      replacedBy: { always: ["eventBusName", "rule", "targetId"] },
      data: false,
      look: partOf("rule"),
      tells: { whom: "arn", word: "starts" },
      name: { property: "targetId", maximum: 64 },
      quotas: [],
      charge: false,
    },
    "aws:cloudwatch/logGroup:LogGroup": {
      words: "log group",
      computed: named(({ arn, name }) => arn("logs", `log-group:${name}`)),
      computedOnUpdate: [],
      replacedBy: { always: ["logGroupClass", "name", "namePrefix"] },
      data: true,
      // docs.aws.amazon.com/AmazonCloudWatch/latest/logs/disaster-recovery-resiliency.html
      survival: {
        zoneLoss: always(yes("CloudWatch Logs is a service of the region, over its zones")),
        destroy: () => gone,
      },
      look: used,
      name: { property: "name", maximum: 512 },
      unique: { kind: "logGroup", property: "name" },
      quotas: [],
      charge: {
        by: "the gigabyte taken in, and the gigabyte and month kept",
        prices: pricing("cloudwatch"),
      },
    },
    "aws:cloudwatch/logStream:LogStream": {
      computedOnUpdate: [],
      replacedBy: { always: ["logGroupName", "name"] },
      data: true,
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
      computed: named(({ arn, name }) => arn("cloudwatch", `alarm:${name}`)),
      computedOnUpdate: [],
      replacedBy: { always: ["name"] },
      data: false,
      look: undrawn,
      tells: { whom: "alarmActions", word: "alarms" },
      name: { property: "name", maximum: 255 },
      quotas: [],
      charge: { by: "the month", prices: pricing("cloudwatch") },
    },
    "AWS::Events::Archive": {
      data: true,
    },
    "AWS::Logs::LogGroup": {
      data: true,
    },
    "AWS::Logs::LogStream": {
      data: true,
    },
  },
};
