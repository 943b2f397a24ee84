/** A status line on standard error: updated in place on a terminal, otherwise one line per message. */
export class StatusLine {
  readonly #inPlace = process.stderr.isTTY;
  readonly #since = performance.now();
  readonly #quietMs: number;
  #delayed: NodeJS.Timeout | undefined;

  /**
   * @param quietMs Time in milliseconds before the first message is printed, so that quick commands print none. Then the
   *   latest message is printed, even if no other follows.
   */
  constructor(quietMs = 0) {
    this.#quietMs = quietMs;
  }

  show(line: string): void {
    clearTimeout(this.#delayed);
    const remaining = this.#quietMs - (performance.now() - this.#since);
    if (remaining > 0) this.#delayed = setTimeout(() => this.#write(line), remaining).unref();
    else this.#write(line);
  }

  #write(line: string): void {
    const room = (process.stderr.columns ?? 80) - 1;
    process.stderr.write(this.#inPlace ? `\r\u001b[K${line.slice(0, room)}` : `${line}\n`);
  }

  end(): void {
    clearTimeout(this.#delayed);
    if (this.#inPlace) process.stderr.write("\r\u001b[K");
  }
}

/** Waits for something, and prints a message if it takes longer than a second: `reading the services of main`. */
export async function withStatus<T>(message: string, waiting: Promise<T>): Promise<T> {
  const line = new StatusLine(1000);
  line.show(message);
  return await waiting.finally(() => line.end());
}
