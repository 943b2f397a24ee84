/** A status line on standard error: updated in place on a terminal, otherwise one line per message. */
export class StatusLine {
  readonly #inPlace = process.stderr.isTTY;
  readonly #since = performance.now();
  readonly #quietMs: number;

  /** @param quietMs Time in milliseconds before the first message is printed, so that quick commands print none. */
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
