import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";

export interface Closure {
  /** Modules by their path in the workspace, in the order in which they were met. */
  modules: string[];
  /** Names of packages that they import, as written without what follows the package's name. */
  packages: string[];
}

/** Prettier sees to the quotes. */
const specifier = /(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g;

/**
 * What modules import, directly and indirectly; also what they only take types of. A path of the workspace is
 * followed, a package is named.
 *
 * @param enter Whether to go on into a module; one that is not entered is not part of the closure.
 */
export function moduleClosure(
  workspace: string,
  entries: string[],
  enter: (module: string) => boolean = () => true,
): Closure {
  const modules = new Set(entries);
  const packages = new Set<string>();
  for (const module of modules) {
    for (const [, imported = ""] of readFileSync(join(workspace, module), "utf8").matchAll(specifier)) {
      if (!imported.startsWith(".")) {
        packages.add(packageName(imported));
        continue;
      }
      const path = join(dirname(module), imported);
      // Text that only looks like an import, in a template for instance, names no file.
      if (existsSync(join(workspace, path)) && enter(path)) modules.add(path);
    }
  }
  return { modules: [...modules], packages: [...packages] };
}

function packageName(imported: string): string {
  return imported
    .split("/")
    .slice(0, imported.startsWith("@") ? 2 : 1)
    .join("/");
}
