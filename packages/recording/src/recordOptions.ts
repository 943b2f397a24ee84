import type { Lookups } from "./cloud/site.ts";
import type { Properties } from "./wire.ts";

export interface RecordOptions {
  /** True: what only a deployment can know stays unknown. @default false */
  preview?: boolean;
  /** @default "organization" */
  organization?: string;
  /** @default "ballast" */
  project?: string;
  /** @default "test-dev" */
  stack?: string;
  /** `namespace:key` to value; objects as JSON. @default - a region */
  config?: Record<string, string>;
  /** Keys of `config` whose values are secret. @default - none */
  secretConfigKeys?: string[];
  /** Answers to look-ups, by token; any other look-up fails. @default - none */
  lookups?: Lookups;
  /** The account ID in placeholders for values that AWS computes. @default - the account ID of AWS's documentation */
  accountId?: string;
  /** Outputs of other stacks, by their full name. @default - none */
  stacks?: Record<string, StackOutputs>;
  /**
   * True: each output that only a deployment can know has a value of its own, those included that have no stand-in. Such a value
   * tells which output it is wherever the program puts it. Not for previews. @default false
   */
  distinctOutputs?: boolean;
}

export interface StackOutputs {
  outputs: Properties;
  /** Names of the outputs that are secret. */
  secrets: string[];
}
