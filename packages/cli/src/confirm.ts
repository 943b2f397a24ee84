import { createInterface } from "node:readline";

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
