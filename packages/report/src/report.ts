import { connectionsOf, survivalOf, type Connection, type StoreSurvival } from "@ballast/analysis";
import type { StackCost } from "@ballast/analysis/cost";
import { aws } from "@ballast/aws";
import {
  costOfPlan,
  diagramOf,
  reachabilityOf,
  stackOfPlans,
  standsOn,
  type Diagram,
  type StackDifference,
  type StackPlan,
} from "@ballast/plan";
import { Permissions, roleCallsOf, type RoleCalls } from "@ballast/policy";
import { layoutOf, type Drawings, type Layout } from "./diagram/layout.ts";
import { anchorsOf } from "./page/anchors.ts";
import { placementOf, type PlannedPlacement } from "./placement/ofPlan.ts";

/** The content of one page. */
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
  /** The placement in each cluster of container instances. */
  placement: PlannedPlacement[];
  cost: StackCost;
  /** Connections to and from the stack, as far as the page has the plans of the stacks whose outputs it uses. */
  connections: Connection[];
  /** The calls that are made with its roles, keyed by the role's URN. */
  roleCalls: Map<string, RoleCalls>;
  /** Where each resource stands on the page, by its URN. */
  anchors: Map<string, string>;
}

export function isPlanned(stack: StackReport): stack is PlannedStack {
  return stack.plan !== undefined;
}

/** Computes what a plan does not say: the drawing, what outlives what, and what may be called and reached. */
export async function drawn(
  report: StackReport,
  { costs, drawings, stacks }: Pick<Report, "costs" | "drawings" | "stacks">,
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
    connections: connectionsOf(reachabilityOf([plan, ...foundationsOf(plan, stacks)])),
    roleCalls: roleCallsIn(plan),
    cost: costs?.get(plan.stack) ?? costOfPlan(plan),
    anchors: anchorsOf(plan),
  };
}

/** The plans of the stacks on which a stack stands, and of those below them. */
function foundationsOf(plan: StackPlan, stacks: readonly StackReport[]): StackPlan[] {
  const found = new Map<string, StackPlan>();
  const collect = (above: StackPlan): void => {
    for (const name of standsOn(above)) {
      const below = stacks.find(({ stack }) => stack === name)?.plan;
      if (below === undefined || below === plan || found.has(name)) continue;
      found.set(name, below);
      collect(below);
    }
  };
  collect(plan);
  return [...found.values()];
}

function roleCallsIn(plan: StackPlan): Map<string, RoleCalls> {
  const stack = stackOfPlans([plan]);
  const permissions = new Permissions(stack);
  return new Map(stack.ofType(aws.role).map((role) => [role.urn, roleCallsOf(role, stack, permissions)]));
}
