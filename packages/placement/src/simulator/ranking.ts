import type { Lots } from "./random.ts";

/** Keys by rank, lowest first; equal keys are chosen randomly. Most operations need only the lowest ranks. */
export class Ranking<Key> {
  readonly #ranks = new Map<Key, number>();
  readonly #byRank = new Map<number, Lot<Key>>();
  /** Current and former ranks, lowest last. Ranks without keys are removed when they are reached. */
  readonly #order: number[] = [];

  get size(): number {
    return this.#ranks.size;
  }

  has(key: Key): boolean {
    return this.#ranks.has(key);
  }

  set(key: Key, rank: number): void {
    const before = this.#ranks.get(key);
    if (before === rank) return;
    if (before !== undefined) this.#byRank.get(before)?.delete(key);
    this.#ranks.set(key, rank);
    const lot = this.#byRank.get(rank);
    if (lot) lot.add(key);
    else {
      this.#byRank.set(rank, new Lot(key));
      this.#order.splice(this.#order.findLastIndex((other) => other > rank) + 1, 0, rank);
    }
  }

  delete(key: Key): void {
    const rank = this.#ranks.get(key);
    if (rank === undefined) return;
    this.#ranks.delete(key);
    this.#byRank.get(rank)?.delete(key);
  }

  /** @returns the lowest keys, of which there is at least one, with their rank; undefined if there are none. */
  lowest(): { keys: Lot<Key>; rank: number } | undefined {
    for (let rank = this.#order.at(-1); rank !== undefined; rank = this.#order.at(-1)) {
      const lot = this.#byRank.get(rank);
      if (lot && lot.size > 0) return { keys: lot, rank };
      this.#byRank.delete(rank);
      this.#order.pop();
    }
    return undefined;
  }
}

/** A set from which a random item can be chosen. */
export class Lot<Item> {
  readonly #items: Item[] = [];
  /** Index of each item; created only after many deletions, because it is expensive. */
  #places: Map<Item, number> | undefined;
  #deleted = 0;

  constructor(...items: Item[]) {
    for (const item of items) this.add(item);
  }

  get size(): number {
    return this.#items.length;
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.#items[Symbol.iterator]();
  }

  /** Adds an item that the set does not contain. */
  add(item: Item): void {
    this.#places?.set(item, this.#items.length);
    this.#items.push(item);
  }

  delete(item: Item): void {
    this.#deleted += 1;
    if (this.#deleted > 16) this.#places ??= new Map(this.#items.map((one, place) => [one, place]));
    const place = this.#places ? (this.#places.get(item) ?? -1) : this.#items.indexOf(item);
    if (place < 0) return;
    this.#places?.delete(item);
    // The last item fills the gap, so that no other item moves.
    const last = this.#items.pop() as Item;
    if (place < this.#items.length) {
      this.#items[place] = last;
      this.#places?.set(last, place);
    }
  }

  /** Returns a random item. The set must not be empty. */
  draw(random: Lots): Item {
    return this.#items[random.below(this.#items.length)] as Item;
  }
}
