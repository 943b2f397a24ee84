import { zoneAttribute } from "../query/build.ts";
import type { PlacementStrategy } from "../rules/types.ts";
import type { Instance } from "./instance.ts";
import type { Resources } from "./resources.ts";

/**
 * The key by which a strategy groups instances: for `spread` the value of its field, such as an Availability Zone;
 * for `binpack` the remaining CPU or memory.
 */
export type Place = string | number;

/** A candidate of a strategy: an instance for a new task, or running tasks on an instance. */
export interface Candidate extends Pick<Instance, "id" | "availabilityZone" | "attributes"> {
  readonly left: Pick<Resources, "cpu" | "memoryMiB">;
}

/** Part of a tree that is notified when a rank changes. */
interface Ranked<T> {
  rerank(one: T): void;
}

/** One strategy: it groups candidates into bins, ranks the bins, and chooses the lowest rank. */
export interface Level<One extends Candidate> {
  strategy: string;
  bin(one: One): Place;
  rank(place: Place): number;
  /** Updates ranks that depend on placed tasks. */
  count?(one: One, by: 1 | -1): void;
  /** The branches of the tree that contain a bin. */
  holders: Map<Place, Set<Ranked<Place>>>;
  /** Branches that contain candidates directly: each bin is one instance, and this is the last deciding strategy. */
  hosts: Set<Ranked<One>>;
  isOfHosts: boolean;
}

/** Strategies up to `random`; later ones never decide. */
export function decisive(strategies: PlacementStrategy[]): PlacementStrategy[] {
  const random = strategies.findIndex(({ type }) => type === "random");
  return strategies.slice(0, random < 0 ? undefined : random);
}

/** @param order Whether the emptiest or the fullest bin comes first: tasks start in one order and stop in the other. */
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

/** The key by which a `spread` strategy counts tasks. */
function spreadBin(field: string): (candidate: Candidate) => string {
  if (field === "instanceId" || field === "host") return ({ id }) => id;
  const attribute = field.replace(/^attribute:/, "");
  // This works even if the zones' real names are unknown.
  if (attribute === zoneAttribute) return ({ availabilityZone }) => availabilityZone;
  return ({ attributes }) => attributes[attribute] ?? "(none)";
}
