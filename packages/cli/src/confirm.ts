import { createInterface } from "node:readline";
import { OperateError } from "@ballast/operate";

/**
 * Prints a prompt on standard error and reads a line from standard input, which can be a terminal or a pipe.
 *
 * @returns undefined if standard input has ended, or the user pressed Ctrl-C.
 */
export async function ask(question: string): Promise<string | undefined> {
  process.stderr.write(question);
  const lines = createInterface({ input: process.stdin, terminal: false });
  const close = (): void => lines.close();
  process.once("SIGINT", close);
  try {
    for await (const line of lines) return line.trim();
    process.stderr.write("\n");
    return undefined;
  } finally {
    process.off("SIGINT", close);
    lines.close();
  }
}

/** @throws {OperateError} unless the user types the word, or gave --yes. */
export async function confirm({ yes }: { yes?: boolean }, word: string, toDo: string): Promise<void> {
  if (yes !== true && (await ask(`Type ${word} to ${toDo}: `)) !== word)
    throw new OperateError("Not confirmed, so nothing was changed. In scripts, add --yes.");
}
