import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Expects text to be that of a committed file. `BALLAST_ACCEPT=1 npm test` writes what is there now; the difference is
 * then for the reviewer to see.
 *
 * @returns the file's text.
 */
export function golden(path: string, text: string): string {
  if (process.env["BALLAST_ACCEPT"]) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  if (!existsSync(path))
    throw new Error(`${path} does not exist; run the test once with BALLAST_ACCEPT=1 and read it.`);
  const accepted = readFileSync(path, "utf8");
  // Here, because a caller that forgets it compares nothing.
  expect(text).toBe(accepted);
  return accepted;
}
