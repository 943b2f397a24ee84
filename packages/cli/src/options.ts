import { budgetForm, budgetIn } from "@ballast/model/budget";
import { InvalidArgumentError, Option } from "commander";

/** Output formats. Every command uses these names for what it offers, in this order. */
type Format = "table" | "json" | "markdown" | "svg";

/** The former name of `table` in some commands: still accepted, and not shown in help. */
const formerTable = "text";

/** An option for the output format: `table` by default, and the other formats of the command. */
export function formatOption(description: string, ...others: Exclude<Format, "table">[]): Option {
  const formats: string[] = ["table", ...others];
  return new Option("-f, --format <format>", description)
    .choices(formats)
    .default("table")
    .argParser((format) => {
      if (format === formerTable) return "table";
      if (!formats.includes(format))
        throw new InvalidArgumentError(`Allowed choices are ${formats.join(", ")}.`);
      return format;
    });
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
