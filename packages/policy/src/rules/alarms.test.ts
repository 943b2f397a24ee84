import { aws } from "@ballast/aws";
import fc from "fast-check";
import { check } from "../check.ts";
import { broken, type Breaking } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import { metricAlarm } from "../testing/goodWatch.ts";
import { madeUp, type Inputs } from "../testing/resources.ts";
import { alarmRules } from "./alarms.ts";

const onVolume = (inputs: Inputs): Breaking =>
  broken(aws.metricAlarm, { namespace: "AWS/EBS", metricName: "VolumeQueueLength", ...inputs }, "disk-alarm");
const charting = (...metrics: unknown[]): Breaking =>
  broken(aws.dashboard, {
    dashboardBody: JSON.stringify({ widgets: [{ properties: { title: "Disks", metrics } }] }),
  });

itShowsEachRule(alarmRules, goodStack, [
  ["alarm-metric", onVolume({ metricName: "VolumeQueueLenght" }), '(did you mean "VolumeQueueLength"?)'],
  ["alarm-metric", onVolume({ namespace: "AWS/Ebs" }), "is not a namespace of AWS metrics"],
  ["alarm-metric", onVolume({ dimensions: undefined }), "has VolumeId, not no dimension"],
  [
    "alarm-metric",
    onVolume({ metricName: "VolumeStalledIOCheck" }),
    "has InstanceId + VolumeId, not VolumeId",
  ],
  [
    "dashboard-metric",
    charting(["AWS/EBS", "VolumeReadOps", "VolumeId", "vol-1"], [".", "VolumeReedOps", ".", "."]),
    '"VolumeReedOps" is not a metric in AWS/EBS',
  ],
  [
    "dashboard-metric",
    charting(["AWS/EBS", "VolumeReadOps", "VolumeID", "vol-1"], ["...", "vol-2"]),
    "VolumeReadOps in AWS/EBS has VolumeId, not VolumeID",
  ],
]);

interface Spelt {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
}

/** The same metric in the ways in which an alarm can read it. */
const spellings: Record<string, (metric: Spelt) => ReturnType<typeof madeUp>> = {
  "its one metric": ({ namespace, name, dimensions }) =>
    metricAlarm("one", { namespace, metricName: name, dimensions }),
  "a query of an expression": ({ namespace, name, dimensions }) =>
    metricAlarm("one", {
      metricQueries: [
        { id: "rate", expression: "of / 60", returnData: true },
        { id: "of", metric: { namespace, metricName: name, dimensions, period: 60, stat: "Sum" } },
      ],
    }),
  "Metrics Insights": ({ namespace, name, dimensions }) => {
    const where = Object.entries(dimensions).map(([key, value]) => `${key} = '${value}'`);
    const schema = [`"${namespace}"`, ...Object.keys(dimensions)].join(", ");
    return metricAlarm("one", {
      metricQueries: [
        { id: "q", expression: `SELECT MAX("${name}") FROM SCHEMA(${schema}) WHERE ${where.join(" AND ")}` },
      ],
    });
  },
  "a template": ({ namespace, name, dimensions }) =>
    madeUp("aws:cloudformation/stack:Stack", "around", {
      templateBody: JSON.stringify({
        Resources: {
          one: {
            Type: "AWS::CloudWatch::Alarm",
            Properties: {
              Namespace: namespace,
              MetricName: name,
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
          },
        },
      }),
    }),
  "queries of a template": ({ namespace, name, dimensions }) =>
    madeUp("aws:cloudformation/stack:Stack", "around", {
      templateBody: JSON.stringify({
        Resources: {
          one: {
            Type: "AWS::CloudWatch::Alarm",
            Properties: {
              Metrics: [
                {
                  Id: "of",
                  MetricStat: {
                    Metric: {
                      Namespace: namespace,
                      MetricName: name,
                      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
                    },
                    Period: 60,
                    Stat: "Sum",
                  },
                },
              ],
            },
          },
        },
      }),
    }),
};

const good: Spelt[] = [
  {
    namespace: "AWS/EBS",
    name: "VolumeStalledIOCheck",
    dimensions: { VolumeId: "vol-1", InstanceId: "i-1" },
  },
  { namespace: "AWS/FSx", name: "StorageCapacityUtilization", dimensions: { FileSystemId: "fs-1" } },
  {
    namespace: "ECS/ContainerInsights",
    name: "RunningTaskCount",
    dimensions: { ServiceName: "a", ClusterName: "b" },
  },
  {
    namespace: "AWS/ApplicationELB",
    name: "UnHealthyHostCount",
    dimensions: { LoadBalancer: "app/a/1", TargetGroup: "targetgroup/b/2" },
  },
  { namespace: "AWS/CertificateManager", name: "DaysToExpiry", dimensions: { CertificateArn: "arn:c" } },
];
const changes: Record<string, (metric: Spelt) => Spelt> = {
  name: (metric) => ({ ...metric, name: `${metric.name}s` }),
  "one dimension more": (metric) => ({ ...metric, dimensions: { ...metric.dimensions, Colour: "red" } }),
  "a dimension in lower case": (metric) => ({
    ...metric,
    dimensions: Object.fromEntries(
      Object.entries(metric.dimensions).map(([key, value]) => [key.toLowerCase(), value]),
    ),
  }),
};
const found = (metric: Spelt, spelling: string): string[] =>
  check([spellings[spelling]?.(metric) ?? metricAlarm("none", {})], {}, { rules: alarmRules }).map(
    ({ rule }) => rule,
  );

it.each(Object.keys(spellings))("finds the same in %s", (spelling) => {
  fc.assert(
    fc.property(fc.constantFrom(...good), fc.constantFrom(...Object.values(changes)), (metric, change) => {
      expect(found(metric, spelling)).toEqual([]);
      expect(found(change(metric), spelling)).toEqual(["alarm-metric"]);
    }),
  );
});

it.each([
  'SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId)',
  'SELECT AVG(CPUUtilization) FROM "AWS/EC2"',
  'SELECT MAX("VolumeStalledIOCheck") FROM SCHEMA("AWS/EBS", VolumeId, InstanceId) WHERE VolumeId = \'vol-1\' GROUP BY InstanceId',
  "SELECT SUM(Orders) FROM Shop",
  "of / 60",
])("finds nothing in %s", (expression) => {
  const alarm = metricAlarm("one", { metricQueries: [{ id: "q", expression }] });
  expect(check([alarm], {}, { rules: alarmRules })).toEqual([]);
});
