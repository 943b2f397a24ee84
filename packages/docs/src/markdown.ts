import type { ParserOptions } from "prettier";
import { parsers } from "prettier/plugins/markdown";

/** A table of Markdown; Prettier aligns it afterwards. Columns that are empty in every row are left out. */
export function table(head: string[], rows: string[][]): string {
  const used = head.map((_, column) => rows.some((row) => row[column]));
  const line = (cells: string[]): string =>
    `| ${cells
      .filter((_, column) => used[column])
      .map(cell)
      .join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Text as a cell of a table holds it: on one line, and a bar is not a border. */
function cell(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
}

export function code(text: string): string {
  return `\`${text}\``;
}

export function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** The anchor that GitHub and GitLab give a heading. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** A part of a page, in the terms of mdast (github.com/syntax-tree/mdast). */
export interface Node {
  type: string;
  value?: string;
  /** The target of a link, an image or a definition. */
  url?: string;
  /** The language of a fenced block. */
  lang?: string | null;
  children?: Node[];
  position: { start: { line: number } };
}

/** Everything that stands on a page, as Prettier's parser reads it. */
export async function nodesOf(page: string): Promise<Node[]> {
  return withInner((await parsers.markdown.parse(page, {} as ParserOptions)) as Node);
}

function withInner(node: Node): Node[] {
  return [node, ...(node.children ?? []).flatMap(withInner)];
}

/** The text that a reader sees. */
export function textOf({ type, value = "", children = [] }: Node): string {
  return type === "html" ? "" : value + children.map(textOf).join("");
}
