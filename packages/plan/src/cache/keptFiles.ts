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
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** Plain values in files. A key identifies everything that a value was made of. A file that cannot be read or written counts as missing. */
export class KeptFiles {
  readonly #folder: string;
  readonly #most: number;

  /** @param most Maximum size of all files, in bytes. The least recently used files are deleted. */
  constructor(folder: string, most: number) {
    this.#folder = folder;
    this.#most = most;
  }

  /** @returns undefined if there is no such value. */
  get(key: string): unknown {
    const path = this.#pathOf(key);
    try {
      const bytes = readFileSync(path);
      const content = bytes.subarray(digestBytes);
      if (!digestOf(content).equals(bytes.subarray(0, digestBytes))) return undefined;
      const value: unknown = deserialize(zstdDecompressSync(content));
      touch(path);
      return value;
    } catch {
      return undefined;
    }
  }

  set(key: string, value: unknown): void {
    const path = this.#pathOf(key);
    const temporary = `${path}.${process.pid}`;
    try {
      // Plans are as private as the files that they are made of.
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      // Compressed, so that plans of hundreds of stacks fit: a tenth of the size, for a millisecond each.
      const content = zstdCompressSync(serialize(value));
      writeFileSync(temporary, Buffer.concat([digestOf(content), content]), { mode: 0o600 });
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

const digestBytes = 32;

function digestOf(content: Uint8Array): Buffer {
  return createHash("sha256").update(content).digest();
}

/** A file of another user, or on a read-only medium, keeps its date. */
function touch(path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    return;
  }
}
