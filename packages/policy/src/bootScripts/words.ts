/** A command of a shell: its words, what it is redirected to and fed with. */
export interface Command {
  words: string[];
  /** Where its output goes, the last redirection of a name; `1` of `2>` is left out. */
  output?: { path: string; append: boolean };
  /** What it reads, from a here-document or a here-string. */
  input?: string;
  /** Whether its output is what the next one reads. */
  piped: boolean;
}

type Expand = (name: string) => string | undefined;

/**
 * Reads a script of a Bourne shell as far as it writes files: simple commands in their order. Conditions and loops are read as if each
 * of their commands ran once.
 */
export class ShellReader {
  readonly #text: string;
  readonly #expand: Expand;
  #at = 0;
  /** Here-documents whose bodies begin at the next line. */
  #pending: { command: Command; end: string; isPlain: boolean; isIndented: boolean }[] = [];

  constructor(text: string, expand: Expand) {
    this.#text = text.replace(/\\\r?\n/g, "").replace(/\r\n/g, "\n");
    this.#expand = expand;
  }

  /** Commands as they run: what one sets, the words of the next one have. Those of a here-document's line come when it is complete. */
  *commands(): Iterable<Command> {
    let waiting: Command[] = [];
    while (this.#at < this.#text.length) {
      const command = this.#command();
      if (command.words.length > 0 || command.output !== undefined) waiting.push(command);
      if (this.#pending.length === 0) {
        yield* waiting;
        waiting = [];
      }
      if (this.#text[this.#at] !== "\n") continue;
      this.#at += 1;
      this.#readHereDocuments();
      yield* waiting;
      waiting = [];
    }
    yield* waiting;
  }

  #command(): Command {
    const command: Command = { words: [], piped: false };
    for (;;) {
      this.#skipBlanks();
      const rest = this.#text.slice(this.#at);
      if (rest === "" || rest.startsWith("\n")) return command;
      const separator = /^(?:;;|;|&&|\|\||&(?!>)|\|&?)/.exec(rest)?.[0];
      if (separator !== undefined) {
        this.#at += separator.length;
        command.piped = separator.startsWith("|") && separator !== "||";
        return command;
      }
      const bracket = /^[(){}](?=\s|;|$|[<>])|^[()]/.exec(rest)?.[0];
      if (bracket !== undefined && (command.words.length === 0 || /[()]/.test(bracket))) {
        this.#at += bracket.length;
        // A group's redirection belongs to its end.
        if (bracket === "{" || bracket === "(") return { words: ["{"], piped: false };
        if (command.words.length > 0) {
          this.#at -= bracket.length;
          return command;
        }
        command.words.push("}");
        continue;
      }
      if (!this.#redirection(command, rest)) command.words.push(this.#word());
    }
  }

  /** @returns whether there was one. */
  #redirection(command: Command, rest: string): boolean {
    const found = /^(\d*)(<<<|<<-?|>>|>\||&>>?|>&|>|<)/.exec(rest);
    if (found === null) return false;
    const [whole, stream = "", operator = ""] = found;
    this.#at += whole.length;
    this.#skipBlanks();
    if (operator.startsWith("<<") && operator !== "<<<") {
      const isPlain = /^\\?["'\\]/.test(this.#text.slice(this.#at));
      const end = this.#word(false);
      this.#pending.push({ command, end, isPlain, isIndented: operator === "<<-" });
      return true;
    }
    const word = this.#word();
    if (operator === "<<<") command.input = `${word}\n`;
    else if (operator.includes(">") && operator !== ">&" && (stream === "" || stream === "1"))
      command.output = { path: word, append: operator.includes(">>") };
    return true;
  }

  #readHereDocuments(): void {
    for (const { command, end, isPlain, isIndented } of this.#pending) {
      const lines: string[] = [];
      while (this.#at < this.#text.length) {
        const stop = this.#text.indexOf("\n", this.#at);
        const line = this.#text.slice(this.#at, stop < 0 ? undefined : stop);
        this.#at = stop < 0 ? this.#text.length : stop + 1;
        const own = isIndented ? line.replace(/^\t+/, "") : line;
        if (own === end) break;
        lines.push(own);
      }
      const body = lines.map((line) => `${line}\n`).join("");
      command.input = isPlain ? body : this.#expanded(body);
    }
    this.#pending = [];
  }

  #skipBlanks(): void {
    const blank = /^(?:[ \t]|#.*)*/;
    const before = this.#text[this.#at - 1];
    const rest = this.#text.slice(this.#at);
    // A `#` within a word is one of it.
    const isAtStart = before === undefined || /[\s;&|(){}]/.test(before);
    this.#at += (isAtStart ? blank : /^[ \t]*(?:(?<=[ \t])#.*)?/).exec(rest)?.[0].length ?? 0;
  }

  #word(expands = true): string {
    let word = "";
    for (;;) {
      const rest = this.#text.slice(this.#at);
      const single = /^'([^']*)'?/.exec(rest);
      const double = /^"((?:[^"\\]|\\[^])*)"?/.exec(rest);
      const called = /^\$\((?:[^()]|\([^()]*\))*\)|^`[^`]*`/.exec(rest);
      const escaped = /^\\([^])?/.exec(rest);
      const ansi = /^\$'((?:[^'\\]|\\[^])*)'/.exec(rest);
      const variable = /^\$\{\w+\}|^\$\w+/.exec(rest);
      const plain = /^[^\s;&|<>()"'`\\$]+|^\$/.exec(rest);
      const found = ansi ?? single ?? double ?? called ?? escaped ?? variable ?? plain;
      if (found === null) return word;
      this.#at += found[0].length;
      if (found === ansi) word += unescaped(found[1] ?? "");
      else if (found === single || found === escaped) word += found[1] ?? "";
      else if (found === double) {
        const inner = found[1] ?? "";
        word += (expands ? this.#expanded(inner) : inner).replace(/\\(["\\$`])/g, "$1");
      } else if (found === variable && expands) word += this.#expanded(found[0]);
      else word += found[0];
    }
  }

  #expanded(text: string): string {
    return text.replace(/(?<!\\)\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
      return this.#expand(braced ?? bare ?? "") ?? whole;
    });
  }
}

/** `\n` and `\t` as `echo -e` and `printf` write them. */
export function unescaped(text: string): string {
  return text.replace(/\\([\\nt])/g, (_whole, letter: string) =>
    letter === "n" ? "\n" : letter === "t" ? "\t" : "\\",
  );
}
