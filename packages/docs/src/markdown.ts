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

/** Text as a cell of a table holds it: on one line, and a bar is no border. */
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

/** A fenced block: where it begins, and what is in it. */
export interface Fence {
  /** From 1. */
  line: number;
  language: string;
  text: string;
}

/** A page without its fenced blocks, which stay as empty lines, so that line numbers hold. */
export function withoutFences(page: string): { prose: string; fences: Fence[] } {
  const fences: Fence[] = [];
  const prose: string[] = [];
  let open: { mark: string; fence: Fence; lines: string[] } | undefined;
  for (const [index, line] of page.split("\n").entries()) {
    const mark = /^ {0,3}(```+|~~~+)\s*(\S*)/.exec(line);
    if (open) {
      if (line.trim() === open.mark) {
        fences.push({ ...open.fence, text: open.lines.join("\n") });
        open = undefined;
      } else open.lines.push(line);
      prose.push("");
    } else if (mark) {
      open = {
        mark: mark[1] ?? "",
        fence: { line: index + 1, language: mark[2] ?? "", text: "" },
        lines: [],
      };
      prose.push("");
    } else prose.push(line);
  }
  return { prose: prose.join("\n"), fences };
}
