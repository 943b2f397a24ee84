import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { filesOf, topOf } from "../against/git.ts";
import { isStackFile, type ProjectFiles } from "../project.ts";

/** Everything that determines a plan, as far as it is known before planning. */
export interface Fingerprint {
  /** Equal for equal inputs. */
  key: string;
  /** As `key`, without the contents of files. */
  place: string;
  /** The latest modification time of the files, in milliseconds since 1970. */
  latest: number;
  /** Whether the key covers a file, given by its real path. */
  covers(path: string): boolean;
  /** A folder for cached results. It is deleted when packages are installed again. */
  folder: string;
}

/** Environment variables that a shell or npm sets for each command. */
const volatile = /^(?:_|SHLVL|PWD|OLDPWD|COLUMNS|LINES|INIT_CWD|npm_.*)$/;

/**
 * @returns undefined if changes cannot be detected: the project is not in a git repository, was not installed by npm, or has an
 *   unreadable file.
 */
export function fingerprintOf(files: ProjectFiles, today: string): Fingerprint | undefined {
  try {
    return taken(files, today);
  } catch {
    return undefined;
  }
}

function taken({ root, configurations }: ProjectFiles, today: string): Fingerprint | undefined {
  const top = topOf(root);
  const installed = top === undefined ? undefined : installedFor(root, top);
  if (top === undefined || installed === undefined) return undefined;
  const settings = realpathSync(join(root, configurations));
  const place = JSON.stringify([circumstances(today), root, installed.lists]);
  const hash = createHash("sha256").update(place);
  const covered = new Set<string>();
  let latest = 0;
  for (const path of filesOf(top)) {
    const file = join(top, path);
    // Each stack's plan notes the settings that it reads.
    if (isStackFile(file, settings)) continue;
    const found = lstatSync(file, { throwIfNoEntry: false });
    const content = contentOf(file, found, top);
    if (content === undefined) return undefined;
    covered.add(file);
    hash.update(JSON.stringify([path, found?.mode ?? "gone", content.length])).update(content);
    latest = Math.max(latest, found?.ctimeMs ?? 0);
  }
  return {
    key: hash.digest("hex"),
    place,
    latest,
    covers: (path) => covered.has(path) || installed.modules.some((modules) => isWithin(path, modules)),
    folder: join(installed.nearest, ".cache/ballast"),
  };
}

/** The inputs of a plan that are not in files. */
function circumstances(today: string): unknown {
  const environment = Object.entries(process.env).filter(([name]) => !volatile.test(name));
  return [process.version, process.platform, process.execArgv, process.cwd(), today, environment.sort()];
}

interface Installed {
  /** Real paths of the folders with packages. */
  modules: string[];
  nearest: string;
  lists: unknown[];
}

/** npm's record of installed packages; undefined if one of them is a link to a folder elsewhere, where changes are not noticed. */
function installedFor(root: string, top: string): Installed | undefined {
  const found: Installed = { modules: [], nearest: "", lists: [] };
  for (let folder = root; ; folder = dirname(folder)) {
    const modules = join(folder, "node_modules");
    const path = join(modules, ".package-lock.json");
    if (existsSync(path)) {
      const list = readFileSync(path, "utf8");
      const { packages = {} } = JSON.parse(list) as {
        packages?: Record<string, { link?: boolean; resolved?: string }>;
      };
      const isLinked = Object.values(packages).some(
        ({ link, resolved }) => link === true && !isWithin(join(folder, resolved ?? "."), top),
      );
      if (isLinked) return undefined;
      found.nearest ||= modules;
      found.modules.push(realpathSync(modules));
      // npm writes this file after the packages.
      found.lists.push([list, statSync(path).mtimeMs]);
    }
    if (folder === top || folder === dirname(folder)) return found.nearest === "" ? undefined : found;
  }
}

/** Undefined if the content is elsewhere: a submodule, or a link that leads out of the repository. */
function contentOf(
  file: string,
  found: ReturnType<typeof lstatSync>,
  top: string,
): Buffer | string | undefined {
  if (found === undefined) return "";
  if (found.isFile()) return readFileSync(file);
  if (!found.isSymbolicLink() || !existsSync(file) || !isWithin(realpathSync(file), top)) return undefined;
  return readlinkSync(file);
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`);
}
