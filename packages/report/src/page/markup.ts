/** Text that is markup already. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

export type Content = Markup | string | number | undefined | false | readonly Content[];

/**
 * HTML or SVG in which everything that is put into it is escaped, unless it was made by this function as well.
 *
 * @example markup`<b>${name}</b>`
 */
export function markup(fixed: TemplateStringsArray, ...contents: Content[]): Markup {
  return new Markup(fixed.reduce((before, after, index) => before + rendered(contents[index - 1]) + after));
}

function rendered(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "string" || typeof content === "number") return escaped(String(content));
  return content.map(rendered).join("");
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
