import { comesNever, isCron, longestGapDays, specialDay } from "./cron.ts";

it.each([
  ["cron(0 3 ? * SAT,SUN *)", 6],
  ["cron(0 3 ? * SUN *)", 7],
  ["cron(0 3 ? * 1 *)", 7],
  ["cron(0 3 * * ? *)", 1],
  ["cron(0 3 ? * MON-FRI *)", 3],
  ["cron(0 3 ? * FRI-MON *)", 4],
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

it.each([
  "cron(99 99 ? * SAT *)",
  "cron(0 24 ? * SAT *)",
  "cron(0 3 ? * XYZ *)",
  "cron(0 3 ? * 9 *)",
  "cron(0 3 0 * ? *)",
  "cron(0 3 32 * ? *)",
  "cron(0 3 ? JANUARY * *)",
  "cron(0 3 1 13 ? *)",
  "cron(0 3 * * * *)",
  "cron(0 3 ? * ? *)",
  "cron(? 3 ? * SUN *)",
  "cron(0 3 ? * SUN)",
])("refuses the window %s, which AWS would refuse", (window) => {
  expect(isCron(window)).toBe(false);
});

it.each(["cron(0 3 ? * 6L *)", "cron(0 3 L * ? *)", "cron(0 3 15W * ? *)", "cron(0/30 3 ? * 2#1 *)"])(
  "takes the window %s, which it does not read",
  (window) => {
    expect(isCron(window)).toBe(true);
    expect(comesNever(window)).toBe(false);
  },
);

it("knows windows that never come", () => {
  const today = new Date("2026-11-27T00:00:00Z");
  const never = (window: string) => comesNever(window, today);
  expect(never("cron(0 3 31 2 ? *)")).toBe(true);
  expect(never("cron(0 3 ? * SUN 2020)")).toBe(true);
  expect(never("cron(0 3 31 4,6 ? *)")).toBe(true);
  expect(never("cron(0 3 29 2 ? *)")).toBe(false);
  expect(never("cron(0 3 ? * SUN 2027)")).toBe(false);
});

// Of a calendar of 2027.
it.each([
  ["L", 2, 28],
  ["L-3", 2, 25],
  ["LW", 1, 29],
  ["LW", 5, 31],
  ["15W", 8, 16],
  ["16W", 10, 15],
  ["1W", 5, 3],
  ["31W", 1, 29],
  ["6L", 1, 29],
  ["SUNL", 2, 28],
  ["6#3", 1, 15],
  ["MON#1", 2, 1],
  ["MON#5", 2, undefined],
])("%s of month %i is day %s", (field, month, day) => {
  const isDay = specialDay(field);
  const days = Array.from({ length: 31 }, (_one, index) => new Date(Date.UTC(2027, month - 1, index + 1)));
  const own = days.filter((one) => one.getUTCMonth() === month - 1);
  expect(own.filter((one) => isDay?.(one)).map((one) => one.getUTCDate())).toEqual(
    day === undefined ? [] : [day],
  );
});

it.each([
  ["cron(0 3 L * ? *)", 31],
  ["cron(0 3 ? * 6L *)", 35],
  ["cron(0 3 ? 1,7 6#1 *)", 189],
])("knows the most days between two runs of %s by its special days", (window, days) => {
  expect(longestGapDays(window, specialDay)).toBe(days);
});
