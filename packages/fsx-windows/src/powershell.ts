/** A text as PowerShell takes it literally. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
