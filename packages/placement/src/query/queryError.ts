/** A query that ECS would reject: the position, and what was expected there. */
export class QueryError extends Error {
  override name = "QueryError";
  /** Characters before the error. */
  readonly position: number;

  constructor(text: string, position: number, expected: string) {
    const found = position < text.length ? JSON.stringify(text.slice(position, position + 20)) : "the end";
    super(`at character ${position + 1}, ${found}: expected ${expected}`);
    this.position = position;
  }
}
