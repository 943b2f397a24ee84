import type { PlacementStrategy } from "../rules/types.ts";
import type { Instance } from "./instance.ts";
import { levelsOf, type Level, type Place } from "./levels.ts";
import type { Lots } from "./random.ts";
import { Lot, Ranking } from "./ranking.ts";

/** How one strategy chose. */
export interface Choice {
  /** `spread attribute:ecs.availability-zone` */
  strategy: string;
  /** What it chose: a zone, an instance, an amount that is left. */
  chosen: string;
  /** What speaks for it: tasks that are there already, or what is left. */
  rank: number;
  /** How many were as good; more than one, and the lot decided. */
  tied: number;
}

/**
 * The instances that are left for a task, in the order of its strategies: a tree with one level a strategy, in which a
 * placement moves one instance, so that thousands of tasks need not look at thousands of instances each.
 */
export class Candidates {
  readonly #levels: Level[];
  readonly #root: Branch;
  readonly #random: Lots;

  constructor(strategies: PlacementStrategy[], random: Lots) {
    this.#levels = levelsOf(strategies);
    this.#root = branch(this.#levels);
    this.#random = random;
  }

  /** An instance that is not among them. */
  add(instance: Instance): void {
    this.#root.add(instance);
  }

  /** An instance that has what it had when it was added: it is found by that. */
  remove(instance: Instance): void {
    this.#root.remove(instance);
  }

  /** A task of this kind runs there, or, with -1, no longer does. */
  count(instance: Instance, by: 1 | -1): void {
    for (const level of this.#levels) level.count?.(instance, by);
  }

  pick(): { instance: Instance; choices: Choice[] } | undefined {
    const choices: Choice[] = [];
    const instance = this.#root.pick(this.#random, choices);
    return instance && { instance, choices };
  }
}

interface Branch {
  readonly size: number;
  add(instance: Instance): void;
  remove(instance: Instance): void;
  pick(random: Lots, choices: Choice[]): Instance | undefined;
  /** Ranks of what it would pick, one for each level from here on. Of a branch that is not empty. */
  readonly best: readonly number[];
}

function branch(rest: Level[]): Branch {
  const [first, ...others] = rest;
  if (first === undefined) return new Leaf();
  return first.isOfHosts && others.length === 0 ? new Hosts(first) : new Fork(first, others);
}

/** The last fork, if its bins are instances: thousands of leaves with one instance each would take most of the time. */
class Hosts implements Branch {
  readonly #level: Level;
  readonly #ranking = new Ranking<Instance>();

  constructor(level: Level) {
    this.#level = level;
    level.hosts.add(this);
  }

  get size(): number {
    return this.#ranking.size;
  }

  add(instance: Instance): void {
    this.#ranking.set(instance, this.#level.rank(instance.id));
  }

  remove(instance: Instance): void {
    this.#ranking.delete(instance);
  }

  /** If it is among them. */
  rerank(instance: Instance): void {
    if (this.#ranking.has(instance)) this.add(instance);
  }

  pick(random: Lots, choices: Choice[]): Instance | undefined {
    const lowest = this.#ranking.lowest();
    if (lowest === undefined) return undefined;
    const { keys, rank } = lowest;
    const instance = keys.draw(random);
    choices.push({ strategy: this.#level.strategy, chosen: instance.id, rank, tied: keys.size });
    return instance;
  }

  get best(): readonly number[] {
    const lowest = this.#ranking.lowest();
    return lowest === undefined ? [] : [lowest.rank];
  }
}

class Leaf implements Branch {
  readonly #instances = new Lot<Instance>();

  get size(): number {
    return this.#instances.size;
  }

  add(instance: Instance): void {
    this.#instances.add(instance);
  }

  readonly best = [];

  remove(instance: Instance): void {
    this.#instances.delete(instance);
  }

  pick(random: Lots, choices: Choice[]): Instance | undefined {
    const tied = this.#instances.size;
    if (tied === 0) return undefined;
    const instance = this.#instances.draw(random);
    if (tied > 1) choices.push({ strategy: "random", chosen: instance.id, rank: 0, tied });
    return instance;
  }
}

class Fork implements Branch {
  readonly #level: Level;
  readonly #rest: Level[];
  readonly #branches = new Map<Place, Branch>();
  readonly #ranking = new Ranking<Place>();
  #size = 0;

  constructor(level: Level, rest: Level[]) {
    this.#level = level;
    this.#rest = rest;
  }

  get size(): number {
    return this.#size;
  }

  add(instance: Instance): void {
    const place = this.#level.bin(instance);
    let inner = this.#branches.get(place);
    if (inner === undefined) {
      inner = branch(this.#rest);
      this.#branches.set(place, inner);
      const holders = this.#level.holders.get(place);
      if (holders) holders.add(this);
      else this.#level.holders.set(place, new Set([this]));
      this.rerank(place);
    }
    this.#size += 1;
    inner.add(instance);
  }

  remove(instance: Instance): void {
    const place = this.#level.bin(instance);
    const inner = this.#branches.get(place);
    if (inner === undefined) return;
    inner.remove(instance);
    this.#size -= 1;
    if (inner.size > 0) return;
    this.#branches.delete(place);
    this.#ranking.delete(place);
    this.#level.holders.get(place)?.delete(this);
  }

  rerank(place: Place): void {
    this.#ranking.set(place, this.#level.rank(place));
  }

  pick(random: Lots, choices: Choice[]): Instance | undefined {
    const lowest = this.#ranking.lowest();
    if (lowest === undefined) return undefined;
    const { keys, rank } = lowest;
    const key = this.#preferred(keys).draw(random);
    choices.push({ strategy: this.#level.strategy, chosen: String(key), rank, tied: keys.size });
    return this.#branches.get(key)?.pick(random, choices);
  }

  get best(): readonly number[] {
    const lowest = this.#ranking.lowest();
    if (lowest === undefined) return [];
    const [key = ""] = this.#preferred(lowest.keys);
    return [lowest.rank, ...(this.#branches.get(key)?.best ?? [])];
  }

  /** What the next strategies prefer among equals: not in each place by itself, but in all of them together. */
  #preferred(keys: Lot<Place>): Lot<Place> {
    if (this.#rest.length === 0 || keys.size < 2) return keys;
    let preferred: Place[] = [];
    let best: readonly number[] | undefined;
    for (const key of keys) {
      const ranks = this.#branches.get(key)?.best ?? [];
      const order = best === undefined ? -1 : compared(ranks, best);
      if (order < 0) {
        preferred = [key];
        best = ranks;
      } else if (order === 0) preferred.push(key);
    }
    return new Lot(...preferred);
  }
}

function compared(one: readonly number[], other: readonly number[]): number {
  const position = one.findIndex((rank, at) => rank !== other[at]);
  return position < 0 ? 0 : (one[position] ?? 0) - (other[position] ?? 0);
}
