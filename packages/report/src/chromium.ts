import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where Debian puts it, whatever the PATH is. */
const usualFolder = "/usr/bin";

/** Chromium's names in Linux distributions, the most common first. */
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * Path of a Chromium that is installed here: the one of BALLAST_CHROMIUM, or the first in the folders.
 *
 * @throws if there is none.
 */
export function chromiumPath(
  environment: NodeJS.ProcessEnv = process.env,
  folders: readonly string[] = [usualFolder, ...(environment["PATH"] ?? "").split(delimiter)],
): string {
  const wanted = environment["BALLAST_CHROMIUM"];
  if (wanted !== undefined && wanted !== "") {
    if (isProgram(wanted)) return wanted;
    throw new Error(
      `BALLAST_CHROMIUM is ${wanted}, which is not a program; give the path of a Chromium, or nothing to look for one.`,
    );
  }
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
  if (found === undefined) {
    throw new Error(
      `There is no Chromium here: none of ${names.join(", ")} is on the PATH. Install one (Debian: apt-get install chromium), ` +
        "or name one by BALLAST_CHROMIUM.",
    );
  }
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
