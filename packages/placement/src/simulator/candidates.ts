import type { Candidate, Level, Place } from "./levels.ts";
import type { Lots } from "./random.ts";
import { Lot, Ranking } from "./ranking.ts";

/** How one strategy chose an instance. */
export interface Choice {
  /** `spread attribute:ecs.availability-zone` */
  strategy: string;
  /** What it chose: a zone, an instance, or a remaining amount. */
  chosen: string;
  /** Its rank: the number of tasks that already run there, or the remaining amount. */
  rank: number;
  /** The number of equally good choices. If more than one, ECS chose randomly. */
  tied: number;
}

/**
 * The candidates of the strategies as a tree with one level per strategy. A placement moves only one candidate, so
 * that thousands of tasks need not be compared with thousands of candidates each.
 */
export class Candidates<One extends Candidate> {
  readonly #levels: Level<One>[];
  readonly #root: Branch<One>;
  readonly #random: Lots;

  constructor(levels: Level<One>[], random: Lots) {
    this.#levels = levels;
    this.#root = branch(levels);
    this.#random = random;
  }

  /** Adds a new candidate. */
  add(one: One): void {
    this.#root.add(one);
  }

  /** Removes a candidate. Its values must be those with which it was added, because they locate it. */
  remove(one: One): void {
    this.#root.remove(one);
  }

  /** Counts a task of this kind that started on the candidate, or, with -1, stopped. */
  count(one: One, by: 1 | -1): void {
    for (const level of this.#levels) level.count?.(one, by);
  }

  pick(): { one: One; choices: Choice[] } | undefined {
    const choices: Choice[] = [];
    const one = this.#root.pick(this.#random, choices);
    return one && { one, choices };
  }
}

interface Branch<One> {
  readonly size: number;
  add(one: One): void;
  remove(one: One): void;
  pick(random: Lots, choices: Choice[]): One | undefined;
  /** Ranks of the best choice, one for each level from here on. The branch must not be empty. */
  readonly best: readonly number[];
}

function branch<One extends Candidate>(rest: Level<One>[]): Branch<One> {
  const [first, ...others] = rest;
  if (first === undefined) return new Leaf();
  return first.isOfHosts && others.length === 0 ? new Hosts(first) : new Fork(first, others);
}

/**
 * The last level, if each bin is one instance: separate leaves for thousands of instances would take most of the
 * time.
 */
class Hosts<One extends Candidate> implements Branch<One> {
  readonly #level: Level<One>;
  readonly #ranking = new Ranking<One>();

  constructor(level: Level<One>) {
    this.#level = level;
    level.hosts.add(this);
  }

  get size(): number {
    return this.#ranking.size;
  }

  add(one: One): void {
    this.#ranking.set(one, this.#level.rank(one.id));
  }

  remove(one: One): void {
    this.#ranking.delete(one);
  }

  /** Updates the rank of a candidate, if the branch contains it. */
  rerank(one: One): void {
    if (this.#ranking.has(one)) this.add(one);
  }

  pick(random: Lots, choices: Choice[]): One | undefined {
    const lowest = this.#ranking.lowest();
    if (lowest === undefined) return undefined;
    const { keys, rank } = lowest;
    const one = keys.draw(random);
    choices.push({ strategy: this.#level.strategy, chosen: one.id, rank, tied: keys.size });
    return one;
  }

  get best(): readonly number[] {
    const lowest = this.#ranking.lowest();
    return lowest === undefined ? [] : [lowest.rank];
  }
}

class Leaf<One extends Candidate> implements Branch<One> {
  readonly #all = new Lot<One>();

  get size(): number {
    return this.#all.size;
  }

  add(one: One): void {
    this.#all.add(one);
  }

  readonly best = [];

  remove(one: One): void {
    this.#all.delete(one);
  }

  pick(random: Lots, choices: Choice[]): One | undefined {
    const tied = this.#all.size;
    if (tied === 0) return undefined;
    const one = this.#all.draw(random);
    if (tied > 1) choices.push({ strategy: "random", chosen: one.id, rank: 0, tied });
    return one;
  }
}

class Fork<One extends Candidate> implements Branch<One> {
  readonly #level: Level<One>;
  readonly #rest: Level<One>[];
  readonly #branches = new Map<Place, Branch<One>>();
  readonly #ranking = new Ranking<Place>();
  #size = 0;

  constructor(level: Level<One>, rest: Level<One>[]) {
    this.#level = level;
    this.#rest = rest;
  }

  get size(): number {
    return this.#size;
  }

  add(one: One): void {
    const place = this.#level.bin(one);
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
    inner.add(one);
  }

  remove(one: One): void {
    const place = this.#level.bin(one);
    const inner = this.#branches.get(place);
    if (inner === undefined) return;
    inner.remove(one);
    this.#size -= 1;
    if (inner.size > 0) return;
    this.#branches.delete(place);
    this.#ranking.delete(place);
    this.#level.holders.get(place)?.delete(this);
  }

  rerank(place: Place): void {
    this.#ranking.set(place, this.#level.rank(place));
  }

  pick(random: Lots, choices: Choice[]): One | undefined {
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

  /** Among equal bins, those that the next strategies prefer, over all these bins together. */
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
