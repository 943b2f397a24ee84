import type { Prices } from "@ballast/analysis/cost";
import { regionNames } from "@ballast/aws/regions";
import { suggestion } from "@ballast/model";
import { costOfPlan, PlanError, pricesOf, projectAt } from "@ballast/plan";
import { planned } from "../planning.ts";
import { costFaultsOf, printCostFaults } from "./costs.ts";
import { costTable } from "./render.ts";

export interface CostOptions {
  region?: string;
  budget?: number;
  format: "table" | "json";
}

/** A region that neither AWS nor the project's prices have. */
class UnknownRegionError extends PlanError {
  readonly exitCode = 2;
}

function checkRegion(region: string | undefined, prices: Prices): void {
  const known = [...new Set([...regionNames, ...Object.keys(prices)])];
  if (region !== undefined && !known.includes(region))
    throw new UnknownRegionError(
      `--region ${region} is not a region.${suggestion(region, known)} Use a region code, for example eu-central-1.`,
    );
}

/** @returns the exit status. */
export async function cost(stack: string, { region, budget, format }: CostOptions): Promise<number> {
  const prices = pricesOf(projectAt(process.cwd()).root);
  checkRegion(region, prices);
  const { plan } = await planned(stack, (stacks) => new PlanError(`There is no stack ${stack}: ${stacks}.`));
  const all = costOfPlan(plan, { prices, ...(region !== undefined && { region }) });
  console.log(format === "json" ? JSON.stringify({ stack, ...all }, null, 2) : costTable(plan, all));
  return printCostFaults(costFaultsOf([plan], new Map([[stack, all]]), budget)) ? 1 : 0;
}
