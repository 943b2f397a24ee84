import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readManifest, type Manifest } from "../manifest.ts";

/** The packages that are published, by their folders in packages. */
export function publishedPackages(root: string): Map<string, Manifest> {
  const packages = join(root, "packages");
  return new Map(
    readdirSync(packages)
      .filter((folder) => existsSync(join(packages, folder, "package.json")))
      .map((folder) => [folder, readManifest(join(packages, folder))] as const)
      .filter(([, manifest]) => manifest.private !== true),
  );
}

/**
 * These packages and all of ours that they depend on.
 *
 * @throws {Error} if one of them is private, because users of the others could not install it.
 */
export function withDependencies(published: Map<string, Manifest>, folders: string[]): string[] {
  const found = new Set<string>();
  const visit = (folder: string, asker: string): void => {
    if (found.has(folder)) return;
    const manifest = published.get(folder);
    if (manifest === undefined)
      throw new Error(`packages/${folder} is private, but ${asker}, which is published, depends on it.`);
    found.add(folder);
    Object.keys(manifest.dependencies ?? {})
      .filter((name) => name.startsWith("@ballast/"))
      .forEach((name) => visit(name.slice("@ballast/".length), `packages/${folder}`));
  };
  folders.forEach((folder) => visit(folder, "nobody"));
  return [...found];
}
