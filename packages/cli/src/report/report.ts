import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { differencesOf, projectAt, planAt, pricesOf, type OtherSide, type StackPlan } from "@ballast/plan";
import { pageOf, type StackReport } from "@ballast/report";
import { costFaultsOf, costsOf, printCostFaults } from "../cost/costs.ts";
import { chosen, comparedBy } from "../chosen.ts";
import { table } from "../plan/render.ts";
import { cacheOf, planAll, plansOf, printErrors, type Outcome } from "../planning.ts";
import { exitReasonsOf } from "./exitReasons.ts";
import { StatusLine } from "../progress.ts";

export interface ReportOptions {
  environment?: string;
  out: string;
  against?: string;
  budget?: number;
}

/** @returns the exit status. */
export async function report(named: string[], options: ReportOptions): Promise<number> {
  const { environment, out, against } = options;
  const project = projectAt(process.cwd());
  const wanted = chosen(project, named, environment);
  const line = new StatusLine();
  const other =
    against === undefined
      ? undefined
      : await planAt(
          project.root,
          against,
          comparedBy(project.root, named, environment),
          (text) => line.show(text),
          cacheOf(project),
        );
  line.end();
  const outcomes = await planAll(project, wanted);
  const stacks = withDifferences(outcomes, other);
  const costs = costsOf(plansOf(outcomes), pricesOf(project.root));
  const costFaults = costFaultsOf(plansOf(outcomes), costs, options.budget);
  const exitReasons = exitReasonsOf(outcomes, stacks, costFaults);
  const page = await pageOf(
    {
      project: project.name,
      plannedAt: new Date(),
      stacks,
      against,
      exitReasons,
      costs,
      drawings: cacheOf(project)?.drawings,
    },
    (stack) => line.show(`drawing ${stack}`),
  );
  line.end();
  mkdirSync(out, { recursive: true });
  const path = join(out, "index.html");
  writeFileSync(path, page);
  console.log(
    `${table(outcomes, undefined, costs)}\n\nThe report is written to ${relative(process.cwd(), path)}; open it in a browser:\n` +
      `  ${pathToFileURL(path).href}`,
  );
  printCostFaults(costFaults);
  printErrors(outcomes);
  for (const reason of exitReasons) console.error(`exit status 1: ${reason}`);
  return exitReasons.length > 0 ? 1 : 0;
}

/** Adds the changes of each stack that both sides can plan, and the stacks that the working tree no longer has. */
function withDifferences(outcomes: readonly Outcome[], other: OtherSide | undefined): StackReport[] {
  if (other === undefined) return [...outcomes];
  const here = new Map(outcomes.map((outcome) => [outcome.stack, outcome]));
  const after = (stack: string): StackPlan | undefined => {
    const outcome = here.get(stack);
    return outcome && "plan" in outcome ? outcome.plan : undefined;
  };
  const gone = Object.keys(other.plans).filter((stack) => !here.has(stack));
  const compared = [...here.keys()].filter((stack) => after(stack) && !(stack in other.errors));
  const differences = new Map(
    differencesOf(
      [...compared, ...gone].map((stack) => ({ before: other.plans[stack], after: after(stack) })),
    ).map((difference) => [difference.stack, difference]),
  );
  return [...here.keys(), ...gone].map((stack): StackReport => {
    const report = here.get(stack) ?? { stack };
    const differenceError = other.errors[stack];
    if ("error" in report) return report;
    return differenceError === undefined
      ? { ...report, difference: differences.get(stack) }
      : { ...report, differenceError };
  });
}
