import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, resolve } from "node:path";

export interface PublishedManifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  exports: Record<string, unknown>;
  [field: string]: unknown;
}

const tarballs = resolve(".ballast/packages");
const installed = resolve("node_modules");

/**
 * A folder outside the workspace in which npm has installed every tarball of ours, without a network.
 *
 * What other people publish is what the workspace has: npm packs the small things that ours depend on, and the SDKs, which
 * are peers, and the compiler are linked.
 */
export class ScratchWorkspace {
  readonly folder = mkdtempSync(join(tmpdir(), "ballast-scratch-"));
  /** Of ours, by their names. */
  readonly manifests = new Map<string, PublishedManifest>();

  /** @param sdks Versions of Pulumi's packages that npm fetches, by name: `@pulumi/aws`. @default - those of the workspace */
  constructor(sdks: Readonly<Record<string, string>> = {}) {
    const ours = readdirSync(tarballs).filter((file) => file.endsWith(".tgz"));
    const staged = ours.map((file) =>
      readManifest(join(tarballs, file.replace(/^ballast-(.*)-\d.*$/, "$1"))),
    );
    const others = new Set(staged.flatMap((manifest) => foreign(manifest)));
    mkdirSync(join(this.folder, "others"));
    const packed = [...others].map((name) =>
      this.#npm("pack", join(installed, name), "--pack-destination", "others"),
    );
    const dependencies = [
      ...ours.map((file, index) => [staged[index]?.name, `file:${join(tarballs, file)}`]),
      ...[...others].map((name, index) => [name, `file:./others/${packed[index]?.trim()}`]),
    ];
    this.write(
      "package.json",
      JSON.stringify({ private: true, type: "module", dependencies: Object.fromEntries(dependencies) }),
    );
    this.#npm("install", "--legacy-peer-deps", "--ignore-scripts");
    for (const name of ["typescript", "@types"])
      symlinkSync(join(installed, name), this.#module(name), "junction");
    mkdirSync(this.#module("@pulumi"));
    for (const name of readdirSync(join(installed, "@pulumi")).map((one) => `@pulumi/${one}`)) {
      const version = sdks[name];
      if (version === undefined) symlinkSync(join(installed, name), this.#module(name), "junction");
      else this.#fetch(name, version);
    }
    for (const { name } of staged) this.manifests.set(name, readManifest(this.#module(name)));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  copy(file: string): void {
    cpSync(file, join(this.folder, basename(file)));
  }

  /**
   * A tarball of these files, as a package of ES modules that exports its index.
   *
   * @returns its path.
   */
  pack(name: string, files: Record<string, string>): string {
    mkdirSync(join(this.folder, name), { recursive: true });
    const exports = { ".": { types: "./index.d.ts", default: "./index.js" } };
    const manifest = { name, version: "1.0.0", type: "module", exports, files: Object.keys(files) };
    for (const [file, text] of Object.entries({ ...files, "package.json": JSON.stringify(manifest) }))
      writeFileSync(join(this.folder, name, file), text);
    return join(this.folder, this.#npm("pack", `./${name}`).trim());
  }

  /** What a package of ours brought, by its paths. */
  filesOf(name: string): string[] {
    return readdirSync(this.#module(name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.#module(name).length + 1))
      .sort();
  }

  folderOf(name: string): string {
    return this.#module(name);
  }

  /** A folder of a program's own, which finds what is installed here. */
  subfolder(name: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    return folder;
  }

  /** For commands: this Node, and the compiler as `npx tsc`. */
  environment(): Record<string, string> {
    const bin = this.#module(".bin");
    mkdirSync(bin, { recursive: true });
    if (!existsSync(join(bin, "tsc"))) symlinkSync(join(installed, "typescript/bin/tsc"), join(bin, "tsc"));
    const path = [dirname(process.execPath), bin, process.env["PATH"]].join(delimiter);
    return { PATH: path, npm_config_cache: join(this.folder, ".npm"), npm_config_offline: "true" };
  }

  /** What a program says, run by this Node in this folder. */
  node(...args: string[]): string {
    return execFileSync(process.execPath, args, { cwd: this.folder, encoding: "utf8" });
  }

  #module(name: string): string {
    return join(this.folder, "node_modules", name);
  }

  /** As npm publishes it; what it depends on is the workspace's. */
  #fetch(name: string, version: string): void {
    const tarball = execFileSync("npm", ["pack", `${name}@${version}`, "--silent"], {
      cwd: this.folder,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
    mkdirSync(this.#module(name));
    execFileSync("tar", ["-xzf", tarball.trim(), "-C", this.#module(name), "--strip-components", "1"], {
      cwd: this.folder,
    });
  }

  #npm(...args: string[]): string {
    const quiet = ["--offline", "--cache", join(this.folder, ".npm"), "--loglevel", "error"];
    return execFileSync("npm", [...args, ...quiet], {
      cwd: this.folder,
      encoding: "utf8",
      shell: process.platform === "win32",
    });
  }
}

/** What a package depends on that is not ours, and what that depends on. */
function foreign(manifest: PublishedManifest): string[] {
  return Object.keys(manifest.dependencies ?? {})
    .filter((name) => !name.startsWith("@ballast/"))
    .flatMap((name) => [name, ...foreign(readManifest(join(installed, name)))]);
}

function readManifest(folder: string): PublishedManifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PublishedManifest;
}
