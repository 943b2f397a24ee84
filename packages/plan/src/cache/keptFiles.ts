import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";

/** Plain values in files, each by a key that stands for all that it was made of. What cannot be read or written is not there. */
export class KeptFiles {
  readonly #folder: string;
  readonly #most: number;

  /** @param most Bytes of all; those that were not asked for the longest go. */
  constructor(folder: string, most: number) {
    this.#folder = folder;
    this.#most = most;
  }

  /** @returns undefined if it is not there. */
  get(key: string): unknown {
    const path = this.#pathOf(key);
    try {
      const value: unknown = deserialize(readFileSync(path));
      const now = new Date();
      utimesSync(path, now, now);
      return value;
    } catch {
      return undefined;
    }
  }

  set(key: string, value: unknown): void {
    const path = this.#pathOf(key);
    const temporary = `${path}.${process.pid}`;
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(temporary, serialize(value));
      renameSync(temporary, path);
      this.#prune();
    } catch {
      rmSync(temporary, { force: true });
    }
  }

  #prune(): void {
    const all = readdirSync(this.#folder)
      .map((name) => join(this.#folder, name))
      .map((path) => ({ path, ...statSync(path) }))
      .sort((one, other) => other.mtimeMs - one.mtimeMs);
    let bytes = 0;
    for (const { path, size } of all) {
      bytes += size;
      if (bytes > this.#most) rmSync(path, { force: true });
    }
  }

  #pathOf(key: string): string {
    return join(this.#folder, createHash("sha256").update(key).digest("hex"));
  }
}
