import { longestGapDays } from "./window.ts";

it.each([
  ["cron(0 3 ? * SAT,SUN *)", 6],
  ["cron(0 3 ? * SUN *)", 7],
  ["cron(0 3 ? * 1 *)", 7],
  ["cron(0 3 * * ? *)", 1],
  ["cron(0 3 ? * MON-FRI *)", 3],
  ["cron(0 3 1 * ? *)", 31],
  ["cron(0 3 1/10 * ? *)", 10],
  ["cron(0 3 */7 * ? *)", 7],
  ["cron(0 3 15 1,7 ? *)", 184],
  ["cron(0 3 ? * 6L *)", undefined],
  ["cron(0 3 L * ? *)", undefined],
  ["cron(0 3 ? * SUN 2027)", undefined],
  ["cron(0 3 31 2 ? *)", undefined],
])("knows the most days between two runs of %s", (window, days) => {
  expect(longestGapDays(window)).toBe(days);
});
