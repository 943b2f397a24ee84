import { budgetForm, budgetIn } from "@ballast/model/budget";
import { InvalidArgumentError, Option } from "commander";

/** An option for the output format. The first format is the default. */
export function formatOption(description: string, ...formats: string[]): Option {
  return new Option("-f, --format <format>", description).choices(formats).default(formats[0]);
}

/** @param what The action in the help text: `plan every stack`. */
export function environmentOption(what: string): Option {
  return new Option(
    "-e, --environment <name>",
    `${what} of this environment (default: dev, if no stack is named)`,
  );
}

/** An option for the budget; it overrides the stack's settings. */
export function budgetOption(): Option {
  return new Option(
    "--budget <dollars>",
    "fail if a stack costs more in a month (default: ballast:budget in its settings, if set)",
  ).argParser((text) => {
    const amount = budgetIn(text);
    if (amount === undefined) throw new InvalidArgumentError(`Use ${budgetForm}.`);
    return amount;
  });
}

/** An option of commands that cache plans. */
export function noCacheOption(): Option {
  return new Option("--no-cache", "plan again, even if an earlier run has created the same plan");
}
