import { createInterface } from "node:readline";
import { OperateError } from "@ballast/operate";

/**
 * Asks on standard error and reads a line of standard input, from whoever is there: a person, or a pipe.
 *
 * @returns undefined where there is nobody, or where they press Ctrl-C.
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

/** @throws {OperateError} unless somebody types the word, or said so before with --yes. */
export async function confirm({ yes }: { yes?: boolean }, word: string, toDo: string): Promise<void> {
  if (yes !== true && (await ask(`Type ${word} to ${toDo}: `)) !== word)
    throw new OperateError("Not confirmed, so nothing was changed. In scripts, add --yes.");
}
