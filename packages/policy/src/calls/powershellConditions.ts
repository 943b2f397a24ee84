import type { Token } from "./powershellTokens.ts";

const conditions = /^(?:if|elseif|switch)$/i;

/**
 * The tokens that stand in blocks which only a condition, or a failure, lets run: of `if`, `else`, `switch`, `while` and `catch`, and of a
 * `try` whose failure the script lets pass.
 */
export function inConditions(tokens: readonly Token[]): ReadonlySet<number> {
  const within = new Set<number>();
  /** What is open, with the token before it. */
  const open: { at: number; isCondition: boolean }[] = [];
  /** The bracket that the last `)` or `]` closed. */
  let closed: number | undefined;
  for (const [at, { kind, text }] of tokens.entries()) {
    if (open.some(({ isCondition }) => isCondition)) within.add(at);
    if (kind === "open") open.push({ at, isCondition: text === "{" && isConditional(tokens, at, closed) });
    if (kind === "close") closed = open.pop()?.at;
  }
  return within;
}

/** Whether a block is one that a condition lets run. @param closed - the bracket that the one before it closed. */
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

/** `while ($true)`: it goes on until something in it ends it. */
function isEndless(condition: readonly Token[]): boolean {
  return condition.length === 1 && /^(?:\$true|[1-9]\d*)$/i.test(condition[0]?.text ?? "");
}

/** Whether a script goes on where a `try` fails: what catches the failure neither throws nor ends the script with one. */
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

/** The place behind the bracket that closes the one at a place. */
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

/** `catch [System.Exception] {`. */
function isCatchOf(tokens: readonly Token[], at: number): boolean {
  return /^\[.*\]$/.test(tokens[at]?.text ?? "") && /^catch$/i.test(tokens[at - 1]?.text ?? "");
}

/** Whether a command goes on where it fails: `-ErrorAction SilentlyContinue`. */
export function isLetPass(words: readonly Token[]): boolean {
  return words.some(
    ({ text }, at) =>
      /^-(?:ea|erroraction)$/i.test(text) && /^(?:silentlycontinue|ignore)$/i.test(words[at + 1]?.text ?? ""),
  );
}
