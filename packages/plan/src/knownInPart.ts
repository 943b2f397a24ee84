import {
  byUrn,
  documentIn,
  isAt,
  isFields,
  text,
  topLevel,
  valueAt,
  type PlannedResource,
} from "@ballast/model";
import type { RecordedResource } from "@ballast/recording";
import { label } from "./difference/references.ts";
import { OutputValues } from "./outputValues.ts";

/**
 * Finds the known parts of properties that a preview shows as unknown. For example, a task's containers are known except the ARN of a
 * secret that the update creates. A part is known if it is equal in two updates that differ in every output of every resource.
 *
 * @param resources As a preview shows them.
 * @param update As an update would register them.
 * @param distinct The same update with distinct outputs.
 * @returns the resources, with `knownInPart` for properties with known parts.
 */
export function withKnownParts(
  resources: readonly PlannedResource[],
  update: readonly RecordedResource[],
  distinct: readonly RecordedResource[],
): PlannedResource[] {
  const [updates, others] = [byUrn(update), byUrn(distinct)];
  const outputs = new OutputValues(distinct, update);
  return resources.map((resource) => {
    const [one, other] = [updates.get(resource.urn), others.get(resource.urn)];
    const parts = openUnknowns(resource, one, other).flatMap((path): [string, unknown][] => {
      const sources = resource.propertyDependencies[topLevel(path)] ?? [];
      const [source] = sources;
      const unknown = source === undefined || sources.length > 1 ? nothing : `[unknown: ${label(source)}]`;
      const part = new Comparison(outputs, unknown).document(
        valueAt(other?.inputs, path),
        valueAt(one?.inputs, path),
      );
      return part === nothing || part === undefined ? [] : [[path, part]];
    });
    return parts.length === 0 ? resource : { ...resource, knownInPart: Object.fromEntries(parts) };
  });
}

/** The unknown paths of a resource that contain no secret and are not in one. */
export function openUnknowns(
  resource: Pick<PlannedResource, "secrets" | "unknown">,
  ...updates: (Pick<RecordedResource, "secrets"> | undefined)[]
): string[] {
  const hidden = [resource, ...updates].flatMap((one) => one?.secrets ?? []);
  return resource.unknown.filter(
    (path) => !hidden.some((secret) => isAt(path, secret) || isAt(secret, path)),
  );
}

const nothing = "[unknown]";
/** A shorter text may be a word rather than Base64. */
const surelyBase64 = 24;

/** Compares a value with distinct outputs and the same value with placeholders. */
class Comparison {
  readonly #outputs: OutputValues;
  /** The text for a value that a program derives from outputs in an unknown way. */
  readonly #unknown: string;

  constructor(outputs: OutputValues, unknown: string) {
    this.#outputs = outputs;
    this.#unknown = unknown;
  }

  /** Parses a text that contains a document. */
  document(value: unknown, update: unknown): unknown {
    if (typeof value !== "string" || typeof update !== "string") return this.known(value, update);
    const [document, other] = [documentIn(value), documentIn(update)];
    if (document !== undefined && other !== undefined) return this.known(document, other);
    return value === update && value.length >= surelyBase64
      ? (scriptIn(value) ?? value)
      : this.known(value, update);
  }

  known(value: unknown, update: unknown): unknown {
    if (value === update) return value;
    if (typeof value === "string" || typeof value === "number") return this.#leaf(value, update);
    if (Array.isArray(value)) {
      if (!Array.isArray(update) || update.length !== value.length) return this.#unknown;
      return value.map((member, index) => this.known(member, update[index]));
    }
    return isFields(value) && isFields(update) ? this.#fields(value, update) : this.#unknown;
  }

  #fields(value: Record<string, unknown>, update: Record<string, unknown>): unknown {
    const left = new Set(Object.keys(update));
    const known: [string, unknown][] = [];
    for (const [key, member] of Object.entries(value)) {
      const was = left.has(key) ? key : [...left].find((one) => this.#outputs.inText(key, one) !== undefined);
      const isLackingOutput = was === undefined && this.#lacksStandIn(member);
      if (was === undefined && !isLackingOutput) return this.#unknown;
      left.delete(was ?? key);
      const name = was === undefined ? key : (this.#outputs.inText(key, was) ?? key);
      known.push([name, this.known(member, was === undefined ? undefined : update[was])]);
    }
    return left.size > 0 ? this.#unknown : Object.fromEntries(known);
  }

  /** If an output has no placeholder, the update lacks the property that uses it. */
  #lacksStandIn(value: unknown): boolean {
    if (typeof value !== "string") return false;
    const output = this.#outputs.whole(value);
    return output !== undefined && output.standIn === undefined;
  }

  #leaf(value: string | number, update: unknown): unknown {
    const whole = this.#outputs.whole(value);
    if (whole !== undefined && (whole.standIn ?? "") === text(update)) return whole.words;
    return typeof value === "string" && typeof update === "string"
      ? this.#text(value, update)
      : this.#unknown;
  }

  #text(value: string, update: string): string {
    const [document, other] = [documentIn(value), documentIn(update)];
    if (document !== undefined && other !== undefined) return JSON.stringify(this.known(document, other));
    const explained = this.#outputs.inText(value, update);
    if (explained !== undefined) return explained;
    const [script, otherScript] = [scriptIn(value), scriptIn(update)];
    if (script !== undefined && otherScript !== undefined) {
      const known = this.#text(script, otherScript);
      if (known !== this.#unknown) return known;
    }
    return this.#pieces(value, update, [/(\n)/, /([\s"',;<>(){}[\]|&]+|=(?=[^=\s]))/]);
  }

  /** Compares line by line, and an unexplained line word by word. */
  #pieces(value: string, update: string, [separator, ...finer]: readonly RegExp[]): string {
    if (separator === undefined)
      return this.#outputs.sourceOf(value) ?? this.#outputs.sourceOf(...cut(value, update)) ?? this.#unknown;
    const [parts, others] = [value.split(separator), update.split(separator)];
    const isAlike = parts.every((part, index) => index % 2 === 0 || part === others[index]);
    if (parts.length !== others.length || !isAlike) return this.#unknown;
    if (parts.length === 1) return this.#pieces(value, update, finer);
    return parts
      .map((part, index) => {
        const other = others[index] ?? "";
        return this.#outputs.inText(part, other) ?? this.#pieces(part, other, finer);
      })
      .join("");
  }
}

/** The parts of a word that differ: for example, a repository's ARN consists of its URL's account and name. */
function cut(value: string, update: string): string[] {
  const [parts, others] = [value.split(/[:/]/), update.split(/[:/]/)];
  return parts.length === others.length ? parts.filter((part, index) => part !== others[index]) : [];
}

/** The text that a Base64 value encodes. */
function scriptIn(value: string): string | undefined {
  const bytes = Buffer.from(value, "base64");
  if (value === "" || bytes.toString("base64") !== value) return undefined;
  const text = bytes.toString();
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text) ? undefined : text;
}
