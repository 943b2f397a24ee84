import { survivalOf, type StoreSurvival } from "@ballast/analysis";
import type { StackCost } from "@ballast/analysis/cost";
import { costOfPlan, diagramOf, type Diagram, type StackDifference, type StackPlan } from "@ballast/plan";
import { layoutOf, type Drawings, type Layout } from "./diagram/layout.ts";
import { anchorsOf } from "./page/anchors.ts";
import { placementOf, type PlannedPlacement } from "./placement/ofPlan.ts";

/** What one page shows. */
export interface Report {
  /** Name of the project. */
  project: string;
  /** When the stacks were planned. */
  plannedAt: Date;
  stacks: StackReport[];
  /** What the stacks are compared with, as its user wrote it: `main`. @default - nothing */
  against?: string;
  /** Why the command that writes the page exits with status 1. @default - it exits with 0 */
  exitReasons?: readonly string[];
  /** What stacks cost, by name. @default - by the prices that come with Ballast */
  costs?: ReadonlyMap<string, StackCost>;
  /** Layouts of earlier pages. @default - none are kept */
  drawings?: Drawings;
}

export interface StackReport {
  stack: string;
  /** Undefined if it cannot be planned. */
  plan?: StackPlan;
  /** Why it cannot be planned. */
  error?: string;
  difference?: StackDifference;
  /** Why there is no difference although one was asked for. */
  differenceError?: string;
}

/** A plan with all that the page draws of it. */
export interface PlannedStack extends StackReport {
  plan: StackPlan;
  diagram: Diagram;
  layout: Layout;
  survival: StoreSurvival[];
  /** Of each cluster of container instances. */
  placement: PlannedPlacement[];
  cost: StackCost;
  /** Where each resource stands on the page, by its URN. */
  anchors: Map<string, string>;
}

export function isPlanned(stack: StackReport): stack is PlannedStack {
  return stack.plan !== undefined;
}

/** Computes what a plan does not say: the drawing, and what outlives what. */
export async function drawn(
  report: StackReport,
  { costs, drawings }: Pick<Report, "costs" | "drawings"> = {},
): Promise<StackReport | PlannedStack> {
  const { plan } = report;
  if (plan === undefined) return report;
  const diagram = diagramOf(plan.resolved);
  return {
    ...report,
    plan,
    diagram,
    layout: await layoutOf(diagram, drawings),
    survival: survivalOf(plan.resolved),
    placement: placementOf(plan.clusters),
    cost: costs?.get(plan.stack) ?? costOfPlan(plan),
    anchors: anchorsOf(plan),
  };
}
