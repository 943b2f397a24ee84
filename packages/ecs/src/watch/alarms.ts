import * as aws from "@pulumi/aws";
import type { WatchAlarm, WatchMetric } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** The text of the notification. */
export function messageOf({ says, action, reason }: WatchAlarm): string {
  return `${says}. ${action}. ${reason}.`;
}

/** CloudWatch's statistics, without percentiles and similar ones. */
const plainStatistics = new Set(["Average", "Minimum", "Maximum", "Sum", "SampleCount"]);

export function createAlarm(
  name: string,
  alarm: WatchAlarm,
  topicArn: pulumi.Input<string>,
  opts: pulumi.ComponentResourceOptions,
): aws.cloudwatch.MetricAlarm {
  // One notification reports that the service is unhealthy, and lists its symptoms.
  const actions = alarm.symptom ? [] : [topicArn];
  return new aws.cloudwatch.MetricAlarm(
    name,
    {
      alarmDescription: messageOf(alarm),
      comparisonOperator: alarm.comparison,
      threshold: alarm.threshold,
      evaluationPeriods: alarm.evaluationPeriods,
      datapointsToAlarm: alarm.datapointsToAlarm,
      treatMissingData: alarm.missingData,
      alarmActions: actions,
      okActions: actions,
      ...valueOf(alarm),
    },
    opts,
  );
}

/** Either one metric, or an expression over several. */
function valueOf({
  metrics = {},
  expression,
  periodSeconds: period,
  says,
}: WatchAlarm): Partial<aws.cloudwatch.MetricAlarmArgs> {
  const [only] = Object.values(metrics);
  if (expression === undefined && only !== undefined) {
    const { namespace, name: metricName, dimensions, statistic } = only;
    return { namespace, metricName, dimensions, period, ...statisticOf(statistic) };
  }
  return {
    metricQueries: [
      ...Object.entries(metrics).map(([id, metric]) => ({
        id,
        returnData: false,
        metric: queryOf(metric, period),
      })),
      {
        id: "result",
        expression,
        label: says,
        returnData: true,
        // A query has no metric that would contain it.
        ...(only === undefined && { period }),
      },
    ],
  };
}

const statisticOf = (statistic: string): Partial<aws.cloudwatch.MetricAlarmArgs> =>
  plainStatistics.has(statistic) ? { statistic } : { extendedStatistic: statistic };

const queryOf = (
  { namespace, name: metricName, dimensions, statistic: stat }: WatchMetric,
  period: number,
) => ({
  namespace,
  metricName,
  dimensions,
  stat,
  period,
});

/** A composite alarm that is in state ALARM while any of these alarms is. */
export function ruleOf(names: string[]): string {
  return names.map((one) => `ALARM("${one}")`).join(" OR ");
}

/**
 * One alarm for all symptoms.
 *
 * @param symptoms Names of the alarms that it follows.
 */
export function createUnhealthy(
  name: string,
  symptoms: pulumi.Input<string>[],
  topicArn: pulumi.Input<string>,
  opts: pulumi.ComponentResourceOptions,
): aws.cloudwatch.CompositeAlarm {
  return new aws.cloudwatch.CompositeAlarm(
    name,
    {
      alarmName: `${pulumi.getStack()}-${name}`,
      alarmDescription:
        "The service is unhealthy. See the alarms of this composite alarm for the problem and its solution.",
      alarmRule: pulumi.all(symptoms).apply(ruleOf),
      alarmActions: [topicArn],
      okActions: [topicArn],
    },
    opts,
  );
}
