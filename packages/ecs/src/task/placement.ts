import type { Faults } from "@ballast/contracts";
import type { PlacementProblem } from "@ballast/placement";

/** What ECS would refuse. Warnings are the plan's to show: what they are about does deploy. */
export function addProblems(faults: Faults, problems: PlacementProblem[]): void {
  const refuses: Record<PlacementProblem["severity"], boolean> = { error: true, warning: false };
  for (const { severity, path, message } of problems) if (refuses[severity]) faults.add(path, message);
}
