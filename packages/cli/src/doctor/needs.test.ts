import { join } from "node:path";
import type { Needs } from "@ballast/operate";
import { openProject } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { golden } from "@ballast/testing";
import { examined } from "./needs.ts";

// Stacks are planned, and the machine may be busy.
jest.setTimeout(120_000);

/* A page for reviewers: what each committed stack asks of an account, as its plan tells. */
it("reads what every stack needs from its plan", async () => {
  const project = await openProject(__dirname, (path) => import(path));
  const planner = new Planner(project);
  const sections: string[] = [];
  for (const stack of project.stacks) {
    const { needs, region } = examined(project, await planner.plan(stack));
    sections.push(section(needs, region));
  }
  const page = `# What the stacks need of an account\n\nMade by needs.test.ts of packages/cli/src/doctor.\n\n${sections.join("\n")}`;
  expect(page).toBe(golden(join(__dirname, "needs.golden.md"), page));
});

function section({ stack, ...needs }: Needs, region: string): string {
  const rows: [string, string[]][] = [
    ["service-linked roles", needs.roles.map(({ name }) => name)],
    [
      "quotas",
      needs.quotas.map(
        ({ quota, need, zone }) => `${quota} ${need}${zone === undefined ? "" : ` (${zone})`}`,
      ),
    ],
    ["zones", needs.zones],
    [
      "instance types",
      needs.instanceTypes.map(({ type, zones }) => `${type} in ${zones.join(", ") || region}`),
    ],
    ["machine images", needs.imageParameters],
    ["trunks", needs.trunking === "none" ? [] : [needs.trunking]],
    ["Container Insights", needs.accountDecidesInsights ? ["as the account says"] : []],
    ["directories", needs.directories === 0 ? [] : [String(needs.directories)]],
    ["databases", needs.databases.map((one) => Object.values(one).join(" "))],
    ["things that are there", needs.references.map(({ kind, id, path }) => `${kind} ${id} (${path})`)],
    ["names", needs.names.map(({ kind, name }) => `${kind} ${name}`)],
    ["associations", needs.associations],
    ["stacks", needs.stackReferences],
    ["placeholders", needs.placeholders.map(({ path, value }) => `${value} (${path})`)],
  ];
  const lines = rows
    .filter(([, what]) => what.length > 0)
    .map(([name, what]) => `- ${name}: ${what.join("; ")}`);
  return `## ${stack}\n\n${lines.join("\n") || "Nothing."}\n`;
}
