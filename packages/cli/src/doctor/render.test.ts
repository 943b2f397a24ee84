import { stripVTControlCharacters } from "node:util";
import { asJson, asTable, type Report } from "./render.ts";

const arn = `arn:aws:secretsmanager:eu-central-1:210987654321:secret:${"team/".repeat(12)}login`;
const report: Report = {
  stacks: ["one-dev", "two-dev"],
  checks: [
    { id: "a", what: "A is there", status: "ok", found: "it is" },
    { id: "b", what: "B is there", status: "unknown", found: "nobody says" },
    { id: "c", what: "C is there", status: "missing", found: arn, fix: "make c", stacks: ["one-dev"] },
    {
      id: "d",
      what: "D is there, of which more is said than there is room for in one line of a table",
      status: "warning",
      found: "perhaps",
      fix: "make d",
      stacks: ["one-dev", "two-dev"],
    },
  ],
};

it("shows people what is missing first, and what to do about it", () => {
  const text = stripVTControlCharacters(asTable(report));
  expect(text.match(/^│ (?:missing|warning|unknown|ok)/gm)).toEqual([
    "│ missing",
    "│ warning",
    "│ unknown",
    "│ ok",
  ]);
  expect(text).toContain("To fix it:\n  missing c (one-dev)\n      make c\n  warning d\n      make d\n\n");
  expect(text).toMatch(/\n1 in order, 1 missing, 1 warning, 1 unknown\.$/);
});

it("folds at spaces, and leaves what is to be copied in one piece", () => {
  const text = stripVTControlCharacters(asTable(report));
  expect(text).toContain(arn);
  expect(text).toMatch(/│ D is there, of which more is said than there is room for +│/);
  expect(text).toMatch(/│ in one line of a table +│/);
});

it("has nothing to fix where all is well", () => {
  const text = stripVTControlCharacters(asTable({ stacks: [], checks: report.checks.slice(0, 1) }));
  expect(text).not.toContain("To fix it");
  expect(text).toMatch(/\n1 in order\.$/);
});

it("gives machines everything", () => {
  expect(JSON.parse(asJson(report))).toEqual({
    ...report,
    counts: { missing: 1, warning: 1, unknown: 1, ok: 1 },
  });
});
