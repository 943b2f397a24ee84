import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
}

/** The workspace's own packages, each with those that it needs at run time. */
export class WorkspacePackages {
  readonly #folders = new Map<string, string>();
  readonly #dependencies = new Map<string, string[]>();

  constructor(workspace: string) {
    for (const entry of readdirSync(join(workspace, "packages"))) {
      const folder = `packages/${entry}`;
      const path = join(workspace, folder, "package.json");
      if (!existsSync(path)) continue;
      const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
      this.#folders.set(manifest.name, folder);
      this.#dependencies.set(manifest.name, Object.keys(manifest.dependencies ?? {}));
    }
  }

  /**
   * The folders of some packages and of all that these need, sorted. Lint holds that a package.json asks for what the
   * package's sources import, so nothing else has to be read.
   *
   * @param names Packages from elsewhere are passed over: the lockfile speaks for them.
   */
  foldersOf(names: string[]): string[] {
    const reached = new Set(names);
    for (const name of reached) {
      for (const dependency of this.#dependencies.get(name) ?? []) reached.add(dependency);
    }
    return [...reached]
      .map((name) => this.#folders.get(name))
      .filter((folder) => folder !== undefined)
      .sort();
  }
}
