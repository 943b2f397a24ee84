import { readFileSync } from "node:fs";
import { join } from "node:path";
import { workingFiles } from "@ballast/release/files";
import { requirementFaults } from "./requirements.ts";

const root = join(__dirname, "../../..");
const isCode = ([path]: readonly [string, string]): boolean => /\.(ts|mjs|cjs|js)$/.test(path);

it("has a test for each check of docs/requirements.md, and a check for each number that code cites", () => {
  const page = readFileSync(join(root, "docs/requirements.md"), "utf8");
  expect(page.match(/^- \*\*F\./gm)?.length).toBeGreaterThan(100);
  expect(requirementFaults(page, [...workingFiles(root)].filter(isCode))).toEqual([]);
});

/** Numbers of this file's examples are no citations. */
const f = (...parts: number[]): string => ["F", ...parts].join(".");
const page = `# Checks\n\n## ${f(0)} All\n\n- **${f(0, 1)}** One,\n  and more.\n- **${f(0, 2)}** Two.\n\n## ${f(1)} Rest\n\n- **${f(1, 1)}** Three.\n`;
const faultsOf = (text: string, sources: Record<string, string> = {}): string[] =>
  requirementFaults(text, Object.entries(sources));
const whole = `it("does it (${f(0, 1)}, ${f(0, 2)})", () => {});`;
const third = { "stacks/testing/all.ts": `it(\`does \${what} (${f(1, 1)})\`, () => {});` };

it("finds nothing where each check is cited, in a shared helper of tests too", () => {
  expect(faultsOf(page, { "packages/a/src/a.test.ts": whole, ...third })).toEqual([]);
});

it.each([
  ["in a comment", `// ${f(0, 1)} ${f(0, 2)}\nit("does it", () => {});`],
  ["in product code", ""],
  ["in a test that is skipped", `it.skip("does it (${f(0, 1)}, ${f(0, 2)})", () => {});`],
  ["in a group that is skipped", `describe.skip.each([1])("all (${f(0, 1)}, ${f(0, 2)})", () => {});`],
  ["in a test that is still to write", `xit("${f(0, 1)} ${f(0, 2)}", () => {}); it.todo("${f(0, 2)}");`],
])("takes no citation %s", (_where, text) => {
  const sources = { "packages/a/src/a.test.ts": text, "packages/a/src/a.ts": whole, ...third };
  expect(faultsOf(page, sources)).toEqual(
    [f(0, 1), f(0, 2)].map((number) => expect.stringContaining(`no test cites ${number}.`) as unknown),
  );
});

it("finds numbers that the page does not have, of sections and in comments too", () => {
  const sources = {
    "packages/a/src/a.test.ts": whole,
    ...third,
    "packages/a/src/a.ts": `// ${f(0, 3)}, ${f(1, 1)}, ${f(1)} and ${f(2)}`,
  };
  expect(faultsOf(page, sources)).toEqual(
    [f(0, 3), f(2)].map(
      (number) => `packages/a/src/a.ts: cites ${number}, which docs/requirements.md does not have.`,
    ),
  );
});

it("lets the page say why a check is not proved, until a test cites it", () => {
  const unproved = page.replace("Three.", "Three. Not proved: AWS alone can show it.");
  const tests = { "packages/a/src/a.test.ts": whole };
  expect(faultsOf(unproved, tests)).toEqual([]);
  expect(faultsOf(page.replace("Three.", "Three. Not proved:"), tests)).toHaveLength(1);
  expect(faultsOf(unproved, { ...tests, ...third })).toEqual([
    `docs/requirements.md: ${f(1, 1)} is "Not proved", and a test cites it. Remove one of the two.`,
  ]);
});

it.each([
  ["a gap", page.replace(f(0, 2), f(0, 3)), `expected ${f(0, 2)}, found ${f(0, 3)}`],
  ["a number twice", page.replace(f(0, 2), f(0, 1)), `expected ${f(0, 2)}, found ${f(0, 1)}`],
  ["a check of another section", page.replace(f(1, 1), f(0, 3)), `expected ${f(1, 1)}, found ${f(0, 3)}`],
  ["a section out of order", page.replace(`## ${f(1)}`, `## ${f(2)}`), `expected ${f(1)}, found ${f(2)}`],
])("finds %s in the page", (_what, text, message) => {
  const sources = { "packages/a/src/a.test.ts": whole, ...third };
  expect(faultsOf(text, sources)).toContain(`docs/requirements.md: ${message}.`);
});
