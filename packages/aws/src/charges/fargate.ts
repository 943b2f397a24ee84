import { fields, list, number, text, type Fields } from "@ballast/model";
import type { Described } from "../described.ts";
import { referred, refersTo, type ChargeFacts, type UncountedCharge } from "./terms.ts";

/** Tasks, some of which may run on AWS Fargate. */
export interface Launched {
  /** Launch settings, from a service or a schedule's target. */
  by: Fields;
  /** Id, ARN or name of the cluster. */
  cluster: unknown;
  task: Described | undefined;
  /** Number of tasks, on average or per run. */
  size: number;
}

export interface OnFargate {
  tasks: number;
  /** Number of tasks, with each Fargate Spot task counted by its fraction of the On-Demand price. */
  priced: number;
  /** Text about Fargate Spot for the explanation. */
  isOnSpot: string;
}

/** Undefined if none of the tasks runs on AWS Fargate. */
export function onFargate(
  launched: Launched,
  { usage, others }: Pick<ChargeFacts, "usage" | "others">,
): OnFargate | UncountedCharge | undefined {
  const { by, size } = launched;
  const launchType = text(by["launchType"]);
  if (launchType !== "") return launchType === "FARGATE" ? onDemand(size) : undefined;
  const own = list(by["capacityProviderStrategies"]).map(fields);
  const strategies = own.length > 0 ? own : strategiesOfCluster(launched, others);
  if (strategies === undefined)
    return { uncounted: "its tasks, if they run on AWS Fargate: their cluster is not in this stack" };
  const named = strategies.map(({ capacityProvider }) => text(capacityProvider));
  if (!named.some((name) => name === "FARGATE" || name === "FARGATE_SPOT")) return undefined;
  const counts = spread(strategies, size);
  const countOf = (wanted: string): number =>
    counts.reduce((sum, count, index) => sum + (named[index] === wanted ? count : 0), 0);
  if (!named.includes("FARGATE_SPOT")) return onDemand(countOf("FARGATE"));
  const percent = usage("spotPercent");
  return {
    tasks: countOf("FARGATE") + countOf("FARGATE_SPOT"),
    priced: countOf("FARGATE") + (countOf("FARGATE_SPOT") * percent) / 100,
    isOnSpot: `; Spot at ${percent} % of the On-Demand price`,
  };
}

function onDemand(tasks: number): OnFargate {
  return { tasks, priced: tasks, isOnSpot: "" };
}

/** The strategy that ECS uses without launch type and strategy (ECS API reference, CreateService). */
function strategiesOfCluster(
  { cluster, task }: Launched,
  others: ChargeFacts["others"],
): Fields[] | undefined {
  const own = referred(others, "aws:ecs/cluster:Cluster", cluster);
  // Fargate tasks require the network mode awsvpc (ECS developer guide, "Fargate task networking").
  if (own === undefined)
    return task !== undefined && text(task.inputs["networkMode"]) !== "awsvpc" ? [] : undefined;
  return others("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")
    .filter(({ inputs }) => refersTo(inputs["clusterName"], own))
    .flatMap(({ inputs }) => list(inputs["defaultCapacityProviderStrategies"]).map(fields));
}

/**
 * Distributes tasks by strategy: first each base, then the rest by weight (ECS API reference,
 * CapacityProviderStrategyItem).
 */
function spread(strategies: readonly Fields[], size: number): number[] {
  let left = size;
  const first = strategies.map(({ base }) => {
    const here = Math.min(number(base), left);
    left -= here;
    return here;
  });
  const all = strategies.reduce((sum, { weight }) => sum + number(weight), 0);
  return strategies.map(
    ({ weight }, index) =>
      (first[index] ?? 0) + left * (all === 0 ? 1 / strategies.length : number(weight) / all),
  );
}
