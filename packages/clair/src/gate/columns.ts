/** Lines of texts one below the other. */
export function columns(cells: string[][]): string[] {
  const rows = cells.map((row) => row.map((cell) => printable(cell, 100)));
  const widths = rows.reduce<number[]>(
    (found, row) => row.map((cell, column) => Math.max(found[column] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** Names come from the image and from feeds: they must not steer the terminal that shows the log. */
export function printable(text: string, length: number): string {
  const clean = text.replace(/[^\x20-\x7e…]+/g, "?");
  return clean.length > length ? `${clean.slice(0, length - 3)}...` : clean;
}
