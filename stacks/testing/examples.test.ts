import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { openProject, type StackPlan } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";

// Each program of examples/ is a project of its own, which the planner opens as it opens another team's.

const folder = resolve(__dirname, "../../examples");
const examples = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const programs = examples.filter((name) => existsSync(join(folder, name, "index.ts")));

/** What a program's plan says beside nothing. */
const warnings: Record<string, string[]> = {
  // Aurora's logs hold what clients ask: a team switches them on with a reason of its own.
  "scanned-delivery": ["rds-log-exports"],
};

/** This program has no component of ours: it shows what the rules find. */
const foreign = "policy-pack";

async function planOf(name: string): Promise<StackPlan> {
  const project = await openProject(join(folder, name), (path) => import(path));
  return new Planner(project).plan("dev");
}

it("has at least eight programs in TypeScript", () => expect(programs.length).toBeGreaterThanOrEqual(8));

describe.each(programs.filter((name) => name !== foreign))("examples/%s", (name) => {
  let plan: StackPlan;
  beforeAll(async () => {
    plan = await planOf(name);
  });

  it("F.0.51: is planned offline, and breaks no rule", () => {
    expect(plan.resources.length).toBeGreaterThan(20);
    const open = plan.findings.filter(({ severity }) => severity !== "waived");
    expect(open.map(({ rule }) => rule)).toEqual(warnings[name] ?? []);
  });

  it("has outputs that its readers can use", () => {
    expect(Object.keys(plan.outputs).length).toBeGreaterThan(0);
    expect(Object.values(plan.outputs)).not.toContain(undefined);
  });

  it("is short enough to be read at one look", () => {
    const lines = readFileSync(join(folder, name, "index.ts"), "utf8").split("\n").length;
    expect(lines).toBeLessThanOrEqual(80);
  });
});

it("the rules find in another team's program what the policy pack reports", async () => {
  const { findings } = await planOf(foreign);
  expect(findings.map(({ rule, urn }) => `${rule} ${urn.split("::").at(-1)}`).sort()).toEqual([
    "sns-encryption alarms",
    "sns-tls alarms",
  ]);
});

it("the unit test of another team passes with the mocks", () => {
  const report = execFileSync(process.execPath, ["--test-reporter=tap", join(folder, "unit-tests/test.ts")], {
    encoding: "utf8",
  });
  expect(report).toMatch(/^# pass [1-9]\d*$/m);
  expect(report).toMatch(/^# fail 0$/m);
});

it("the list of examples names each of them with its purpose", () => {
  const page = readFileSync(join(folder, "README.md"), "utf8");
  const listed = [...page.matchAll(/^\| \[([\w-]+)\]\(([\w-]+)\/[^)]+\) +\| (\S.*?) +\|/gm)];
  expect(listed.map(([, name]) => name).sort()).toEqual(examples.sort());
});
