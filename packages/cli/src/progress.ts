/** One line on standard error: in place on a terminal, a line each elsewhere. */
export class StatusLine {
  readonly #inPlace = process.stderr.isTTY;
  readonly #since = performance.now();
  readonly #quietMs: number;

  /** @param quietMs For how long nothing is said: most of what there is to say may be over by then. */
  constructor(quietMs = 0) {
    this.#quietMs = quietMs;
  }

  show(line: string): void {
    if (performance.now() - this.#since < this.#quietMs) return;
    const room = (process.stderr.columns ?? 80) - 1;
    process.stderr.write(this.#inPlace ? `\r\u001b[K${line.slice(0, room)}` : `${line}\n`);
  }

  end(): void {
    if (this.#inPlace) process.stderr.write("\r\u001b[K");
  }
}
