import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { JobError } from "./job.ts";

/** Bytes; a comment is a hundredth of it. */
const largestFile = 5_000_000;

/**
 * A file that a job without trust left.
 *
 * @throws {JobError} if it is missing, is not a plain file or is too large.
 */
export function readPlain(folder: string, name: string): string {
  const refuse = (reason: string): JobError =>
    new JobError(`An artifact of this run is refused: ${name} ${reason}.`);
  const path = join(folder, name);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw refuse("is missing");
  // A link could name any file of this machine.
  if (!found.isFile()) throw refuse("is not a plain file");
  if (found.size > largestFile) throw refuse(`has ${found.size} bytes, more than ${largestFile}`);
  return readFileSync(path, "utf8");
}
