import { isFields, parsed } from "@ballast/model";
import { markup, type Content, type Markup } from "./markup.ts";

/** Of one text. A script has a few hundred at the most; what is longer is a program, or data. */
const mostLines = 500;

/** The known parts of a partly unknown value. */
class KnownInPart {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/**
 * A resource's properties as people write them, one below the other; documents are opened.
 *
 * @param knownInPart - what to show instead of an unknown value, by its property path.
 */
export function propertiesOf(
  inputs: Record<string, unknown>,
  knownInPart: Record<string, unknown> = {},
): Markup {
  const shown = (value: unknown, path: string): unknown => {
    if (Object.hasOwn(knownInPart, path)) return new KnownInPart(knownInPart[path]);
    if (Array.isArray(value)) return value.map((item, index) => shown(item, `${path}[${index}]`));
    return isFields(value) ? fieldsOf(value, (key) => (path === "" ? key : `${path}.${key}`)) : value;
  };
  const fieldsOf = (value: Record<string, unknown>, pathOf: (key: string) => string) =>
    Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shown(item, pathOf(key))]));
  return markup`<pre class="values">${entriesOf(
    fieldsOf(inputs, (key) => key),
    0,
  )}</pre>`;
}

/** One value in a line, or the beginning of it. */
export function inline(value: unknown): Markup {
  if (value === undefined) return markup`<span class="soft">nothing</span>`;
  if (typeof value === "string") return scalar(value);
  const text = JSON.stringify(value);
  return markup`<code>${text.length > 160 ? `${text.slice(0, 159)}…` : text}</code>`;
}

function entriesOf(fields: Record<string, unknown>, depth: number): Content[] {
  return Object.entries(fields).map(([key, value]) => entry(markup`<b>${key}</b>:`, key, value, depth));
}

function itemsOf(items: readonly unknown[], depth: number): Content[] {
  return items.map((item) => entry(markup`-`, "", item, depth));
}

function entry(head: Markup, key: string, value: unknown, depth: number): Markup {
  const indent = "  ".repeat(depth);
  const { opened, note } = open(key, value);
  const lead = markup`${indent}${head}${note !== "" && markup` <i>${note}</i>`}`;
  if (Array.isArray(opened)) {
    const numbers = opened.every((one) => typeof one === "number");
    return numbers
      ? markup`${lead} ${opened.length === 0 ? "[]" : scalar(opened)}\n`
      : markup`${lead}\n${itemsOf(opened, depth + 1)}`;
  }
  if (typeof opened === "object" && opened !== null) {
    const fields = opened as Record<string, unknown>;
    return Object.keys(fields).length === 0
      ? markup`${lead} {}\n`
      : markup`${lead}\n${entriesOf(fields, depth + 1)}`;
  }
  if (typeof opened === "string" && opened.includes("\n")) {
    const inner = "  ".repeat(depth + 1);
    const lines = opened.trimEnd().split("\n");
    const more = lines.length - mostLines;
    const shown = more > 0 ? lines.slice(0, mostLines) : lines;
    return markup`${lead}\n${shown.map((line) => markup`${inner}${withMarks(line)}\n`)}${
      more > 0 && markup`${inner}<i>${more} more lines; ballast plan --format json has all</i>\n`
    }`;
  }
  return markup`${lead} ${scalar(opened)}\n`;
}

/** Decodes a value that is text in the state and a document for people. */
export function open(key: string, value: unknown): { opened: unknown; note: string } {
  if (value instanceof KnownInPart)
    return { opened: value.value, note: typeof value.value === "object" ? "known in part" : "" };
  if (typeof value !== "string") return { opened: value, note: "" };
  if (key === "userData" && /^[\w+/=]{24,}$/.test(value))
    return { opened: Buffer.from(value, "base64").toString(), note: "Base64, opened" };
  const document = /^\s*[[{]/.test(value) ? parsed(value) : undefined;
  return document === undefined ? { opened: value, note: "" } : { opened: document, note: "JSON, opened" };
}

export function scalar(value: unknown): Markup {
  if (value === "[secret]") return markup`<mark class="secret">secret</mark>`;
  if (value === "[unknown]") return markup`<mark>known after deployment</mark>`;
  if (typeof value === "string") return value === "" ? markup`""` : markup`${withMarks(value)}`;
  return markup`<var>${JSON.stringify(value)}</var>`;
}

/** Texts that a deployment decides in part: `arn:…:[unknown: Vpc main]`. */
function withMarks(text: string): Content[] {
  return text
    .split(/(\[unknown: [^\]]*\])/)
    .map((part, index) => (index % 2 === 1 ? markup`<mark>${part.slice(10, -1)}</mark>` : part));
}
