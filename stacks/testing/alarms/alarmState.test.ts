import { alarmState, type AlarmState } from "./alarmState.ts";

// Amazon CloudWatch user guide, "How alarm state is evaluated when data is missing" (awsdocs/amazon-cloudwatch-user-guide,
// commit 05fd32f): X breaches, 0 does not, - is missing; then the states for missing, ignore, breaching and notBreaching.
const retain = "INSUFFICIENT_DATA, which it was";
const threeOfThree: [string, string, string, string, string][] = [
  ["0 - X - X", "OK", "OK", "OK", "OK"],
  ["0 - - - -", "OK", "OK", "OK", "OK"],
  ["- - - - -", "INSUFFICIENT_DATA", retain, "ALARM", "OK"],
  ["0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["- - - - X", "INSUFFICIENT_DATA", retain, "ALARM", "OK"],
  ["X - - - -", "ALARM", retain, "ALARM", "OK"],
];
const twoOfThree: typeof threeOfThree = [
  ["0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0 - X - -", "OK", "OK", "ALARM", "OK"],
  ["- - - - 0", "OK", "OK", "ALARM", "OK"],
  ["- - - - X", "INSUFFICIENT_DATA", retain, "ALARM", "OK"],
];
const treatments = ["missing", "ignore", "breaching", "notBreaching"];
const meanings: Record<string, boolean | undefined> = { X: true, "0": false, "-": undefined };

describe.each([
  [3, threeOfThree],
  [2, twoOfThree],
])("an alarm of %d datapoints of 3", (datapoints, table) => {
  it.each(table)("is, after %s, as AWS's guide says", (points, ...states) => {
    const read = points.split(" ").map((sign) => meanings[sign]);
    const found = treatments.map((missingData): [string, AlarmState] => [
      missingData,
      alarmState(read, { datapoints, periods: 3, missingData }, "INSUFFICIENT_DATA"),
    ]);
    expect(found).toEqual(
      treatments.map((one, index) => [one, states[index] === retain ? "INSUFFICIENT_DATA" : states[index]]),
    );
  });
});
