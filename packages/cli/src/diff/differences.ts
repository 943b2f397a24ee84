import type { CostDifference } from "@ballast/analysis/cost";
import type { AcknowledgementFault, StackDifference } from "@ballast/plan";

/** A stack that cannot be planned on a side. */
export interface Failure {
  stack: string;
  side: "before" | "after";
  message: string;
}

export interface Foundation {
  stack: string;
  /** Those that take its outputs. */
  under: string[];
}

export interface Differences {
  against: { ref: string; commit: string };
  differences: StackDifference[];
  /** What the stacks cost on both sides, by name, with the prices of the working tree. */
  costs: Record<string, CostDifference>;
  errors: Failure[];
  /** Stacks that were compared only because others stand on them, and that differ. */
  foundations: Foundation[];
  /** What is wrong with acknowledgements of the command line. */
  acknowledgementFaults: AcknowledgementFault[];
}
