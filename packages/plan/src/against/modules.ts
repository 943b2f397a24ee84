import { execFile } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { PlanError } from "../planError.ts";
import type { Checkout } from "./git.ts";

const modules = "node_modules";

interface Locked {
  version?: string;
  integrity?: string;
  /** The target of a link, relative to the lockfile's folder. */
  resolved?: string;
  link?: boolean;
  optional?: boolean;
}

/**
 * Provides a commit's files with node_modules. Links its workspace packages, and the packages of the working tree if they match the
 * commit's lockfile; otherwise installs the commit's packages separately.
 *
 * @param say Is called with a message before a slow step.
 * @returns true if the commit's lockfile determines the modules. Without a lockfile, they are those of the working tree.
 * @throws {PlanError} if its modules cannot be installed.
 */
export async function provideModules(checkout: Checkout, say: (what: string) => void): Promise<boolean> {
  const folder = installedIn(checkout);
  const [here, there] = [join(checkout.presentTop, folder), join(checkout.top, folder)];
  const locked = lockOf(join(there, "package-lock.json"));
  if (locked === undefined) {
    if (existsSync(join(here, modules))) link(join(here, modules), join(there, modules));
  } else if (isInstalled(locked, here)) {
    share(locked, here, there);
  } else {
    say("installing its packages: its package-lock.json differs from the packages that are installed here");
    await install(there, checkout.signal);
  }
  return locked !== undefined;
}

/** The project's folder, or its nearest parent that has modules, within the repository. */
function installedIn({ presentTop, top, project }: Checkout): string {
  for (let folder = project; folder !== ""; folder = dirname(folder).replace(/^\.$/, "")) {
    const marks = [join(presentTop, folder, modules), join(top, folder, "package-lock.json")];
    if (marks.some((path) => existsSync(path))) return folder;
  }
  return "";
}

function lockOf(path: string): Record<string, Locked> | undefined {
  if (!existsSync(path)) return undefined;
  return (JSON.parse(readFileSync(path, "utf8")) as { packages?: Record<string, Locked> }).packages ?? {};
}

/** npm records what it installed. Additional installed packages do no harm. */
function isInstalled(locked: Record<string, Locked>, here: string): boolean {
  const installed = lockOf(join(here, modules, ".package-lock.json"));
  if (installed === undefined) return false;
  return foreign(locked).every(([path, { version, integrity, optional }]) => {
    const found = installed[path];
    // npm does not install packages for other platforms.
    if (found === undefined) return optional === true;
    return found.version === version && (found.integrity ?? integrity) === integrity;
  });
}

function foreign(locked: Record<string, Locked>): [string, Locked][] {
  return Object.entries(locked).filter(([path, { link }]) => path.includes(`${modules}/`) && link !== true);
}

function share(locked: Record<string, Locked>, here: string, there: string): void {
  // A node_modules folder that is itself a link belongs to another checkout, and its links lead to that checkout's packages.
  const home = dirname(realpathSync(join(here, modules)));
  /** The commit's workspace packages, keyed by the path of their link. */
  const own = new Map<string, string>();
  for (const name of packagesIn(join(here, modules))) {
    const path = join(modules, name);
    const workspace = workspaceAt(join(here, path), home);
    if (workspace === undefined) link(join(here, path), join(there, path));
    // Linked by hand, or by an installation that the lockfile does not know of yet.
    else if (existsSync(join(there, workspace))) own.set(path, workspace);
  }
  for (const [path, { link: isLink, resolved }] of Object.entries(locked)) {
    if (isLink === true && resolved !== undefined) own.set(path, resolved);
  }
  for (const [path, workspace] of own) link(join(there, workspace), join(there, path));
  // Modules that only one workspace package uses.
  const nested = foreign(locked)
    .map(([path]) => path.slice(0, path.indexOf(modules) + modules.length))
    .filter((path) => path !== modules);
  for (const path of new Set(nested)) {
    const from = [here, home].map((root) => join(root, path)).find((one) => existsSync(one));
    if (from !== undefined) link(from, join(there, path));
  }
}

/** `name` and `@scope/name` */
function packagesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) =>
      name.startsWith("@") ? readdirSync(join(folder, name)).map((inner) => join(name, inner)) : [name],
    );
}

/** The folder of the workspace package that a link leads to; undefined for an installed package or a broken link. */
function workspaceAt(path: string, home: string): string | undefined {
  if (!lstatSync(path).isSymbolicLink() || !existsSync(path)) return undefined;
  const folder = relative(home, realpathSync(path));
  return folder.startsWith("..") || folder.startsWith(modules + sep) ? undefined : folder;
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, "junction");
}

async function install(there: string, signal: AbortSignal): Promise<void> {
  try {
    await promisify(execFile)(
      "npm",
      ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
      {
        cwd: there,
        signal,
        // npm's output becomes part of the error; Node's warnings about the environment do not.
        env: { ...process.env, NODE_NO_WARNINGS: "1" },
      },
    );
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
    throw new PlanError(`Its packages could not be installed: ${said}`, { cause: error });
  }
}
