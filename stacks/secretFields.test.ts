import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Outcome } from "./testing/secretFieldsProgram.ts";

interface Report {
  /** Components that the program knows good arguments of, and those that have a secret-bearing field. */
  components: [string[], string[]];
  outcomes: Outcome[];
}

let report: Report;
beforeAll(() => {
  const printed = execFileSync(
    process.execPath,
    [join(__dirname, "testing/secretFieldsProgram.ts"), join(__dirname, "../packages")],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  report = JSON.parse(printed) as Report;
});

it("tries every component that has a field with a secret or a reference to one", () => {
  const [known, needed] = report.components;
  expect([...known].sort()).toEqual([...needed].sort());
  expect(report.outcomes.length).toBeGreaterThan(300);
});

it("refuses whatever is not a reference, in every such field of every component", () => {
  expect(report.outcomes.filter(({ refused }) => !refused)).toEqual([]);
});

it("shows nothing of it in a message, a stack trace, an input or an output", () => {
  expect(report.outcomes.filter(({ leaks }) => leaks)).toEqual([]);
});

it("registers nothing where the value is known when the program runs", () => {
  expect(report.outcomes.filter(({ known, registered }) => known && registered > 0)).toEqual([]);
});
