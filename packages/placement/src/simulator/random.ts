/** Random choices between equal candidates. */
export interface Lots {
  /** @returns a whole number from 0 to below `count`. */
  below(count: number): number;
}

/** Returns the same numbers for the same seed on every machine, so that results can be repeated. */
export class Random implements Lots {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  below(count: number): number {
    // Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty to break ties.
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) % count;
  }
}
