import type { StackPlan } from "@ballast/plan";

/** Output that was written while a stack was planned, in order. */
export interface Written {
  stream: "stdout" | "stderr";
  text: string;
}

export interface Answer {
  /** The plan, or the stack's error. @default - planning failed for another reason */
  outcome?: { plan: StackPlan } | { error: string };
  written: Written[];
}
