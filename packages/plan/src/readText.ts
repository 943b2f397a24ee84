import { readdirSync, readFileSync } from "node:fs";
import { PlanError } from "./planError.ts";

/**
 * The text of a file of the user's, which is UTF-8 as Pulumi requires.
 *
 * @param shown The path, for messages. @default - as it is
 * @throws {PlanError} if the file cannot be read.
 */
export function readText(path: string, shown = path): string {
  const bytes = reading(shown, () => readFileSync(path));
  try {
    return decoded(bytes);
  } catch {
    const line = linesOf(bytes).findIndex((one) => !isText(one)) + 1;
    throw new PlanError(
      `${shown}, line ${Math.max(line, 1)}: has bytes that are not UTF-8, which Pulumi refuses. Save the file in the encoding UTF-8. ` +
        "The line is not shown, because it may hold a secret.",
    );
  }
}

/**
 * The names in a folder.
 *
 * @param advice What to do if there is no such folder.
 * @throws {PlanError} if the folder cannot be read.
 */
export function readNames(path: string, advice: string): string[] {
  return reading(path, () => readdirSync(path), advice);
}

function reading<T>(shown: string, read: () => T, advice = "Check its path."): T {
  try {
    return read();
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "") throw error;
    throw new PlanError(
      `${shown} ${problems[code] ?? `cannot be read (${code}).`}${code === "ENOENT" ? ` ${advice}` : ""}`,
    );
  }
}

const problems: Record<string, string> = {
  ENOENT: "does not exist.",
  EISDIR: "is a folder; expected: a file. Move the folder away, or rename it.",
  ENOTDIR: "is not a folder. Move the file away, or rename it.",
  EACCES:
    "cannot be read: this user lacks the permission. Change the permissions, for example with chmod u+r.",
  EPERM:
    "cannot be read: this user lacks the permission. Change the permissions, for example with chmod u+r.",
};

function decoded(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function isText(bytes: Uint8Array): boolean {
  try {
    decoded(bytes);
    return true;
  } catch {
    return false;
  }
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start <= bytes.length;) {
    const end = bytes.indexOf(10, start);
    lines.push(bytes.subarray(start, end < 0 ? bytes.length : end));
    if (end < 0) break;
    start = end + 1;
  }
  return lines;
}
