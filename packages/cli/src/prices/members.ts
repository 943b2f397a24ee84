/** Extracts selected members of a JSON object from a stream, because a price list has hundreds of megabytes. */
export class JsonMembers {
  readonly #isWanted: (path: readonly string[]) => boolean;
  readonly #take: (path: readonly string[], value: unknown) => void;
  /** Keys of the current path; undefined for an array. */
  readonly #path: (string | undefined)[] = [];
  #key: string | undefined;
  #isKeyNext = false;
  /** The characters of the current string. */
  #text: string[] | undefined;
  #isEscaped = false;
  /** Nesting depth inside the extracted value, and its text so far. */
  #depth = 0;
  #taken: string[] | undefined;

  /**
   * @param isWanted Whether to extract the value at a path of keys.
   * @param take Called with each extracted object, array or string.
   */
  constructor(
    isWanted: (path: readonly string[]) => boolean,
    take: (path: readonly string[], value: unknown) => void,
  ) {
    this.#isWanted = isWanted;
    this.#take = take;
  }

  /** @throws {SyntaxError} for invalid JSON in the extracted parts. */
  add(chunk: string): void {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const letter = chunk.charAt(at);
      if (this.#text !== undefined) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (letter === "\\") this.#isEscaped = true;
        else if (letter === '"') {
          this.#text.push(chunk.slice(start, at));
          this.#endText(this.#text.join(""));
          this.#text = undefined;
          start = at + 1;
        }
        continue;
      }
      switch (letter) {
        case '"':
          this.#keep(chunk.slice(start, at));
          this.#text = [];
          start = at + 1;
          break;
        case "{":
        case "[":
          this.#keep(chunk.slice(start, at));
          this.#open(letter === "{");
          start = at;
          break;
        case "}":
        case "]":
          this.#keep(chunk.slice(start, at + 1));
          start = at + 1;
          this.#close();
          break;
        case ":":
          this.#isKeyNext = false;
          break;
        case ",":
          if (this.#taken === undefined)
            this.#isKeyNext = this.#path.at(-1) !== undefined || this.#path.length === 0;
          break;
      }
    }
    if (this.#text !== undefined) this.#text.push(chunk.slice(start));
    else this.#keep(chunk.slice(start));
  }

  /** @throws {SyntaxError} if the text ends too early. */
  end(): void {
    if (this.#isInside()) throw new SyntaxError("it ends inside a value");
    if (!this.#isObject) throw new SyntaxError("it is not a JSON object");
  }

  #isInside(): boolean {
    return this.#text !== undefined || this.#taken !== undefined || this.#levels > 0;
  }

  #levels = 0;
  #isObject = false;

  #keep(text: string): void {
    this.#taken?.push(text);
  }

  #way(): string[] {
    return [...this.#path, this.#key].filter((key) => key !== undefined);
  }

  #endText(text: string): void {
    if (this.#taken !== undefined) this.#taken.push(`"${text}"`);
    else if (this.#isKeyNext) this.#key = JSON.parse(`"${text}"`) as string;
    else if (this.#isWanted(this.#way())) this.#take(this.#way(), JSON.parse(`"${text}"`));
  }

  #open(isObject: boolean): void {
    if (this.#levels === 0) this.#isObject = isObject;
    this.#levels += 1;
    if (this.#taken !== undefined) {
      this.#depth += 1;
      return;
    }
    if (this.#levels > 1 && this.#isWanted(this.#way())) {
      this.#taken = [];
      this.#depth = 1;
      return;
    }
    if (this.#levels > 1) this.#path.push(isObject ? this.#key : undefined);
    this.#key = undefined;
    this.#isKeyNext = isObject;
  }

  #close(): void {
    this.#levels -= 1;
    if (this.#taken === undefined) {
      this.#key = undefined;
      this.#path.pop();
      return;
    }
    this.#depth -= 1;
    if (this.#depth > 0) return;
    const value: unknown = JSON.parse(this.#taken.join(""));
    this.#taken = undefined;
    this.#take(this.#way(), value);
  }
}
