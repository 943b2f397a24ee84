/** One line on standard error: in place on a terminal, a line each elsewhere. */
export class StatusLine {
  readonly #inPlace = process.stderr.isTTY;

  show(line: string): void {
    const room = (process.stderr.columns ?? 80) - 1;
    process.stderr.write(this.#inPlace ? `\r\u001b[K${line.slice(0, room)}` : `${line}\n`);
  }

  end(): void {
    if (this.#inPlace) process.stderr.write("\r\u001b[K");
  }
}

/** Says which stack is being planned. */
export class Progress {
  readonly #total: number;
  readonly #line = new StatusLine();
  #done = 0;

  constructor(total: number) {
    this.#total = total;
  }

  start(stack: string): void {
    this.#done += 1;
    this.#line.show(`planning ${stack} (${this.#done} of ${this.#total})`);
  }

  end(): void {
    this.#line.end();
  }
}
