/**
 * CloudWatch's evaluation of an alarm, as the user guide describes it ("How CloudWatch evaluates alarms with missing data",
 * whose two tables the test repeats).
 */
export interface Evaluation {
  /** Datapoints that must breach. */
  datapoints: number;
  /** Periods among which they are looked for. */
  periods: number;
  missingData: string;
}

export type AlarmState = "ALARM" | "OK" | "INSUFFICIENT_DATA";

/** CloudWatch looks at some more periods for values that are there; of three it says five. */
export const more = 2;

/** @param points The latest `periods + more`, oldest first: whether each breaches; undefined where there is no value. */
export function alarmState(
  points: readonly (boolean | undefined)[],
  { datapoints, periods, missingData }: Evaluation,
  now: AlarmState,
): AlarmState {
  const real = points.filter((point) => point !== undefined);
  const recent = real.slice(-periods);
  const breaching = recent.filter(Boolean).length;
  const filled = periods - recent.length;
  if (filled === 0 || breaching >= datapoints) return breaching >= datapoints ? "ALARM" : "OK";
  switch (missingData) {
    case "breaching":
      return breaching + filled >= datapoints ? "ALARM" : "OK";
    case "notBreaching":
      return "OK";
    case "ignore":
      return recent.includes(false) ? "OK" : now;
    default:
      if (recent.length === 0) return "INSUFFICIENT_DATA";
      if (recent.includes(false)) return "OK";
      return points.indexOf(true) <= points.length - datapoints ? "ALARM" : "INSUFFICIENT_DATA";
  }
}
