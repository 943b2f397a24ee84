import { survivalOf } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import type { ResolvedResource } from "@ballast/model";
import { Planner } from "@ballast/plan/planner";
import { openThisProject } from "./scenarioTests.ts";

jest.setTimeout(600_000);

/** Stores of the production stacks with a drill, and whether their backups are copied to another region. */
const stores: [stack: string, store: string, isCopied: boolean][] = [
  ["rexray-ebs-prod", "mysql-volume", true],
  ["rexray-efs-prod", "files-files", true],
  ["fsx-windows-prod", "state-files", false],
  ["invento-windows-prod", "database-instance", false],
];

const rowOf = (resources: ResolvedResource[], store: string) => {
  const row = survivalOf(resources).find(({ name }) => name === store);
  return row && [row.regionLoss.answer, row.restoreDrill.answer];
};

const without = (resources: ResolvedResource[], ...types: string[]) =>
  resources.filter(({ type }) => !types.includes(type));

/** The same plan as if its settings had no `copyTo`. */
function withoutCopies(resources: ResolvedResource[]): ResolvedResource[] {
  return resources.map((resource) => ({
    ...resource,
    inputs: JSON.parse(
      JSON.stringify(resource.inputs, (key, value: unknown) =>
        ["copyActions", "crossRegionCopyRules"].includes(key) ? undefined : value,
      ),
    ) as ResolvedResource["inputs"],
  }));
}

it.each(stores)(
  "%s: the table about %s turns with the copy and the drill (F.0.38)",
  async (name, store, isCopied) => {
    const { resolved } = await new Planner(await openThisProject()).plan(name);
    const copied = isCopied ? "partly" : "no";
    expect(rowOf(resolved, store)).toEqual([copied, "yes"]);
    expect(rowOf(withoutCopies(resolved), store)).toEqual(["no", "yes"]);
    for (const dropped of [aws.restoreTestingPlan, aws.restoreTestingSelection, aws.backupSelection])
      expect([dropped, rowOf(without(resolved, dropped), store)?.[1]]).toEqual([dropped, "no"]);
  },
);
