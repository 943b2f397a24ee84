import type { StackPlan } from "@ballast/plan";

/** What was written while a stack was planned, in its order. */
export interface Written {
  stream: "stdout" | "stderr";
  text: string;
}

export interface Answer {
  /** The plan, or why there is none. @default - something else than the stack's own fault prevented it */
  outcome?: { plan: StackPlan } | { error: string };
  written: Written[];
}
