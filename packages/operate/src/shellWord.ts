/** Text that needs no quotes on any platform. */
export const plainWord = /^[\w@%+=:,./-]+$/;

/** A word of a command for bash. */
export function word(text: string): string {
  return plainWord.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
