import { parseQuery } from "../query/parse.ts";
import { comparisons } from "../query/query.ts";
import { QueryError } from "../query/queryError.ts";
import type { PlacementConstraint, PlacementStrategy } from "./types.ts";

/** An error that ECS would reject, or a probable mistake. */
export interface PlacementProblem {
  severity: "error" | "warning";
  /** `placementConstraints[0].expression` */
  path: string;
  message: string;
}

/** ECS's own: API reference of Service and TaskDefinition. */
const limits = { constraints: 10, strategies: 5 };

export interface ServicePlacement {
  /** Task definitions for AWS Fargate have no container instances. */
  fargate: boolean;
  daemon: boolean;
  constraints: PlacementConstraint[];
  strategies: PlacementStrategy[];
  /** The task definition's constraints; both together have one limit. */
  taskConstraints: PlacementConstraint[];
  /** The service's name in ECS. @default - unknown, so a constraint on the service's own tasks is not reported */
  serviceName?: string | undefined;
}

/** Checks a task definition's placement constraints. */
export function checkTaskPlacement(constraints: PlacementConstraint[], fargate: boolean): PlacementProblem[] {
  const why = "distinctInstance is allowed for a service or a run, not for a task definition.";
  return [
    ...checkConstraints(constraints, fargate),
    ...constraints.flatMap(({ type }, position) =>
      wrong(type === "distinctInstance", `placementConstraints[${position}]`, why),
    ),
  ];
}

/** Checks a service's placement constraints and strategies, together with those of its task definition. */
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
      `there are ${count}, including the task definition's; ECS allows ${limits.constraints}.`,
    ),
    ...wrong(
      strategies.length > limits.strategies,
      all,
      `there are ${strategies.length}; ECS allows ${limits.strategies}.`,
    ),
    ...wrong(
      some && fargate,
      all,
      "AWS Fargate spreads tasks over zones and supports no strategies; leave them out.",
    ),
    ...wrong(
      some && daemon,
      all,
      "a daemon runs on every instance and supports no strategies; leave them out.",
    ),
    ...strategies.flatMap((strategy, position) => checkStrategy(`${all}[${position}]`, strategy)),
    ...lonely(placement),
  ];
}

function checkConstraints(constraints: PlacementConstraint[], fargate: boolean): PlacementProblem[] {
  const all = "placementConstraints";
  const why = "AWS Fargate has no container instances to select; leave them out, or use capacity providers.";
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
      "distinctInstance has no expression; leave it out.",
    );
  if (type !== "memberOf")
    return [error(`${path}.type`, `${given(type)} is unknown; allowed: "memberOf", "distinctInstance".`)];
  if (expression === undefined)
    return [
      error(`${path}.expression`, "is missing; memberOf needs an expression in the cluster query language."),
    ];
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
      return wrong(field !== undefined, at, "random has no field; leave it out.");
    case "binpack": {
      const isKnown = field === "cpu" || field === "memory";
      return wrong(!isKnown, at, `${given(field)} is not a field for binpack; allowed: "cpu", "memory".`);
    }
    case "spread": {
      const isKnown = /^(instanceId|host|attribute:\S+)$/.test(field ?? "");
      const allowed = '"instanceId" or "attribute:<name>"';
      return wrong(!isKnown, at, `${given(field)} is not a field for spread; allowed: ${allowed}.`);
    }
    default:
      return [error(`${path}.type`, `${given(type)} is unknown; allowed: "spread", "binpack", "random".`)];
  }
}

/** Constraints that require a task of the same service on the instance, so that the first task cannot be placed. */
function lonely({ constraints, serviceName }: ServicePlacement): PlacementProblem[] {
  if (serviceName === undefined) return [];
  return constraints.flatMap(({ expression }, position) => {
    const query = expression === undefined ? undefined : readable(expression);
    const own = query?.kind === "comparison" && query.subject === "task:group" && query.operator === "==";
    if (!own || query.values[0]?.text !== `service:${serviceName}`) return [];
    const path = `placementConstraints[${position}].expression`;
    const message =
      "requires an instance that already runs a task of the same service, so the first task cannot be placed.";
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

/** Whether a constraint uses this subject; false for an invalid expression. */
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
