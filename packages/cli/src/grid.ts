import { stripVTControlCharacters } from "node:util";

/**
 * A table with one line per cell, in the style of cli-table3. For each row, cli-table3 searches all rows above for
 * cells that span rows, which takes seconds for thousands of rows.
 */
export function grid(head: string[], rows: string[][]): string {
  const widths = head.map((text, column) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[column])), widthOf(text)),
  );
  const rule = (left: string, between: string, right: string): string =>
    left + widths.map((width) => "─".repeat(width + 2)).join(between) + right;
  const line = (cells: string[]): string =>
    `│${widths.map((width, column) => ` ${padded(cells[column], width)} `).join("│")}│`;
  return [
    rule("┌", "┬", "┐"),
    line(head),
    ...(rows.length > 0 ? [rule("├", "┼", "┤"), ...rows.map(line)] : []),
    rule("└", "┴", "┘"),
  ].join("\n");
}

function padded(text = "", width: number): string {
  return text + " ".repeat(width - widthOf(text));
}

/** The visible width: escape sequences for colours do not count. */
function widthOf(text = ""): number {
  return stripVTControlCharacters(text).length;
}
