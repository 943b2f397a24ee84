import { createHash } from "node:crypto";
import fs from "node:fs";
import { registerHooks, syncBuiltinESMExports } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const functions = [
  "createReadStream",
  "existsSync",
  "open",
  "openSync",
  "readFile",
  "readFileSync",
  "readdir",
  "readdirSync",
] as const;
const promised = ["open", "readFile", "readdir"] as const;

type Call = (...args: unknown[]) => unknown;

const listeners = new Set<(path: string) => void>();
let isWatching = false;

/** What a process reads while it is watched, by path, with what tells a file from another one that takes its place. */
export interface Reads {
  readonly paths: ReadonlyMap<string, string>;
  end(): void;
}

/**
 * Notes the paths that this process reads from now on, modules included, until `end` is called. Native code and other processes are not
 * seen.
 *
 * @param matters Which paths are noted.
 */
export function watchReads(matters: (path: string) => boolean): Reads {
  if (!isWatching) watch();
  isWatching = true;
  const seen = new Set<string>();
  const paths = new Map<string, string>();
  const listener = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    if (matters(path)) paths.set(path, signatureOf(path));
  };
  listeners.add(listener);
  return { paths, end: () => void listeners.delete(listener) };
}

/** Changes with every change of what is at a path. */
export function signatureOf(path: string): string {
  const found = fs.statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? "" : [found.ino, found.size, found.mtimeNs, found.ctimeNs].join(" ");
}

/** What is at a path: a file's content, a folder's names, or nothing. */
export function stateOf(path: string): string {
  const found = fs.statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return "nothing";
  const text = found.isDirectory() ? fs.readdirSync(path).sort().join("\n") : fs.readFileSync(path);
  return `${found.isDirectory() ? "folder" : "file"} ${createHash("sha256").update(text).digest("hex")}`;
}

function watch(): void {
  wrap(fs as unknown as Record<string, Call>, functions);
  wrap(fs.promises as unknown as Record<string, Call>, promised);
  syncBuiltinESMExports();
  registerHooks({
    load: (url, context, next) => {
      note(url);
      return next(url, context);
    },
  });
}

function wrap(holder: Record<string, Call>, names: readonly string[]): void {
  for (const name of names) {
    const real = holder[name];
    if (real === undefined) continue;
    const noting: Call = function (this: unknown, ...args) {
      if (listeners.size > 0) note(args[0]);
      return real.apply(this, args);
    };
    holder[name] = Object.defineProperties<Call>(noting, Object.getOwnPropertyDescriptors(real));
  }
}

function note(given: unknown): void {
  const path = pathOf(given);
  if (path !== undefined) for (const listener of listeners) listener(path);
}

function pathOf(given: unknown): string | undefined {
  const text = given instanceof URL ? given.href : Buffer.isBuffer(given) ? given.toString() : given;
  if (typeof text !== "string") return undefined;
  if (text.startsWith("file:")) return fileURLToPath(text.replace(/[?#].*$/, ""));
  return /^(?:node|data|https?):/.test(text) ? undefined : resolve(text);
}
