import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { filesOf, topOf } from "../against/git.ts";
import { isStackFile, type ProjectFiles } from "../project.ts";

/** All that a plan is made of, as far as it is known before it is made. */
export interface Fingerprint {
  /** The same for the same. */
  key: string;
  /** The same for the same, but for the files. */
  place: string;
  /** When the latest of the files changed, in milliseconds since 1970. */
  latest: number;
  /** Whether a file, by its real path, counts in the key. */
  covers(path: string): boolean;
  /** Where results can be kept: it goes when packages are installed anew. */
  folder: string;
}

/** What a shell and npm set anew for each command. */
const volatile = /^(?:_|SHLVL|PWD|OLDPWD|COLUMNS|LINES|INIT_CWD|npm_.*)$/;

/**
 * @returns undefined where it cannot be told whether something has changed: the project is not in a repository of git, not installed by
 *   npm, or has a file that cannot be read.
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
    // Settings are each stack's own.
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

/** What is not in files. */
function circumstances(today: string): unknown {
  const environment = Object.entries(process.env).filter(([name]) => !volatile.test(name));
  return [process.version, process.platform, process.execArgv, process.cwd(), today, environment.sort()];
}

interface Installed {
  /** Where packages are, by real paths. */
  modules: string[];
  nearest: string;
  lists: unknown[];
}

/** What npm says that it has installed; undefined if a package is linked to from elsewhere, where anything may change. */
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
      // npm writes it after it has written packages.
      found.lists.push([list, statSync(path).mtimeMs]);
    }
    if (folder === top || folder === dirname(folder)) return found.nearest === "" ? undefined : found;
  }
}

/** Undefined for what has content elsewhere: a submodule, or a link that leads out of the repository. */
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
