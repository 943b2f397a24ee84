import type { AcknowledgementFault, StackDifference } from "@ballast/plan";

/** A stack that cannot be planned on a side. */
export interface Failure {
  stack: string;
  side: "before" | "after";
  message: string;
}

export interface Differences {
  against: { ref: string; commit: string };
  differences: StackDifference[];
  errors: Failure[];
  /** What is wrong with acknowledgements of the command line. */
  acknowledgementFaults: AcknowledgementFault[];
}
