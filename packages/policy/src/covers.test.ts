import table from "../covers.json" with { type: "json" };
import { check, rules } from "./index.ts";
import { madeUp, type Inputs } from "./testing/resources.ts";

// What rules say that they cover, against what the original checks flagged when tools/covers.ts last ran them.

const claims = rules.flatMap(({ id, covers = [] }) => covers.map((check) => `${id} ${check}`));
const proved = [...new Set(table.rows.map((row) => `${row.rule} ${row.check}`))];

it("has an example of everything that a rule covers, and of nothing else (F.0.25)", () => {
  expect(proved.sort()).toEqual(claims.sort());
});

it("says when and by which versions of the original tools the examples were looked at", () => {
  expect(table.checked).toMatch(/^20\d\d-\d\d-\d\d$/);
  for (const version of Object.values(table.tools)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

it.each(table.rows)("$rule finds what $check flags", ({ rule, flagged, ballast }) => {
  expect(flagged).toBe(true);
  const resources = ballast.map(({ type, inputs }, index) => madeUp(type, `it-${index}`, inputs as Inputs));
  expect(check(resources, {}, { rules: rules.filter(({ id }) => id === rule) })).not.toEqual([]);
});
