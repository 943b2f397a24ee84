import { needsOf, type Needs } from "@ballast/operate";
import type { ProjectSettings, StackPlan } from "@ballast/plan";
import { placeOf, type Place } from "../planning.ts";

/** A stack and its requirements. */
export interface Examined extends Place {
  needs: Needs;
  /** Types of all resources that it registers. */
  types: string[];
}

export function examined(project: ProjectSettings, { stack, resolved, clusters }: StackPlan): Examined {
  const { values } = project.configurationOf(stack);
  const settings = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, parsed(value)]));
  return {
    needs: needsOf({ stack, resolved, clusters, settings }),
    ...placeOf(project, stack),
    types: resolved.map(({ type }) => type),
  };
}

/** The SDK stores values that are not strings as JSON. */
function parsed(value: string): unknown {
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
