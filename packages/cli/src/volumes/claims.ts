import { claimOfTag, claimsOfPlan, type Claims } from "@ballast/operate";
import { openProject, Planner, PlanError } from "@ballast/plan";
import { Progress } from "../progress.ts";

/** What a stack's plan says: which volumes are its own, and where it stands. */
export interface StackClaims extends Claims {
  region: string;
  /** Of AWS's configuration files, by the stack's settings. @default - as the environment says */
  profile?: string;
}

/** @throws {PlanError} if there is no such stack, or if it cannot be planned. */
export async function claimsOfStack(stack: string): Promise<StackClaims> {
  const project = await openProject(process.cwd());
  if (!project.stacks.includes(stack))
    throw new PlanError(`There is no stack ${stack}; there are ${project.stacks.join(", ")}.`);
  const progress = new Progress(1);
  progress.start(stack);
  const { resolved } = await new Planner(project).plan(stack).finally(() => progress.end());
  const { values } = project.configurationOf(stack);
  const profile = values["aws:profile"];
  return {
    ...claimsOfPlan(stack, resolved),
    region: values["aws:region"] ?? "",
    ...(profile !== undefined && { profile }),
  };
}

export function claimsOfTags(tags: string[]): Claims {
  return { claims: tags.map(claimOfTag), unclear: [] };
}
