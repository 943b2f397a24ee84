import { existsSync } from "node:fs";
import { join } from "node:path";
import { readPlain } from "./plainFile.ts";

/** The results of a Pulumi job for one stack. */
export interface Result {
  stack: string;
  /** The output of pulumi. */
  output: string;
  succeeded: boolean;
}

/** The results that are there of these stacks, `<stack>.output.txt` and `<stack>.status.txt` each. */
export function readResults(folder: string, stacks: string[]): Result[] {
  return stacks
    .filter((stack) => existsSync(join(folder, `${stack}.status.txt`)))
    .map((stack) => ({
      stack,
      output: readPlain(folder, `${stack}.output.txt`),
      succeeded: readPlain(folder, `${stack}.status.txt`).trim() === "0",
    }));
}

/** Pulumi's own count of what it would do: the lines after `Resources:`. */
export function countsOf(output: string): string | undefined {
  const [, lines] = /^Resources:\n((?: {4}.*\n?)+)/m.exec(output.replaceAll("\r\n", "\n")) ?? [];
  return lines
    ?.split("\n")
    .map((line) => line.trim())
    .filter((line) => /^[+~\-\w]/.test(line) && /^[-+~±0-9a-z ,.[\]()]+$/i.test(line))
    .join(", ");
}
