import { markup, type Content, type Markup } from "./markup.ts";

/** A resource's properties as people write them, one below the other; documents are opened. */
export function propertiesOf(inputs: Record<string, unknown>): Markup {
  return markup`<pre class="values">${entriesOf(inputs, 0)}</pre>`;
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
    return opened.length === 0 ? markup`${lead} []\n` : markup`${lead}\n${itemsOf(opened, depth + 1)}`;
  }
  if (typeof opened === "object" && opened !== null) {
    const fields = opened as Record<string, unknown>;
    return Object.keys(fields).length === 0
      ? markup`${lead} {}\n`
      : markup`${lead}\n${entriesOf(fields, depth + 1)}`;
  }
  if (typeof opened === "string" && opened.includes("\n")) {
    const inner = "  ".repeat(depth + 1);
    return markup`${lead}\n${opened
      .trimEnd()
      .split("\n")
      .map((line) => `${inner}${line}\n`)}`;
  }
  return markup`${lead} ${scalar(opened)}\n`;
}

/** What is text in the state and a document to people. */
function open(key: string, value: unknown): { opened: unknown; note: string } {
  if (typeof value !== "string") return { opened: value, note: "" };
  if (key === "userData" && /^[\w+/=]{24,}$/.test(value))
    return { opened: Buffer.from(value, "base64").toString(), note: "Base64, opened" };
  if (!/^\s*[[{]/.test(value)) return { opened: value, note: "" };
  try {
    return { opened: JSON.parse(value) as unknown, note: "JSON, opened" };
  } catch {
    return { opened: value, note: "" };
  }
}

function scalar(value: unknown): Markup {
  if (value === "[secret]") return markup`<mark class="secret">secret</mark>`;
  if (value === "[unknown]") return markup`<mark class="unknown">known after deployment</mark>`;
  if (typeof value === "string") return value === "" ? markup`""` : markup`${value}`;
  return markup`<span class="literal">${JSON.stringify(value)}</span>`;
}
