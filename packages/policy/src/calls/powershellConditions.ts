import type { Token } from "./powershellTokens.ts";

const conditions = /^(?:if|elseif|switch)$/i;

/** The tokens that stand in blocks which only a condition, or a failure, lets run: of `if`, `else`, `switch` and `catch`. */
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
  if (kind === "word") return /^(?:else|catch)$/i.test(text) || isCatchOf(tokens, before);
  if (text !== ")" || closed === undefined) return false;
  return conditions.test(tokens[closed - 1]?.text ?? "");
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
