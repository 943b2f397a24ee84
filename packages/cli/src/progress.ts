/** Says on standard error which stack is being planned: in place on a terminal, a line each elsewhere. */
export class Progress {
  readonly #total: number;
  readonly #inPlace = process.stderr.isTTY;
  #done = 0;

  constructor(total: number) {
    this.#total = total;
  }

  start(stack: string): void {
    this.#done += 1;
    const line = `planning ${stack} (${this.#done} of ${this.#total})`;
    process.stderr.write(this.#inPlace ? `\r\u001b[K${line}` : `${line}\n`);
  }

  end(): void {
    if (this.#inPlace) process.stderr.write("\r\u001b[K");
  }
}
