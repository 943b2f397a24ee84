import { explainUnplaced } from "../simulator/explain.ts";
import type { Unplaced } from "../simulator/tasks.ts";
import { explainCounts } from "./explainCounts.ts";

/** Whether a service can replace its tasks by those of another task definition. */
export interface DeploymentJudgement {
  workload: string;
  /** Its deployment strategy, for messages: `blue/green`. @default "rolling" */
  strategy?: string;
  /** Bounds that are valid in any order, a search of all orders, or random orders. */
  basis: "bounds" | "search" | "draws";
  /** Ends in which it gets stuck. */
  stuck: number;
  /** Ends that were found. */
  of: number;
  /** An end in which it gets stuck. @default - none */
  example?: Unplaced;
  /** Why it is unknown; the numbers are 0 then. @default - it is known */
  unknown?: string[];
}

/** The message: `web cannot finish a rolling deployment in 2 of all 7 outcomes: …`. */
export function explainDeployment(judgement: DeploymentJudgement): string {
  const { workload, strategy = "rolling", basis, stuck, of, example, unknown } = judgement;
  if (unknown)
    return `${workload}: not simulated whether a ${strategy} deployment can finish: ${unknown.join("; ")}`;
  const counts = explainCounts(stuck, of, basis);
  if (stuck === 0 || example === undefined)
    return `${workload} can finish a ${strategy} deployment ${counts}`;
  return `${workload} cannot finish a ${strategy} deployment ${counts}: ${explainUnplaced(example).slice(workload.length + 2)}`;
}
