import type { Token } from "./powershellTokens.ts";

const conditions = /^(?:if|elseif|switch)$/i;

/**
 * Indexes of tokens in blocks that run only under a condition or after a failure: blocks of `if`, `else`,
 * `switch`, `while` and `catch`, and of a `try` whose failure the script ignores.
 */
export function inConditions(tokens: readonly Token[]): ReadonlySet<number> {
  const within = new Set<number>();
  /** Open brackets. */
  const open: { at: number; isCondition: boolean }[] = [];
  /** The opening bracket that belongs to the last `)` or `]`. */
  let closed: number | undefined;
  for (const [at, { kind, text }] of tokens.entries()) {
    if (open.some(({ isCondition }) => isCondition)) within.add(at);
    if (kind === "open") open.push({ at, isCondition: text === "{" && isConditional(tokens, at, closed) });
    if (kind === "close") closed = open.pop()?.at;
  }
  return within;
}

/**
 * Whether a block runs only under a condition. @param closed - index of the bracket that opened the condition
 * before the block.
 */
function isConditional(tokens: readonly Token[], at: number, closed: number | undefined): boolean {
  let before = at - 1;
  while (tokens[before]?.kind === "end") before -= 1;
  const { kind, text = "" } = tokens[before] ?? {};
  if (kind === "word")
    return (
      /^(?:else|catch)$/i.test(text) ||
      isCatchOf(tokens, before) ||
      (/^try$/i.test(text) && isCaught(tokens, at))
    );
  if (text !== ")" || closed === undefined) return false;
  const keyword = tokens[closed - 1]?.text ?? "";
  if (/^while$/i.test(keyword)) return !isEndless(tokens.slice(closed + 1, before));
  return conditions.test(keyword);
}

/** Whether a loop such as `while ($true)` has no end condition. */
function isEndless(condition: readonly Token[]): boolean {
  return condition.length === 1 && /^(?:\$true|[1-9]\d*)$/i.test(condition[0]?.text ?? "");
}

/** Whether the script continues after a `try` fails: no `catch` block throws or exits. */
function isCaught(tokens: readonly Token[], opening: number): boolean {
  let isCaughtOnce = false;
  let at = afterBlock(tokens, opening);
  for (;;) {
    while (tokens[at]?.kind === "end") at += 1;
    if (!/^catch$/i.test(tokens[at]?.text ?? "")) return isCaughtOnce;
    while (at < tokens.length && tokens[at]?.text !== "{") at += 1;
    const end = afterBlock(tokens, at);
    if (isFailing(tokens.slice(at, end))) return false;
    isCaughtOnce = true;
    at = end;
  }
}

function isFailing(block: readonly Token[]): boolean {
  return block.some(
    ({ kind, text }, at) =>
      kind === "word" && (/^throw$/i.test(text) || (/^exit$/i.test(text) && block[at + 1]?.text !== "0")),
  );
}

/** The index after the bracket that closes the one at `opening`. */
function afterBlock(tokens: readonly Token[], opening: number): number {
  let depth = 0;
  for (let at = opening; at < tokens.length; at += 1) {
    const { kind } = tokens[at] ?? {};
    if (kind === "open") depth += 1;
    if (kind === "close") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}

/** Whether the token is the type in `catch [System.Exception] {`. */
function isCatchOf(tokens: readonly Token[], at: number): boolean {
  return /^\[.*\]$/.test(tokens[at]?.text ?? "") && /^catch$/i.test(tokens[at - 1]?.text ?? "");
}

/** Whether the script continues if the command fails: `-ErrorAction SilentlyContinue`. */
export function isLetPass(words: readonly Token[]): boolean {
  return words.some(
    ({ text }, at) =>
      /^-(?:ea|erroraction)$/i.test(text) && /^(?:silentlycontinue|ignore)$/i.test(words[at + 1]?.text ?? ""),
  );
}
