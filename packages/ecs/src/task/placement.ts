import type { Faults } from "@ballast/contracts";
import type { PlacementProblem } from "@ballast/placement";

/** Adds errors that ECS would reject. Warnings do not prevent a deployment, and are shown in the plan. */
export function addProblems(faults: Faults, problems: PlacementProblem[]): void {
  const refuses: Record<PlacementProblem["severity"], boolean> = { error: true, warning: false };
  for (const { severity, path, message } of problems) if (refuses[severity]) faults.add(path, message);
}
