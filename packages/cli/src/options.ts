import { Option } from "commander";

/** The first of the formats is the default. */
export function formatOption(description: string, ...formats: string[]): Option {
  return new Option("-f, --format <format>", description).choices(formats).default(formats[0]);
}

/** @param what What is done with the stacks: `plan every stack`. */
export function environmentOption(what: string): Option {
  return new Option(
    "-e, --environment <name>",
    `${what} of this environment (default: dev, if no stack is named)`,
  );
}
