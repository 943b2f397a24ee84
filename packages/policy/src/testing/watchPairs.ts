import { aws } from "@ballast/aws";
import fc, { type Arbitrary } from "fast-check";
import { flag, maybe, pair, type Pair } from "./pairs.ts";

const metricName = fc.constantFrom("VolumeQueueLength", "VolumeStalledIOCheck", "Colour");
const dimension = fc.constantFrom("VolumeId", "FileSystemId");
const about = (Name: string) => [{ Name, Value: "true" }];

/** Alarms and dashboards. */
export const watchPairs: Record<string, Arbitrary<Pair>> = {
  "AWS::CloudWatch::Alarm": pair(
    { name: metricName, dimension, isQuery: flag, actions: maybe(flag) },
    ({ name, dimension: key, isQuery, actions }) => {
      const metric = { namespace: "AWS/EBS", metricName: name, dimensions: { [key]: "true" } };
      const read = { ...metric, period: 60, stat: "Sum" };
      return [
        [
          aws.metricAlarm,
          {
            actionsEnabled: actions,
            ...(isQuery ? { metricQueries: [{ id: "of", metric: read }] } : metric),
          },
        ],
      ];
    },
    ({ name, dimension: key, isQuery, actions }) => {
      const metric = { Namespace: "AWS/EBS", MetricName: name, Dimensions: about(key) };
      const query = { Id: "of", MetricStat: { Metric: metric, Period: 60, Stat: "Sum" } };
      return { ActionsEnabled: actions, ...(isQuery ? { Metrics: [query] } : metric) };
    },
  ),
  "AWS::CloudWatch::CompositeAlarm": pair(
    { actions: maybe(flag) },
    ({ actions }) => [[aws.compositeAlarm, { actionsEnabled: actions, alarmRule: 'ALARM("one")' }]],
    ({ actions }) => ({ ActionsEnabled: actions, AlarmRule: 'ALARM("one")' }),
  ),
  "AWS::CloudWatch::Dashboard": pair(
    { name: metricName },
    ({ name }) => [[aws.dashboard, { dashboardBody: body(name) }]],
    ({ name }) => ({ DashboardBody: body(name) }),
  ),
};

function body(name: string): string {
  return JSON.stringify({ widgets: [{ properties: { metrics: [["AWS/EBS", name, "VolumeId", "vol-1"]] } }] });
}
