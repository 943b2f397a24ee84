import { AsyncLocalStorage } from "node:async_hooks";
import childProcess from "node:child_process";
import { createHmac } from "node:crypto";
import fs from "node:fs";
import { registerHooks, syncBuiltinESMExports } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

type Call = (...args: unknown[]) => unknown;

const listeners = new Set<(path: string) => void>();
const work = new AsyncLocalStorage<{ mayBeKept: boolean }>();
let isWatching = false;

/** What was read while a function ran, keyed by path, with values that identify the file. */
export interface Reads {
  paths: ReadonlyMap<string, string>;
  /** Whether everything that was read is known. False if a process was started, since it may have read anything. */
  isWhole: boolean;
}

/**
 * Runs a function and notes what this process reads while it runs, including modules. Reads by native code and worker threads are not
 * noticed.
 *
 * @param matters Which paths are noted.
 */
export async function readsOf<T>(
  run: () => Promise<T>,
  matters: (path: string) => boolean,
): Promise<{ reads: Reads; result?: T; error?: unknown }> {
  if (!isWatching) watch();
  isWatching = true;
  const seen = new Set<string>();
  const paths = new Map<string, string>();
  const listener = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    if (matters(path)) paths.set(path, signatureOf(path));
  };
  const scope = { mayBeKept: true };
  const ended = (): Reads => ({ paths, isWhole: scope.mayBeKept });
  listeners.add(listener);
  try {
    return { result: await work.run(scope, run), reads: ended() };
  } catch (error) {
    return { error, reads: ended() };
  } finally {
    listeners.delete(listener);
  }
}

/** A text that changes whenever the content at a path changes. */
export function signatureOf(path: string): string {
  try {
    const found = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
    return found === undefined ? "" : [found.ino, found.size, found.mtimeNs, found.ctimeNs].join(" ");
  } catch (error) {
    return codeOf(error);
  }
}

/**
 * The state of a path: a file's content and date, a folder's entries and their kinds, a link's target, or that nothing is there.
 *
 * @param secret Key of the hash, without which a short content could be guessed.
 */
export function stateOf(path: string, secret: string): string {
  try {
    const found = fs.lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return "nothing";
    const link = found.isSymbolicLink() ? fs.readlinkSync(path) : undefined;
    const target = link === undefined ? found : fs.statSync(path, { throwIfNoEntry: false });
    const hash = createHmac("sha256", secret).update(JSON.stringify([link ?? null]));
    if (target?.isFile())
      hash.update(`file ${target.mtimeMs} ${target.mode}\n`).update(fs.readFileSync(path));
    else if (target?.isDirectory())
      for (const entry of fs.readdirSync(path, { withFileTypes: true }).map(nameAndKind).sort())
        hash.update(entry);
    // A pipe or a device has another content each time.
    else if (target !== undefined) return changed;
    return hash.digest("hex");
  } catch (error) {
    return codeOf(error);
  }
}

/** The state of a path whose content changes from one read to the next. */
export const changed = "changed";

function nameAndKind(entry: fs.Dirent): string {
  return `${entry.isDirectory() ? "folder" : entry.isFile() ? "file" : "other"} ${entry.name}\n`;
}

function codeOf(error: unknown): string {
  return `error ${String((error as NodeJS.ErrnoException).code)}`;
}

function watch(): void {
  for (const holder of [fs, fs.promises] as unknown as Record<string, unknown>[])
    for (const [name, real] of Object.entries(holder))
      // Classes begin with a capital letter.
      if (typeof real === "function" && /^[a-z]/.test(name))
        holder[name] = wrapped(real as Call, (path, options) => {
          if (listeners.size === 0) return;
          note(path);
          // The state contains only the names in the first folder.
          const { recursive } = (options ?? {}) as { recursive?: boolean };
          if (name.startsWith("readdir") && recursive === true) forbid();
        });
  const processes = childProcess as unknown as Record<string, unknown>;
  for (const name of ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"])
    processes[name] = wrapped(processes[name] as Call, forbid);
  syncBuiltinESMExports();
  registerHooks({
    resolve: (specifier, context, next) => {
      const found = next(specifier, context);
      // Paths that could be found instead, or that determine how the file is read.
      if (listeners.size > 0 && found.url.startsWith("file:")) {
        const path = fileURLToPath(found.url);
        for (const one of [dirname(path), join(dirname(path), "package.json")]) tell(one);
      }
      return found;
    },
    load: (url, context, next) => {
      if (listeners.size > 0 && url.startsWith("file:")) tell(fileURLToPath(url.replace(/[?#].*$/, "")));
      return next(url, context);
    },
  });
}

/** Marks what runs now as not cacheable. */
function forbid(): void {
  const scope = work.getStore();
  if (scope !== undefined) scope.mayBeKept = false;
}

function wrapped(real: Call, before: (...args: unknown[]) => void): Call {
  const noting: Call = function (this: unknown, ...args) {
    before(...args);
    return real.apply(this, args);
  };
  return Object.defineProperties<Call>(noting, Object.getOwnPropertyDescriptors(real));
}

/** @param given The first argument of a function of `fs`. */
function note(given: unknown): void {
  try {
    if (given instanceof URL) tell(fileURLToPath(given));
    else if (typeof given === "string" || Buffer.isBuffer(given)) tell(resolve(given.toString()));
  } catch {
    // The function itself says what is wrong with it.
  }
}

function tell(path: string): void {
  for (const listener of listeners) listener(path);
}
