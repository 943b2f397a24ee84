/** Text that needs no quotes on any platform. */
const plain = /^[\w@%+=:,./-]+$/;

/**
 * ECS Exec's command is one text, which the agent in the container splits into words. One word is that text already; of
 * several, each is quoted, so that the program gets them as they are here.
 */
export function commandLine(words: readonly string[], isWindows: boolean): string {
  const [only = "", ...others] = words;
  if (others.length === 0) return only;
  return words.map((word) => (plain.test(word) ? word : (isWindows ? windows : posix)(word))).join(" ");
}

function posix(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Microsoft, "Parsing C command-line arguments" (2026-11): backslashes count double only before a quotation mark. */
function windows(word: string): string {
  return `"${word.replaceAll(/(\\*)("|$)/g, (_all, slashes: string, end: string) => slashes + slashes + (end && '\\"'))}"`;
}
