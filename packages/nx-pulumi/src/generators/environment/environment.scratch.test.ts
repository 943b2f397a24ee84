import { ScratchClone } from "../../testing.ts";

let clone: ScratchClone;
const scenarios = "network,rexray-efs";
beforeAll(() => {
  clone = new ScratchClone();
  clone.run(
    ...(["nx", "g", "@ballast/nx-pulumi:environment", "staging", "--from", "dev"] as const),
    ...["--scenarios", scenarios, "--region", "eu-west-1", "--account", "111122223333"],
  );
});
afterAll(() => clone.end());

it("adds an environment by a file for each scenario, and changes no other file", () => {
  const { stdout } = clone.run("git", "status", "--short");
  expect(stdout.split("\n").filter(Boolean)).toEqual([
    "?? stacks/environments/Pulumi.network-staging.yaml",
    "?? stacks/environments/Pulumi.rexray-efs-staging.yaml",
  ]);
  clone.run("prettier", "--check", "stacks/environments");
});

it("has its stacks planned in their own region, on their own network, and known to Nx", () => {
  const { stdout } = clone.run("ballast", "plan", "--environment", "staging", "--format", "json");
  const plans = JSON.parse(stdout) as {
    stack: string;
    region: string;
    resources: { type: string; name: string }[];
  }[];
  expect(plans.map(({ stack, region }) => [stack, region])).toEqual([
    ["network-staging", "eu-west-1"],
    ["rexray-efs-staging", "eu-west-1"],
  ]);
  const references = plans.flatMap(({ resources }) =>
    resources.filter(({ type }) => type === "pulumi:pulumi:StackReference").map(({ name }) => name),
  );
  expect(references).toEqual(["organization/ballast/network-staging"]);
  expect(stdout).not.toMatch(/-dev\b|eu-central-1/);
  expect(clone.run("nx", "show", "projects").stdout).toContain("rexray-efs-staging");
});

it("needs no edit of a workflow or a page", () => {
  clone.run("jest", "packages/workflows/src");
  clone.run("node", "tools/docs.ts", "--check");
});
