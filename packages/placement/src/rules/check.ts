import { parseQuery } from "../query/parse.ts";
import { comparisons } from "../query/query.ts";
import { QueryError } from "../query/queryError.ts";
import type { PlacementConstraint, PlacementStrategy } from "./types.ts";

/** What ECS would refuse, or what is probably not meant. */
export interface PlacementProblem {
  severity: "error" | "warning";
  /** `placementConstraints[0].expression` */
  path: string;
  message: string;
}

/** ECS's own: API reference of Service and TaskDefinition. */
const limits = { constraints: 10, strategies: 5 };

export interface ServicePlacement {
  /** Task definitions for AWS Fargate know no instances. */
  fargate: boolean;
  daemon: boolean;
  constraints: PlacementConstraint[];
  strategies: PlacementStrategy[];
  /** What the task definition brings; both together have one limit. */
  taskConstraints: PlacementConstraint[];
  /** The service's name in ECS. @default - not known, so nothing is said of tasks that wait for their own kind */
  serviceName?: string | undefined;
}

/** What a task definition may say about where its tasks run. */
export function checkTaskPlacement(constraints: PlacementConstraint[], fargate: boolean): PlacementProblem[] {
  const why = "distinctInstance holds for a service or a run, not for a task definition.";
  return [
    ...checkConstraints(constraints, fargate),
    ...constraints.flatMap(({ type }, position) =>
      wrong(type === "distinctInstance", `placementConstraints[${position}]`, why),
    ),
  ];
}

/** What a service may say about it, beside what its task definition says. */
export function checkServicePlacement(placement: ServicePlacement): PlacementProblem[] {
  const { constraints, strategies, taskConstraints, fargate, daemon } = placement;
  const count = constraints.length + taskConstraints.length;
  const all = "placementStrategies";
  const some = strategies.length > 0;
  return [
    ...checkConstraints(constraints, fargate),
    ...wrong(
      count > limits.constraints,
      "placementConstraints",
      `there are ${count} with the task definition's; ECS takes ${limits.constraints}.`,
    ),
    ...wrong(
      strategies.length > limits.strategies,
      all,
      `names ${strategies.length}; ECS takes ${limits.strategies}.`,
    ),
    ...wrong(
      some && fargate,
      all,
      "AWS Fargate spreads tasks over zones by itself and takes no strategies; leave them out.",
    ),
    ...wrong(some && daemon, all, "a daemon runs on every instance and takes no strategies; leave them out."),
    ...strategies.flatMap((strategy, position) => checkStrategy(`${all}[${position}]`, strategy)),
    ...lonely(placement),
  ];
}

function checkConstraints(constraints: PlacementConstraint[], fargate: boolean): PlacementProblem[] {
  const all = "placementConstraints";
  const why = "AWS Fargate has no instances to choose between; leave them out, or use capacity providers.";
  return [
    ...wrong(constraints.length > 0 && fargate, all, why),
    ...constraints.flatMap((constraint, position) => checkConstraint(`${all}[${position}]`, constraint)),
  ];
}

function checkConstraint(path: string, { type, expression }: PlacementConstraint): PlacementProblem[] {
  if (type === "distinctInstance")
    return wrong(
      expression !== undefined,
      `${path}.expression`,
      "distinctInstance takes none; leave it out.",
    );
  if (type !== "memberOf")
    return [error(`${path}.type`, `${given(type)} is unknown; allowed: "memberOf", "distinctInstance".`)];
  if (expression === undefined)
    return [error(`${path}.expression`, "is missing; memberOf needs a query of ECS's query language.")];
  try {
    return parseQuery(expression).warnings.map((warning) => ({
      severity: "warning",
      path: `${path}.expression`,
      message: `${warning}.`,
    }));
  } catch (fault) {
    if (!(fault instanceof QueryError)) throw fault;
    return [error(`${path}.expression`, `is not valid in the cluster query language: ${fault.message}.`)];
  }
}

function checkStrategy(path: string, { type, field }: PlacementStrategy): PlacementProblem[] {
  const at = `${path}.field`;
  switch (type) {
    case "random":
      return wrong(field !== undefined, at, "random takes none; leave it out.");
    case "binpack": {
      const isKnown = field === "cpu" || field === "memory";
      return wrong(!isKnown, at, `${given(field)} cannot be packed by; allowed: "cpu", "memory".`);
    }
    case "spread": {
      const isKnown = /^(instanceId|host|attribute:\S+)$/.test(field ?? "");
      const allowed = '"instanceId" or "attribute:<name>"';
      return wrong(!isKnown, at, `${given(field)} cannot be spread over; allowed: ${allowed}.`);
    }
    default:
      return [error(`${path}.type`, `${given(type)} is unknown; allowed: "spread", "binpack", "random".`)];
  }
}

/** Tasks that must be beside their own kind: the first of them has nowhere to go. */
function lonely({ constraints, serviceName }: ServicePlacement): PlacementProblem[] {
  if (serviceName === undefined) return [];
  return constraints.flatMap(({ expression }, position) => {
    const query = expression === undefined ? undefined : readable(expression);
    const own = query?.kind === "comparison" && query.subject === "task:group" && query.operator === "==";
    if (!own || query.values[0]?.text !== `service:${serviceName}`) return [];
    const path = `placementConstraints[${position}].expression`;
    const message =
      "asks for an instance that runs a task of this very service, so the first has nowhere to go.";
    return { severity: "warning", path, message };
  });
}

function readable(expression: string) {
  try {
    return parseQuery(expression).query;
  } catch {
    return undefined;
  }
}

/** Whether a constraint asks for this subject; one that cannot be read does not. */
export function asksFor(constraint: PlacementConstraint, subject: string): boolean {
  const query = constraint.expression === undefined ? undefined : readable(constraint.expression);
  return query !== undefined && comparisons(query).some((comparison) => comparison.subject === subject);
}

function wrong(isWrong: boolean, path: string, message: string): PlacementProblem[] {
  return isWrong ? [error(path, message)] : [];
}

function error(path: string, message: string): PlacementProblem {
  return { severity: "error", path, message };
}

function given(value: string | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
