import { list, fields, number, text } from "@ballast/model";
import type { ChargeItems } from "./terms.ts";

/**
 * Comparisons with an anomaly band, for which CloudWatch also charges the band's two metrics (CloudWatch
 * pricing, "Anomaly detection").
 */
const banded = /^(?:LessThanLowerOrGreaterThanUpper|LessThanLower|GreaterThanUpper)Threshold$/;

export const alarmCharges: ChargeItems = ({ inputs }) => {
  const metrics = list(inputs["metricQueries"])
    .map((one) => fields(fields(one)["metric"]))
    .filter((metric) => metric["metricName"] !== undefined);
  const periods = [inputs["period"], ...metrics.map(({ period }) => period)]
    .map(number)
    .filter((one) => one > 0);
  const resolution = Math.min(...periods, 60) < 60 ? "High Resolution" : "Standard";
  const count = Math.max(metrics.length, 1) * (banded.test(text(inputs["comparisonOperator"])) ? 3 : 1);
  return [{ dimension: `alarms/${resolution}`, amount: count, how: count === 1 ? "" : `${count} metrics` }];
};
