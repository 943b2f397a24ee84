import { averageOf, runsOfYear } from "./cron.ts";

it.each([
  ["rate(1 day)", 365],
  ["rate(5 minutes)", 105_120],
  ["cron(0 3 ? * SAT,SUN *)", 104],
  ["cron(15 4 ? * SUN *)", 52],
  ["cron(0/30 8-17 ? * MON-FRI *)", 261 * 20],
  ["cron(0 4 1 * ? *)", 12],
  ["cron(0 0 29 2 ? *)", 0],
  ["0 8 * * 1-5", 261],
  ["0 8 * * 7", 52],
  ["0 8 1 * 1", 12 + 52 - 3],
])("%s runs %p times in 2027", (expression, runs) => expect(runsOfYear(expression)?.length).toBe(runs));

it.each([
  "at(2027-01-01T00:00:00)",
  "cron(0 4 L * ? *)",
  "cron(0 4 ? * 2#1 *)",
  "cron(0 4)",
  "",
  "0 25 * * *",
])("does not read %p", (expression) => expect(runsOfYear(expression)).toBeUndefined());

it("averages over the whole year, which starts as it ends", () => {
  expect(averageOf([], 3)).toBe(3);
  const half = 365 * 720;
  expect(
    averageOf(
      [
        { minute: half, size: 2 },
        { minute: 0, size: 0 },
      ],
      9,
    ),
  ).toBe(1);
});
