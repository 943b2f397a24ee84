import { Random, type Lots } from "../simulator/random.ts";

/** Makes random choices so that successive runs try every possible sequence. */
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

  /** Prepares the next run. @returns false if all sequences were tried. */
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

/** Random numbers for the run with this index, always the same ones. */
export function drawnLots(draw: number): Lots {
  return new Random(draw + 1);
}
