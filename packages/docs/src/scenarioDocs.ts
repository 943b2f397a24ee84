import type { Project, StackPlan } from "@ballast/plan";
import type { z } from "zod";

/** A scenario, with the plan of each environment that has settings. */
export interface ScenarioDocs {
  name: string;
  schema: z.ZodType;
  plans: Record<string, StackPlan>;
  project: Project;
}
