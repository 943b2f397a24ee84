import { regionNames } from "@ballast/aws/regions";
import { domainOf, partitionOf, regionOfZone } from "@ballast/contracts";
import { parseImage } from "@ballast/ecs";
import type { Finding } from "@ballast/policy";
import { Planner } from "@ballast/plan/planner";
import { stackNames } from "../../scenarios.ts";
import { committed, ScratchProject } from "./scratchProject.ts";

/** A region of each partition whose accounts are not isolated from the internet. */
const regions = ["us-gov-west-1", "cn-north-1", "eusc-de-east-1"];
const stacks = stackNames().filter((stack) => stack.endsWith("-dev"));
// Amazon RDS's certificates of these regions are the user's to give.
const elsewhere = stacks.filter((stack) => stack !== "clair-dev");

let scratch: ScratchProject;
beforeEach(() => {
  scratch = new ScratchProject();
});
afterEach(() => scratch.remove());

/** By rule and resource, without what differs by region. */
const findingsOf = (findings: readonly Finding[]): string[] =>
  findings.map(({ rule, severity, urn }) => `${severity} ${rule} ${urn}`).sort();

async function findingsIn(region: string): Promise<Record<string, string[]>> {
  for (const stack of stacks) scratch.write(stack, committed(stack).replaceAll("eu-central-1", region));
  const planner = new Planner(await scratch.open(), "2026-11-28");
  const found: Record<string, string[]> = {};
  for (const stack of elsewhere) found[stack] = findingsOf((await planner.plan(stack)).findings);
  return found;
}

it("F.0.40 plans with the same findings in every partition", async () => {
  const usual = await findingsIn("eu-central-1");
  expect(Object.values(usual).flat()).not.toEqual([]);
  for (const region of regions) expect(await findingsIn(region)).toEqual(usual);
}, 240_000);

it.each(regionNames)("knows zones and registries of %s", (region) => {
  expect(regionOfZone(`${region}a`)).toBe(region);
  const host = `123456789012.dkr.ecr.${region}.${domainOf(partitionOf(region) ?? "")}`;
  expect(parseImage(`${host}/web:1`)?.ecr).toEqual({ accountId: "123456789012", region });
});
