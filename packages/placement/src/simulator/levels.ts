import { zoneAttribute } from "../query/build.ts";
import type { PlacementStrategy } from "../rules/types.ts";
import type { Instance } from "./instance.ts";
import type { Resources } from "./resources.ts";

/** Where a strategy puts an instance: a zone, for example, or an amount that is left. */
export type Place = string | number;

/** What strategies choose between: instances for a task, or tasks that run on them. */
export interface Candidate extends Pick<Instance, "id" | "availabilityZone" | "attributes"> {
  readonly left: Pick<Resources, "cpu" | "memoryMiB">;
}

/** Part of a tree that is told when a rank changes. */
interface Ranked<T> {
  rerank(one: T): void;
}

/** One strategy: it puts candidates into bins, and ranks the bins: the lowest is chosen. */
export interface Level<One extends Candidate> {
  strategy: string;
  bin(one: One): Place;
  rank(place: Place): number;
  /** For ranks that placements change. */
  count?(one: One, by: 1 | -1): void;
  /** The forks of the tree in which a bin stands. */
  holders: Map<Place, Set<Ranked<Place>>>;
  /** Those that hold candidates themselves, where each bin is one instance and nothing decides after that. */
  hosts: Set<Ranked<One>>;
  isOfHosts: boolean;
}

/** What follows `random` never decides. */
export function decisive(strategies: PlacementStrategy[]): PlacementStrategy[] {
  const random = strategies.findIndex(({ type }) => type === "random");
  return strategies.slice(0, random < 0 ? undefined : random);
}

/** @param order Whether the emptiest bin comes first, or the fullest: a task starts where the next one to stop is not. */
export function levelsOf<One extends Candidate>(
  strategies: PlacementStrategy[],
  order: "emptiest" | "fullest",
): Level<One>[] {
  return decisive(strategies).map((strategy) => level(strategy, order === "emptiest" ? 1 : -1));
}

function level<One extends Candidate>({ type, field = "" }: PlacementStrategy, sign: 1 | -1): Level<One> {
  const holders = new Map<Place, Set<Ranked<Place>>>();
  const hosts = new Set<Ranked<One>>();
  const strategy = `${type} ${field}`;
  if (type === "binpack") {
    const resource = field === "cpu" ? "cpu" : "memoryMiB";
    const rank = (place: Place): number => sign * Number(place);
    return { strategy, bin: ({ left }) => left[resource], rank, holders, hosts, isOfHosts: false };
  }
  const tasks = new Map<Place, number>();
  const bin = spreadBin(field);
  return {
    strategy,
    bin,
    rank: (place) => sign * (tasks.get(place) ?? 0),
    count: (candidate, by) => {
      const place = bin(candidate);
      tasks.set(place, (tasks.get(place) ?? 0) + by);
      for (const fork of holders.get(place) ?? []) fork.rerank(place);
      for (const one of hosts) one.rerank(candidate);
    },
    holders,
    hosts,
    isOfHosts: field === "instanceId" || field === "host",
  };
}

/** What a strategy `spread` counts tasks by. */
function spreadBin(field: string): (candidate: Candidate) => string {
  if (field === "instanceId" || field === "host") return ({ id }) => id;
  const attribute = field.replace(/^attribute:/, "");
  // Also where only the names of the zones are not known.
  if (attribute === zoneAttribute) return ({ availabilityZone }) => availabilityZone;
  return ({ attributes }) => attributes[attribute] ?? "(none)";
}
