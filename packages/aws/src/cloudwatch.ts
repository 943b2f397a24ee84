import type { Service } from "./resourceType.ts";

export const cloudwatch: Service = {
  withoutData: ["aws:cloudwatch/", "AWS::CloudWatch::", "AWS::Events::", "AWS::Logs::"],
  types: {
    "aws:cloudwatch/dashboard:Dashboard": { replacedBy: { always: ["dashboardName"] } },
    "aws:cloudwatch/eventRule:EventRule": { replacedBy: { always: ["eventBusName", "name", "namePrefix"] } },
    "aws:cloudwatch/eventTarget:EventTarget": {
      replacedBy: { always: ["eventBusName", "rule", "targetId"] },
    },
    "aws:cloudwatch/logGroup:LogGroup": {
      replacedBy: { always: ["logGroupClass", "name", "namePrefix"] },
      data: true,
    },
    "aws:cloudwatch/logStream:LogStream": { replacedBy: { always: ["logGroupName", "name"] }, data: true },
    "aws:cloudwatch/metricAlarm:MetricAlarm": { replacedBy: { always: ["name"] } },
    "AWS::Logs::LogGroup": { data: true },
    "AWS::Logs::LogStream": { data: true },
    "AWS::Events::Archive": { data: true },
    "aws:cloudwatch/eventArchive:EventArchive": { data: true },
  },
};
