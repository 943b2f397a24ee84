import { needsOf, type Needs } from "@ballast/operate";
import type { Planner, Project } from "@ballast/plan";

/** A stack as the doctor sees it. */
export interface Examined {
  needs: Needs;
  region: string;
  /** Of AWS's configuration files, by the stack's settings. @default - as the environment says */
  profile?: string;
  /** Of all that it registers. */
  types: string[];
}

/** @throws {PlanError} if the stack cannot be planned. */
export async function examined(project: Project, planner: Planner, stack: string): Promise<Examined> {
  const { resolved, clusters } = await planner.plan(stack);
  const { values } = project.configurationOf(stack);
  const settings = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, parsed(value)]));
  const profile = values["aws:profile"];
  return {
    needs: needsOf({ stack, resolved, clusters, settings }),
    region: values["aws:region"] ?? "",
    ...(profile !== undefined && { profile }),
    types: resolved.map(({ type }) => type),
  };
}

/** The SDK keeps what is not text as JSON. */
function parsed(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
