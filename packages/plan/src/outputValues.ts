import { isFields, text } from "@ballast/model";
import type { RecordedResource } from "@ballast/recording";
import { inWords, label } from "./difference/references.ts";

/** An output of a resource. */
export interface Output {
  /** `[unknown: port of Instance db]` */
  words: string;
  /** `[unknown: Instance db]` */
  of: string;
  /** Its placeholder; undefined if it has none. */
  standIn: string | undefined;
}

/** A shorter text may occur in distinct values by chance. */
const surelyCut = 8;

/** Finds the output that a value comes from, in a recording with distinct outputs. */
export class OutputValues {
  readonly #outputs = new Map<string | number, Output>();
  readonly #texts: string[];
  /** Positions in these texts, keyed by the first characters, because most texts contain none of the thousands of values. */
  readonly #byStart: ReadonlyMap<string, number[]>;
  readonly #startLengths: readonly number[];

  /** @param update The same program, with placeholders that need not be distinct. */
  constructor(distinct: readonly RecordedResource[], update: readonly RecordedResource[]) {
    const standIns = new Map(update.map((resource) => [resource.urn, resource]));
    for (const { urn, type, custom, id, inputs, state } of distinct) {
      // Outputs of another stack are known.
      if (!custom || type === "pulumi:pulumi:StackReference") continue;
      const standIn = standIns.get(urn);
      const given = new Set(scalars(inputs));
      const arn = standIn?.id.startsWith("arn:") ? "arn" : "id";
      const note = (value: unknown, was: unknown, path: string) => this.#note(value, was, path, urn, given);
      note(id, standIn?.id, arn);
      for (const [key, value] of Object.entries(state))
        if (!(key in inputs)) note(value, standIn?.state[key], key);
    }
    // A text may contain another one.
    this.#texts = [...this.#outputs.keys()].map(String).sort((one, other) => other.length - one.length);
    this.#byStart = Map.groupBy(this.#texts.keys(), (position) =>
      (this.#texts[position] ?? "").slice(0, startLength),
    );
    this.#startLengths = [...new Set([...this.#byStart.keys()].map(({ length }) => length))];
  }

  /** The output whose complete value this is. */
  whole(value: string | number): Output | undefined {
    return this.#outputs.get(value) ?? this.#outputs.get(Number(value));
  }

  /** The resource with an output that contains all given parts, if no other resource has such an output. */
  sourceOf(...parts: string[]): string | undefined {
    if (!parts.some((part) => part.length >= surelyCut)) return undefined;
    const found = this.#texts.filter((text) => parts.every((part) => text.includes(part)));
    const [source, ...others] = new Set(found.map((text) => this.whole(text)?.of));
    return others.length === 0 ? source : undefined;
  }

  /**
   * A text in which outputs are replaced by words, if this explains every difference from the update's text.
   *
   * @returns undefined if it does not, because the program transformed an output.
   */
  inText(text: string, update: string): string | undefined {
    let parts: (string | Output)[] = [text];
    for (const value of this.#textsIn(text)) {
      const output = this.whole(value);
      if (output !== undefined) parts = parts.flatMap((part) => split(part, value, output));
    }
    if (!isText(parts, update)) return undefined;
    return parts.map((part) => (typeof part === "string" ? part : part.words)).join("");
  }

  /** The known output values in a text, longest first. */
  #textsIn(text: string): string[] {
    const found = new Set<number>();
    for (let at = 0; at < text.length; at += 1)
      for (const length of this.#startLengths)
        for (const position of this.#byStart.get(text.slice(at, at + length)) ?? [])
          if (text.startsWith(this.#texts[position] ?? "", at)) found.add(position);
    return [...found].sort((one, other) => one - other).map((position) => this.#texts[position] ?? "");
  }

  /** @param given Inputs of the resource that may appear in its outputs. */
  #note(value: unknown, standIn: unknown, path: string, urn: string, given: ReadonlySet<unknown>): void {
    if (typeof value === "string" || typeof value === "number") {
      if (!this.#outputs.has(value) && !given.has(value))
        this.#outputs.set(value, {
          words: `[unknown: ${path} of ${label(urn)}]`,
          of: inWords(urn),
          standIn: standIn === undefined ? undefined : text(standIn),
        });
    } else if (Array.isArray(value)) {
      const others = Array.isArray(standIn) ? (standIn as unknown[]) : [];
      for (const [index, member] of value.entries())
        this.#note(member, others[index], `${path}[${index}]`, urn, given);
    } else if (isFields(value)) {
      const others = isFields(standIn) ? standIn : {};
      for (const [key, member] of Object.entries(value))
        this.#note(member, others[key], `${path}.${key}`, urn, given);
    }
  }
}

const startLength = 4;

function* scalars(value: unknown): Iterable<unknown> {
  if (typeof value !== "object" || value === null) yield value;
  else for (const member of Object.values(value)) yield* scalars(member);
}

/** Whether these parts with placeholders result in the text. */
function isText(parts: readonly (string | Output)[], text: string): boolean {
  const isWhole = parts.every((part) => typeof part === "string" || part.standIn !== undefined);
  if (isWhole) return parts.map((part) => (typeof part === "string" ? part : part.standIn)).join("") === text;
  const expected = parts.map((part) => (typeof part === "string" ? literally(part) : standInOf(part)));
  return new RegExp(`^${expected.join("")}$`).test(text);
}

/** A missing placeholder may appear as nothing, `undefined` or `null`. */
function standInOf({ standIn }: Output): string {
  return standIn === undefined ? "(?:undefined|null|)" : literally(standIn);
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function split(part: string | Output, value: string, output: Output): (string | Output)[] {
  if (typeof part !== "string") return [part];
  return part.split(value).flatMap((text, index) => (index === 0 ? [text] : [output, text]));
}
