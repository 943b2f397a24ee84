import { explainUnplaced } from "../simulator/explain.ts";
import type { Unplaced } from "../simulator/tasks.ts";
import { explainCounts } from "./explainCounts.ts";

/** Whether a service can replace its tasks by those of another task definition. */
export interface DeploymentJudgement {
  workload: string;
  /** Bounds that hold in any order, a search of all orders, or orders that were drawn. */
  basis: "bounds" | "search" | "draws";
  /** Ends in which it gets stuck. */
  stuck: number;
  /** Ends that were found. */
  of: number;
  /** One in which it gets stuck. @default - there is none */
  example?: Unplaced;
  /** Why it is unknown; the numbers are 0 then. @default - it is known */
  unknown?: string[];
}

/** For people: `cannot roll in 2 of all 7 outcomes: …`. */
export function explainDeployment(judgement: DeploymentJudgement): string {
  const { workload, basis, stuck, of, example, unknown } = judgement;
  if (unknown) return `${workload}: it is not simulated whether it can roll: ${unknown.join("; ")}`;
  const counts = explainCounts(stuck, of, basis);
  if (stuck === 0 || example === undefined) return `${workload} can roll ${counts}`;
  return `${workload} cannot roll ${counts}: ${explainUnplaced(example).slice(workload.length + 2)}`;
}
