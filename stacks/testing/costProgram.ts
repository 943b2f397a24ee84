// Run as a process of its own: plans every stack, and prints what cost.test.ts checks.
import { join } from "node:path";
import { dimensionOf } from "@ballast/aws/charges";
import { costOfPlan, openProject } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import type { FreeResource, StackCost, Unpriced } from "@ballast/analysis/cost";

export interface CostedStack {
  stack: string;
  /** URNs of all resources of every provider. */
  resources: string[];
  /** URNs of those with a row. */
  rows: string[];
  free: FreeResource[];
  unpriced: Unpriced[];
  unknownDimensions: string[];
  quantities: { own: [string, number][]; elsewhere: [string, number][] };
}

const quantities = ({ rows }: StackCost): [string, number][] =>
  rows.map(({ urn, dimension, amount }) => [`${urn} ${dimension}`, amount]);

const project = await openProject(join(import.meta.dirname, "../.."));
const planner = new Planner(project);
const costed: CostedStack[] = [];
for (const stack of project.stacks) {
  const plan = await planner.plan(stack);
  const cost = costOfPlan(plan);
  costed.push({
    stack,
    resources: plan.resolved
      .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
      .map(({ urn }) => urn),
    rows: cost.rows.map(({ urn }) => urn),
    free: cost.free,
    unpriced: cost.unpriced,
    unknownDimensions: cost.rows.map((row) => row.dimension).filter((one) => dimensionOf(one) === undefined),
    quantities: { own: quantities(cost), elsewhere: quantities(costOfPlan(plan, { region: "us-east-1" })) },
  });
}
process.stdout.write(JSON.stringify(costed));
