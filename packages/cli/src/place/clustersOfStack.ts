import type { ClusterSpec } from "@ballast/placement";
import { openProject, Planner } from "@ballast/plan";
import { Progress } from "../progress.ts";
import { PlaceError } from "./placeError.ts";

/** The clusters of a planned stack, with as many instances as there may be. */
export async function clustersOfStack(stack: string): Promise<ClusterSpec[]> {
  const project = await openProject(process.cwd());
  if (!project.stacks.includes(stack)) {
    throw new PlaceError(
      `There is no file ${stack}, and no stack of this name: ${project.stacks.join(", ")}.`,
    );
  }
  const progress = new Progress(1);
  progress.start(stack);
  const { clusters } = await new Planner(project).plan(stack);
  progress.end();
  return clusters;
}
