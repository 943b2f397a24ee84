/** The account in what a stack registers. */
export interface Account {
  id: string;
  /** Whether the stack's settings name it; it is a stand-in otherwise. */
  isNamed: boolean;
}

/**
 * What is recorded of another stack, as this stack gets it. Where one of the two accounts is a stand-in, nothing says that they
 * differ, so the other stack is in this one's account.
 */
export function asIfIn<T>(own: Account, theirs: Account | undefined, value: T): T {
  if (theirs === undefined || theirs.id === own.id || (own.isNamed && theirs.isNamed)) return value;
  return replaced(value, theirs.id, own.id) as T;
}

function replaced(value: unknown, from: string, to: string): unknown {
  if (typeof value === "string") return value.replaceAll(from, to);
  if (Array.isArray(value)) return value.map((one) => replaced(one, from, to));
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replaced(one, from, to)]));
}
