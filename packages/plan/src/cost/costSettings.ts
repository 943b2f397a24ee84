import { readUsage, type UsageSettings } from "@ballast/analysis/cost";
import { parsed } from "@ballast/model";
import { budgetForm, budgetIn } from "@ballast/model/budget";
import { PlanError } from "../planError.ts";

export const usageKey = "ballast:usage";
export const budgetKey = "ballast:budget";

export interface CostSettings {
  usage: UsageSettings;
  /** Dollars of a month that the stack may cost. */
  budget?: number;
}

/**
 * What a stack's configuration says of its cost.
 *
 * @param values - as the SDK keeps them.
 * @throws {PlanError} that lists every fault.
 */
export function costSettingsIn(stack: string, values: Record<string, string>): CostSettings {
  const given = values[usageKey];
  // What is not JSON is refused as what is not an object.
  const read = given === undefined ? undefined : (parsed(given) ?? given);
  const { usage, faults } = readUsage(read, usageKey);
  const text = values[budgetKey];
  const budget = text === undefined ? undefined : budgetIn(text);
  if (text !== undefined && budget === undefined)
    faults.push(`${budgetKey} is ${JSON.stringify(text)}; expected: ${budgetForm}.`);
  if (faults.length > 0) throw new PlanError([`${stack}:`, ...faults.map((one) => `  ${one}`)].join("\n"));
  return { usage, ...(budget !== undefined && { budget }) };
}
