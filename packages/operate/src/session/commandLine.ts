import { plainWord, word } from "../shellWord.ts";

/**
 * ECS Exec's command is one text, which the agent in the container splits into words. One word is that text already; of
 * several, each is quoted, so that the program gets them as they are here.
 */
export function commandLine(words: readonly string[], isWindows: boolean): string {
  const [only = "", ...others] = words;
  if (others.length === 0) return only;
  return words.map(isWindows ? windows : word).join(" ");
}

/** Microsoft, "Parsing C command-line arguments" (2026-11): backslashes count double only before a quotation mark. */
function windows(text: string): string {
  if (plainWord.test(text)) return text;
  return `"${text.replaceAll(/(\\*)("|$)/g, (_all, slashes: string, end: string) => slashes + slashes + (end && '\\"'))}"`;
}
