import { Random, type Lots } from "../simulator/random.ts";

/** Draws lots so that one run after the other goes every way that there is. */
export class Script implements Lots {
  readonly #drawn: { lot: number; of: number }[] = [];
  #position = 0;

  below(count: number): number {
    if (count < 2) return 0;
    const known = this.#drawn[this.#position];
    if (known === undefined) this.#drawn.push({ lot: 0, of: count });
    this.#position += 1;
    return known?.lot ?? 0;
  }

  /** Makes ready for the next run. @returns false if there is none that would be new. */
  next(): boolean {
    this.#position = 0;
    for (let last = this.#drawn.at(-1); last !== undefined; last = this.#drawn.at(-1)) {
      last.lot += 1;
      if (last.lot < last.of) return true;
      this.#drawn.pop();
    }
    return false;
  }
}

/** Lots of the draw with a number, the same whenever it is asked for. */
export function drawnLots(draw: number): Lots {
  return new Random(draw + 1);
}
