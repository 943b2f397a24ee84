import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stepsOf } from "./steps.ts";
import { walks } from "./walks/index.ts";

const root = join(__dirname, "../../../..");
const readme = readFileSync(join(root, "packages/testing/README.md"), "utf8");
const [, list = ""] = /^## What the stand-ins do not prove$([^]*)/m.exec(readme) ?? [];
/** Each claim, without its line breaks. */
const claims = list
  .split(/^- /m)
  .slice(1)
  .map((claim) => claim.replaceAll(/\s+/g, " "));

const isNoScenario = new Set(["environments", "examples", "node_modules", "shared", "testing"]);
const scenarios = readdirSync(join(root, "stacks"), { withFileTypes: true })
  .filter((one) => one.isDirectory() && !isNoScenario.has(one.name))
  .map(({ name }) => name);

const known = new Set(
  scenarios.flatMap((scenario) => {
    const { accepting, ending } = stepsOf(scenario, "dev");
    return [...accepting, ...ending].flatMap(({ id }) => [id, `${scenario}/${id}`]);
  }),
);

it("names for each claim that is not proved here the step of `ballast accept` that proves it, or says that none does (F.0.46)", () => {
  expect(claims.length).toBeGreaterThan(20);
  expect(claims.filter((claim) => !/ (On AWS: `|No step of accept\.)/.test(claim))).toEqual([]);
});

it("names steps that exist", () => {
  const named = claims.flatMap((claim) => {
    const [, steps = ""] = / On AWS: ((?:`[^`]+`(?:, )?)+)\./.exec(claim) ?? [];
    return [...steps.matchAll(/`([^`]+)`/g)].map(([, step = ""]) => step);
  });
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((step) => !known.has(step))).toEqual([]);
});

it("has walks for scenarios that exist, and steps with names of their own", () => {
  expect(Object.keys(walks).filter((scenario) => !scenarios.includes(scenario))).toEqual([]);
  for (const scenario of scenarios) {
    const { accepting, ending } = stepsOf(scenario, "dev");
    const ids = [...accepting, ...ending].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }
});
