import type { CostDifference } from "@ballast/analysis/cost";
import type { AcknowledgementFault, StackDifference } from "@ballast/plan";

/** A stack that cannot be planned on one side. */
export interface Failure {
  stack: string;
  side: "before" | "after";
  message: string;
}

export interface Foundation {
  stack: string;
  /** The stacks that use its outputs. */
  under: string[];
}

export interface Differences {
  against: { ref: string; commit: string };
  differences: StackDifference[];
  /** Costs of the stacks on both sides, by name, with the prices of the working tree. */
  costs: Record<string, CostDifference>;
  errors: Failure[];
  /** Stacks that differ, but were compared only because others depend on them. */
  foundations: Foundation[];
  /** Problems with acknowledgements on the command line. */
  acknowledgementFaults: AcknowledgementFault[];
}
