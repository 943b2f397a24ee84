import {
  given,
  listed,
  type Faults,
  type PlacementConstraint,
  type PlacementStrategy,
} from "@ballast/contracts";
import { LaunchType } from "../task/shape.ts";

const limits = { constraints: 10, strategies: 5, expression: 2000 };

/** What a task definition may say about where its tasks run. */
export function checkTaskConstraints(
  faults: Faults,
  constraints: PlacementConstraint[],
  launchType: LaunchType,
): void {
  checkConstraints(faults, constraints, launchType);
  for (const [position, constraint] of constraints.entries()) {
    if (constraint.type === "distinctInstance") {
      faults.add(
        `placementConstraints[${position}]`,
        "distinctInstance holds for a service or a run, not for a task definition.",
      );
    }
  }
}

export interface ServicePlacement {
  launchType: LaunchType;
  daemon: boolean;
  constraints: PlacementConstraint[];
  strategies: PlacementStrategy[];
  /** What the task definition brings; both together have one limit. */
  taskConstraints: PlacementConstraint[];
}

export function checkServicePlacement(faults: Faults, placement: ServicePlacement): void {
  const { constraints, strategies, taskConstraints, launchType, daemon } = placement;
  checkConstraints(faults, constraints, launchType);
  if (constraints.length + taskConstraints.length > limits.constraints) {
    faults.add(
      "placementConstraints",
      `there are ${constraints.length + taskConstraints.length} with the task definition's; ECS takes ${limits.constraints}.`,
    );
  }
  if (strategies.length > limits.strategies) {
    faults.add("placementStrategies", `names ${strategies.length}; ECS takes ${limits.strategies}.`);
  }
  if (strategies.length > 0 && launchType === LaunchType.Fargate) {
    faults.add(
      "placementStrategies",
      "AWS Fargate spreads tasks over zones by itself and takes no strategies; leave them out.",
    );
  }
  if (strategies.length > 0 && daemon) {
    faults.add(
      "placementStrategies",
      "a daemon runs on every instance and takes no strategies; leave them out.",
    );
  }
  for (const [position, strategy] of strategies.entries()) {
    checkStrategy(faults, `placementStrategies[${position}]`, strategy);
  }
}

function checkConstraints(faults: Faults, constraints: PlacementConstraint[], launchType: LaunchType): void {
  if (constraints.length > 0 && launchType === LaunchType.Fargate) {
    faults.add(
      "placementConstraints",
      "AWS Fargate has no instances to choose between; leave them out, or use capacity providers.",
    );
  }
  for (const [position, { type, expression }] of constraints.entries()) {
    const path = `placementConstraints[${position}]`;
    if (type === "distinctInstance") {
      if (expression !== undefined)
        faults.add(`${path}.expression`, "distinctInstance takes none; leave it out.");
    } else if (type === "memberOf") {
      if (!expression?.trim() || expression.length > limits.expression) {
        faults.add(
          `${path}.expression`,
          `has ${expression?.length ?? 0} characters; memberOf takes 1 to ${limits.expression} of the cluster query language.`,
        );
      }
    } else {
      faults.add(`${path}.type`, `${given(type)} is unknown; allowed: "memberOf", "distinctInstance".`);
    }
  }
}

function checkStrategy(faults: Faults, path: string, { type, field }: PlacementStrategy): void {
  const packable = ["cpu", "memory"];
  if (type === "random") {
    if (field !== undefined) faults.add(`${path}.field`, "random takes none; leave it out.");
  } else if (type === "binpack") {
    if (!packable.includes(field ?? ""))
      faults.add(`${path}.field`, `${given(field)} cannot be packed by; allowed: ${listed(packable)}.`);
  } else if (type === "spread") {
    if (!/^(instanceId|host|attribute:\S+)$/.test(field ?? "")) {
      faults.add(
        `${path}.field`,
        `${given(field)} cannot be spread over; allowed: "instanceId" or "attribute:<name>".`,
      );
    }
  } else {
    faults.add(`${path}.type`, `${given(type)} is unknown; allowed: "spread", "binpack", "random".`);
  }
}

/** AWS answers `host` as `instanceId`; sending its own word keeps previews quiet. */
export function normalizeStrategies(strategies: PlacementStrategy[]): PlacementStrategy[] {
  return strategies.map((strategy) =>
    strategy.field === "host" ? { ...strategy, field: "instanceId" } : strategy,
  );
}

const zoneAttribute = "attribute:ecs.availability-zone";

/** What keeps ECS from moving tasks between zones to even them out; undefined if nothing does. */
export function rebalancingObstacle(placement: ServicePlacement, maximumPercent: number): string | undefined {
  const first = placement.strategies[0];
  if (placement.daemon) return "a daemon has one task per instance";
  if (maximumPercent <= 100)
    return `maximumPercent is ${maximumPercent}, and rebalancing starts a task before it stops one`;
  if (
    [...placement.constraints, ...placement.taskConstraints].some(({ expression }) =>
      expression?.includes(zoneAttribute),
    )
  ) {
    return `a placement constraint names ${zoneAttribute}`;
  }
  if (first && !(first.type === "spread" && first.field === zoneAttribute)) {
    return `the first placement strategy is not to spread over ${zoneAttribute}`;
  }
  return undefined;
}
