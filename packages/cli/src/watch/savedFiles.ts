import { lstatSync, readdirSync, watch, type FSWatcher } from "node:fs";
import { dirname, join } from "node:path";
import { filesOf, PlanError, signatureOf, untrackedFoldersOf } from "@ballast/plan";

/** Wait time in milliseconds, because editors write a file in several steps. */
const settleMs = 60;

interface Watched {
  watcher: FSWatcher;
  /** The folder's inode, because another folder can replace it under the same name. */
  inode: bigint;
}

/** Reports saved, new and deleted files of a git repository, by their paths from its root. */
export class SavedFiles {
  readonly #top: string;
  readonly #folders = new Map<string, Watched>();
  #signatures: ReadonlyMap<string, string>;
  #wake: (() => void) | undefined;
  #isStale = false;

  /** @throws {PlanError} if the system's limit of watched folders is reached. */
  constructor(top: string) {
    this.#top = top;
    this.#signatures = this.#look();
  }

  /** @returns the files that changed since the last call, as soon as there are any. */
  async next(): Promise<string[]> {
    for (;;) {
      if (!this.#isStale) await new Promise<void>((resolve) => (this.#wake = resolve));
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      this.#isStale = false;
      const before = this.#signatures;
      this.#signatures = this.#look();
      const saved = [...new Set([...before.keys(), ...this.#signatures.keys()])].filter(
        (path) => before.get(path) !== this.#signatures.get(path),
      );
      if (saved.length > 0) return saved.sort();
    }
  }

  close(): void {
    for (const { watcher } of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  #look(): ReadonlyMap<string, string> {
    for (;;) {
      const files = filesOf(this.#top);
      const folders = foldersOf(this.#top, files);
      for (const folder of this.#folders.keys()) if (!folders.has(folder)) this.#forget(folder);
      let isNew = false;
      for (const folder of folders) isNew = this.#watch(folder) || isNew;
      // Read again, to find files that were saved before their folder was watched.
      if (!isNew) return new Map(files.map((file) => [file, signatureOf(join(this.#top, file))]));
    }
  }

  /** @returns whether the folder was not watched before. */
  #watch(folder: string): boolean {
    const inode = lstatSync(folder, { bigint: true, throwIfNoEntry: false })?.ino;
    if (inode === undefined || this.#folders.get(folder)?.inode === inode) return false;
    this.#forget(folder);
    try {
      const watcher = watch(folder, () => {
        this.#isStale = true;
        this.#wake?.();
      });
      watcher.on("error", () => this.#forget(folder));
      this.#folders.set(folder, { watcher, inode });
      return true;
    } catch (error) {
      // The folder was deleted in the meantime, which the watch of its parent reports.
      if (["ENOENT", "ENOTDIR"].includes(String((error as NodeJS.ErrnoException).code))) return false;
      throw new PlanError(
        `${folder} cannot be watched: ${(error as Error).message}. On Linux, raise the limit fs.inotify.max_user_watches.`,
        { cause: error },
      );
    }
  }

  #forget(folder: string): void {
    this.#folders.get(folder)?.watcher.close();
    this.#folders.delete(folder);
  }
}

/** Folders to watch: those with files, and new ones before they have any. */
function foldersOf(top: string, files: readonly string[]): ReadonlySet<string> {
  const folders = new Set([top]);
  for (const file of files)
    for (let folder = dirname(file); folder !== "."; folder = dirname(folder)) folders.add(join(top, folder));
  for (const folder of untrackedFoldersOf(top)) for (const one of allIn(join(top, folder))) folders.add(one);
  return folders;
}

function allIn(folder: string): string[] {
  try {
    const inner = readdirSync(folder, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && entry.name !== ".git" && entry.name !== "node_modules",
    );
    return [folder, ...inner.flatMap(({ name }) => allIn(join(folder, name)))];
  } catch {
    // The folder was deleted in the meantime.
    return [];
  }
}
