import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ScratchClone } from "../testing.ts";

const created = ["packages/job-queue", "stacks/job-queue"];

let clone: ScratchClone;
beforeAll(() => {
  clone = new ScratchClone();
  const description = ["--description", "Queues that outlive their consumers"];
  for (const generator of ["component", "scenario"]) {
    clone.run("nx", "g", `@ballast/nx-pulumi:${generator}`, "job-queue", ...description);
  }
  // As npm install links it.
  clone.link("../../packages/job-queue", "node_modules/@ballast/job-queue");
});
afterAll(() => clone.end());

it("touch nothing but the lists that name every package and every scenario", () => {
  const { stdout } = clone.run("git", "status", "--short");
  expect(stdout.split("\n").filter(Boolean)).toEqual([
    " M eslint.config.mjs",
    " M stacks/scenarios.ts",
    "?? packages/job-queue/",
    "?? stacks/environments/Pulumi.job-queue-dev.yaml",
    "?? stacks/environments/Pulumi.job-queue-prod.yaml",
    "?? stacks/job-queue/",
  ]);
});

it("bring a component that programs in other languages can use", () => {
  clone.run("node", "tools/componentSchemas.ts", "--write", "job-queue");
  expect(clone.run("node", "tools/componentSchemas.ts", "job-queue").stdout).toContain("JobQueue");
});

it("write what Prettier, ESLint and TypeScript accept", () => {
  const changed = ["eslint.config.mjs", "stacks/scenarios.ts", "stacks/environments"];
  clone.run("prettier", "--check", ...created, ...changed);
  // Lint sees dependencies in the graph that Nx made last, before provider.js was written.
  clone.run("nx", "show", "projects");
  // With the rules of components and of scenarios, module boundaries and dependencies among them.
  clone.run("eslint", "--max-warnings", "0", ...created, "stacks/scenarios.ts");
  const only = { extends: "./tsconfig.json", include: created, files: ["stacks/scenarios.ts"] };
  writeFileSync(join(clone.root, "tsconfig.created.json"), JSON.stringify(only));
  clone.run("tsc", "--project", "tsconfig.created.json");
});

it("write tests that pass once their golden files are accepted, and not before", () => {
  const before = clone.attempt({ CI: "true" }, "jest", ...created);
  expect(before.status).toBe(1);
  expect(before.stderr).toContain("identity");
  const accepted = clone.attempt({ BALLAST_ACCEPT: "1" }, "jest", ...created);
  expect(accepted).toMatchObject({ status: 0 });
  clone.run("jest", ...created);
  const identities = ["packages/job-queue/src/identity.txt", "stacks/job-queue/identity-prod.txt"];
  expect(identities.filter((path) => !clone.has(path))).toEqual([]);
});

it("bring a scenario that Nx knows, and whose stacks can be planned", () => {
  expect(clone.run("nx", "plan", "job-queue-dev").stdout).toMatch(/job-queue-dev .* 1 waived/);
  const { stdout } = clone.run("ballast", "plan", "job-queue-dev", "job-queue-prod", "--format", "json");
  const plans = JSON.parse(stdout) as { stack: string; findings: { severity: string }[] }[];
  expect(plans.map(({ stack, findings }) => [stack, findings.map(({ severity }) => severity)])).toEqual([
    ["job-queue-dev", ["waived"]],
    ["job-queue-prod", []],
  ]);
});
