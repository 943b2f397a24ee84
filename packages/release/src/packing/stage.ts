import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../manifest.ts";
import type { ForgeFields } from "./repository.ts";

/** Files of a tarball in addition to dist, package.json, README.md and LICENSE, if the package has them. */
const pluginFiles = ["provider.js", "PulumiPlugin.yaml", "schema.json", "driver"];

/** Copied from the package's folder, or else from the workspace's. */
const documents = ["README.md", "LICENSE", "CHANGELOG.md"];

/** Where npm is to pack and publish a package from. */
export const stagedFolder = (root: string, folder: string): string => join(root, ".ballast/packages", folder);

/**
 * Makes a package's folder as npm is to publish it. In the workspace a package's exports are its sources; here they are
 * what was built of them.
 *
 * @returns the folder.
 *
 * @throws {Error} if the package lacks a file that its users need.
 */
export function stage(root: string, folder: string, manifest: Manifest, forge?: ForgeFields): string {
  const source = join(root, "packages", folder);
  const staged = stagedFolder(root, folder);
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(staged, { recursive: true });
  cpSync(join(source, "dist"), join(staged, "dist"), { recursive: true });
  for (const file of documents) {
    const found = [join(source, file), join(root, file)].find((path) => existsSync(path));
    if (found !== undefined) cpSync(found, join(staged, file));
  }
  const plugin = pluginFiles.filter((file) => existsSync(join(source, file)));
  for (const file of plugin) cpSync(join(source, file), join(staged, file), { recursive: true });
  const published = publishedManifest(folder, source, manifest, plugin, forge);
  writeFileSync(join(staged, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
  return staged;
}

function publishedManifest(
  folder: string,
  source: string,
  manifest: Manifest,
  plugin: string[],
  forge?: ForgeFields,
): Record<string, unknown> {
  const lacks = ["description", "keywords", "license", "sideEffects", "publishConfig"].filter(
    (field) => manifest[field] === undefined,
  );
  if (lacks.length > 0)
    throw new Error(
      `packages/${folder}/package.json lacks ${lacks.join(", ")}, which a published package has. See its neighbours'.`,
    );
  const { devDependencies: _development, nx: _nx, exports: sources, publishConfig, ...rest } = manifest;
  const exports = builtExports(sources, source);
  return {
    ...rest,
    ...forge,
    // For TypeScript's older resolution; programs go by the exports.
    types: exports["."]?.types,
    exports: { ...exports, ...(plugin.includes("schema.json") && { "./schema.json": "./schema.json" }) },
    files: ["dist", ...plugin, "CHANGELOG.md"],
    // Since this version, `require` loads ES modules.
    engines: { node: ">=22.12" },
    publishConfig,
  };
}

/** `./src/index.ts` becomes `./dist/index.js` with its types; what the build leaves out stays in the workspace. */
function builtExports(
  sources: Record<string, string>,
  folder: string,
): Record<string, { types: string; default: string }> {
  const built = Object.entries(sources).map(([path, source]) => {
    const file = source.replace("./src/", "./dist/").replace(/\.ts$/, "");
    return [path, { types: `${file}.d.ts`, default: `${file}.js` }] as const;
  });
  // A pattern such as ./services/* is of several files.
  return Object.fromEntries(
    built.filter(
      ([path, { default: file }]) => path === "." || file.includes("*") || existsSync(join(folder, file)),
    ),
  );
}
