/**
 * The pattern at the start of a query's rest. Without quotes it ends at a blank, a quote, a parenthesis that it does not open,
 * or `&&` or `||` outside of its parentheses and brackets. AWS does not say where; this is what reads its own examples and
 * leaves every operator of the language usable beside a pattern.
 */
export function unquotedPattern(rest: string): string {
  let at = 0;
  let groups = 0;
  let classes = 0;
  while (at < rest.length && !/[\s'"]/.test(rest[at] ?? "")) {
    const pair = rest.slice(at, at + 2);
    if (pair === "\\Q") {
      const [quoted] = /^\\Q((?!\\E)[^\s'"])*(\\E)?/.exec(rest.slice(at)) ?? [pair];
      at += quoted.length;
      continue;
    }
    if (pair[0] === "\\") {
      at += /^\\[^\s'"]/.test(pair) ? 2 : 1;
      continue;
    }
    if (classes > 0) {
      if (pair[0] === "[") {
        classes += 1;
        at += opening(rest.slice(at));
        continue;
      }
      if (pair[0] === "]") classes -= 1;
    } else if (pair[0] === "[") {
      classes = 1;
      at += opening(rest.slice(at));
      continue;
    } else if (pair[0] === "(") groups += 1;
    else if (pair[0] === ")") {
      if (groups === 0) break;
      groups -= 1;
    } else if (groups === 0 && (pair === "&&" || pair === "||")) break;
    at += 1;
  }
  return rest.slice(0, at);
}

/** Characters of what opens a class: a bracket that follows at once is one of the class. */
function opening(rest: string): number {
  return /^\[\^?\]?/.exec(rest)?.[0].length ?? 1;
}
