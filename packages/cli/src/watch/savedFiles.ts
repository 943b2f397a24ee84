import { watch, type FSWatcher } from "node:fs";
import { dirname, join } from "node:path";
import { filesOf, signatureOf } from "@ballast/plan";

/** Editors write a file in several steps. */
const settleMs = 60;

/** Files of a git repository that are saved, new or deleted, by their paths from its top, as often as there are any. */
export class SavedFiles {
  readonly #top: string;
  readonly #watchers = new Map<string, FSWatcher>();
  #signatures: ReadonlyMap<string, string>;
  #wake: (() => void) | undefined;
  #isStale = false;

  constructor(top: string) {
    this.#top = top;
    this.#signatures = this.#look();
  }

  /** @returns those since the last call, as soon as there are any. */
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

  #look(): ReadonlyMap<string, string> {
    const files = filesOf(this.#top);
    const folders = new Set([this.#top]);
    for (const file of files)
      for (let folder = dirname(file); folder !== "."; folder = dirname(folder))
        folders.add(join(this.#top, folder));
    for (const folder of folders) this.#watch(folder);
    return new Map(files.map((file) => [file, signatureOf(join(this.#top, file))]));
  }

  #watch(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, () => {
        this.#isStale = true;
        this.#wake?.();
      });
      watcher.on("error", () => this.#forget(folder));
      this.#watchers.set(folder, watcher);
    } catch {
      // It has gone meanwhile, which its parent tells.
    }
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}
