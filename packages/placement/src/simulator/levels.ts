import { zoneAttribute } from "../query/build.ts";
import type { PlacementStrategy } from "../rules/types.ts";
import type { Instance } from "./instance.ts";

/** Where a strategy puts an instance: a zone, for example, or an amount that is left. */
export type Place = string | number;

/** Part of a tree that is told when a rank changes. */
interface Ranked<T> {
  rerank(one: T): void;
}

/** One strategy: it puts instances into bins, and ranks the bins. */
export interface Level {
  strategy: string;
  bin(instance: Instance): Place;
  rank(place: Place): number;
  /** For ranks that placements change. */
  count?(instance: Instance, by: 1 | -1): void;
  /** The forks of the tree in which a bin stands. */
  holders: Map<Place, Set<Ranked<Place>>>;
  /** Those that hold instances themselves, where each bin is one instance and nothing decides after that. */
  hosts: Set<Ranked<Instance>>;
  isOfHosts: boolean;
}

/** What follows `random` never decides. */
export function levelsOf(strategies: PlacementStrategy[]): Level[] {
  const random = strategies.findIndex(({ type }) => type === "random");
  return strategies.slice(0, random < 0 ? undefined : random).map(level);
}

function level({ type, field = "" }: PlacementStrategy): Level {
  const holders = new Map<Place, Set<Ranked<Place>>>();
  const hosts = new Set<Ranked<Instance>>();
  const strategy = `${type} ${field}`;
  if (type === "binpack") {
    const resource = field === "cpu" ? "cpu" : "memoryMiB";
    return { strategy, bin: ({ left }) => left[resource], rank: Number, holders, hosts, isOfHosts: false };
  }
  const tasks = new Map<Place, number>();
  const bin = spreadBin(field);
  return {
    strategy,
    bin,
    rank: (place) => tasks.get(place) ?? 0,
    count: (instance, by) => {
      const place = bin(instance);
      tasks.set(place, (tasks.get(place) ?? 0) + by);
      for (const fork of holders.get(place) ?? []) fork.rerank(place);
      for (const one of hosts) one.rerank(instance);
    },
    holders,
    hosts,
    isOfHosts: field === "instanceId" || field === "host",
  };
}

/** What a strategy `spread` counts tasks by. */
export function spreadBin(field: string): (instance: Instance) => string {
  if (field === "instanceId" || field === "host") return ({ id }) => id;
  const attribute = field.replace(/^attribute:/, "");
  // Also where only the names of the zones are not known.
  if (attribute === zoneAttribute) return ({ availabilityZone }) => availabilityZone;
  return ({ attributes }) => attributes[attribute] ?? "(none)";
}
