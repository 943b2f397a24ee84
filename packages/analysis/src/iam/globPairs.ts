/**
 * One element of a pattern: a literal character, `?`, or `*` (`isRun`). `without`: characters that a wildcard
 * does not match.
 */
export type Token = string | { isRun: boolean; without: string };

/**
 * The tokens of a pattern with `*` and `?`. Policy variables and other `${…}` are not known yet and match any
 * characters.
 */
export function tokensOf(pattern: string): Token[] {
  return [...pattern.replaceAll(/\$\{[^}]*\}/g, "*")].map((one) =>
    one === "*" || one === "?" ? { isRun: one === "*", without: "" } : one,
  );
}

/** Whether some text matches both patterns. */
export function haveCommonText(one: readonly Token[], other: readonly Token[]): boolean {
  const seen = new Set<number>();
  const from = (left: number, right: number): boolean => {
    const place = left * (other.length + 1) + right;
    if (seen.has(place)) return false;
    seen.add(place);
    const [a, b] = [one[left], other[right]];
    if (a === undefined && b === undefined) return true;
    if (isRun(a)) return from(left + 1, right) || (b !== undefined && fits(a, b) && from(left, right + 1));
    if (isRun(b)) return from(left, right + 1) || (a !== undefined && fits(a, b) && from(left + 1, right));
    return a !== undefined && b !== undefined && fits(a, b) && from(left + 1, right + 1);
  };
  return from(0, 0);
}

function isRun(token: Token | undefined): token is Exclude<Token, string> {
  return typeof token === "object" && token.isRun;
}

/** Whether one character can match both tokens. For two `*`, it is enough to skip one of them. */
function fits(one: Token, other: Token): boolean {
  if (typeof one === "string" && typeof other === "string") return one === other;
  if (typeof one === "string") return typeof other === "object" && !other.without.includes(one);
  return typeof other === "object" || !one.without.includes(other);
}
