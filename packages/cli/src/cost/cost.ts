import { costOfPlan, PlanError, pricesOf } from "@ballast/plan";
import { planned } from "../planning.ts";
import { costFaultsOf, printCostFaults } from "./costs.ts";
import { costTable } from "./render.ts";

export interface CostOptions {
  region?: string;
  budget?: number;
  format: "table" | "json";
}

/** @returns the exit status. */
export async function cost(stack: string, { region, budget, format }: CostOptions): Promise<number> {
  const { project, plan } = await planned(
    stack,
    (stacks) => new PlanError(`There is no stack ${stack}: ${stacks}.`),
  );
  const all = costOfPlan(plan, { prices: pricesOf(project.root), ...(region !== undefined && { region }) });
  console.log(format === "json" ? JSON.stringify({ stack, ...all }, null, 2) : costTable(plan, all));
  return printCostFaults(costFaultsOf([plan], new Map([[stack, all]]), budget)) ? 1 : 0;
}
