import { readUsage } from "./usageSettings.ts";

const faults = (usage: unknown) => readUsage(usage, "ballast:usage").faults;

it("refuses quantities that no month has, and more than all of a price", () => {
  expect(faults({ keyRequests: 1e12, spotPercent: 100, tasks: { web: 0 } })).toEqual([]);
  expect(faults({ keyRequests: 1e306 })).toEqual([
    "ballast:usage.keyRequests is 1e+306; expected: a number from 0 to 1000000000000, or an object of numbers keyed by resource name.",
  ]);
  expect(faults({ tasks: { web: Infinity, api: NaN } })).toEqual([
    expect.stringContaining('ballast:usage.tasks["web"] is Infinity'),
    expect.stringContaining('ballast:usage.tasks["api"] is NaN'),
  ]);
  expect(faults({ spotPercent: 101 })).toEqual([expect.stringContaining("from 0 to 100,")]);
});
