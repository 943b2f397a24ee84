import type { WatchChart, WatchPart } from "@ballast/contracts";
import * as pulumi from "@pulumi/pulumi";

/** Units of a dashboard's grid, which is 24 wide. */
const size = { width: 12, height: 6 };

type Widget = Record<string, unknown>;

/**
 * The dashboard: first the state of all alarms, then for each part the metrics of its alarms with their thresholds, and its further
 * metrics.
 *
 * @param alarmArns Keyed by `<part>-<alarm>`, with the composite alarm of all symptoms, if there is one.
 */
export function dashboardBody(
  region: pulumi.Input<string>,
  parts: Record<string, WatchPart>,
  alarmArns: Record<string, pulumi.Input<string>>,
): pulumi.Output<string> {
  const widgets: Widget[] = [];
  let y = 0;
  const row = (height: number, ...them: Widget[]): void => {
    widgets.push(...them.map((widget, index) => ({ x: index * size.width, y, height, ...widget })));
    y += height;
  };
  row(4, {
    type: "alarm",
    width: 24,
    properties: { title: "Alarms", alarms: Object.values(alarmArns), sortBy: "stateUpdatedTimestamp" },
  });
  for (const [word, { alarms = {}, events = {}, charts = {} }] of Object.entries(parts)) {
    const shown = [
      ...Object.entries({ ...alarms, ...events }).flatMap(([key, { says }]) => {
        const arn = alarmArns[`${word}-${key}`];
        return arn === undefined ? [] : [alarmWidget(region, says, arn)];
      }),
      ...Object.values(charts).map((chart) => chartWidget(region, chart)),
    ];
    if (shown.length > 0) row(1, { type: "text", width: 24, properties: { markdown: `## ${word}` } });
    for (let first = 0; first < shown.length; first += 2) row(size.height, ...shown.slice(first, first + 2));
  }
  return pulumi.jsonStringify({ widgets });
}

/** The metric with the threshold as a line: CloudWatch takes both from the alarm. */
const alarmWidget = (region: pulumi.Input<string>, title: string, arn: pulumi.Input<string>): Widget => ({
  type: "metric",
  width: size.width,
  properties: { title, region, view: "timeSeries", annotations: { alarms: [arn] } },
});

const chartWidget = (region: pulumi.Input<string>, { title, metrics }: WatchChart): Widget => ({
  type: "metric",
  width: size.width,
  properties: {
    title,
    region,
    view: "timeSeries",
    period: 60,
    metrics: Object.entries(metrics).map(([label, { namespace, name, dimensions, statistic }]) => [
      namespace,
      name,
      ...Object.entries(dimensions).flat(),
      { label, stat: statistic },
    ]),
  },
});
