import { readUsage, type UsageSettings } from "@ballast/analysis/cost";
import { parsed } from "@ballast/model";
import { budgetForm, budgetIn } from "@ballast/model/budget";
import { PlanError } from "../planError.ts";
import { refusedValues } from "../refusal.ts";
import type { StackFile } from "../stackFile.ts";

export const usageKey = "ballast:usage";
export const budgetKey = "ballast:budget";

export interface CostSettings {
  usage: UsageSettings;
  /** The stack's budget, in US dollars per month. */
  budget?: number;
}

/**
 * The settings about cost in a stack's configuration.
 *
 * @param values - as the SDK keeps them.
 * @param file Where they are from, for lines in messages.
 * @throws {PlanError} that lists every fault.
 */
export function costSettingsIn(
  stack: string,
  values: Record<string, string>,
  file?: StackFile,
): CostSettings {
  const given = values[usageKey];
  // Text that is not JSON is rejected like a value that is not an object.
  const read = given === undefined ? undefined : (parsed(given) ?? given);
  const { usage, faults } = readUsage(read, usageKey);
  const text = values[budgetKey];
  const budget = text === undefined ? undefined : budgetIn(text);
  if (text !== undefined && budget === undefined)
    faults.push(`${budgetKey} is ${JSON.stringify(text)}; expected: ${budgetForm}.`);
  if (faults.length > 0) throw new PlanError(refusedValues(stack, faults, file));
  return { usage, ...(budget !== undefined && { budget }) };
}
