/**
 * `npm run pack [package…]`: the tarballs that npm would publish of these packages and of those they stand on, in
 * .ballast/packages. In the workspace a package's exports are its sources; in a tarball they are what was built of them.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  name: string;
  private?: boolean;
  dependencies?: Record<string, string>;
  exports: Record<string, string>;
  [field: string]: unknown;
}

const out = ".ballast/packages";
const manifests = new Map(
  readdirSync("packages")
    .map((folder) => [folder, readManifest(join("packages", folder))] as const)
    .filter(([, manifest]) => manifest.private !== true),
);

const asked = process.argv.slice(2);
const unknown = asked.filter((folder) => !manifests.has(folder));
if (unknown.length > 0) {
  console.error(`No package of ours: ${unknown.join(", ")}. There are: ${[...manifests.keys()].join(", ")}.`);
  process.exit(2);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const chosen = withDependencies(asked.length > 0 ? asked : [...manifests.keys()]);
run(
  "nx",
  "run-many",
  "--targets",
  "build",
  "--projects",
  chosen.map((folder) => manifest(folder).name).join(","),
);
for (const folder of chosen) {
  const staged = stage(folder);
  run("npm", "pack", `./${staged}`, "--pack-destination", out, "--loglevel", "error");
  rmSync(staged, { recursive: true });
}
console.log(`The tarballs are in ${out}.`);

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
}

function manifest(folder: string): Manifest {
  const found = manifests.get(folder);
  if (found === undefined)
    throw new Error(`packages/${folder} is needed by a package that is published, but is private.`);
  return found;
}

/** Those packages and all of ours that they depend on. */
function withDependencies(folders: string[]): string[] {
  const found = new Set<string>();
  const visit = (folder: string): void => {
    if (found.has(folder)) return;
    found.add(folder);
    Object.keys(manifest(folder).dependencies ?? {})
      .filter((name) => name.startsWith("@ballast/"))
      .forEach((name) => visit(name.slice("@ballast/".length)));
  };
  folders.forEach(visit);
  return [...found];
}

/** A folder as npm is to pack it. */
function stage(folder: string): string {
  const { devDependencies: _development, nx: _nx, ...published } = manifest(folder);
  const staged = join(out, folder);
  mkdirSync(staged);
  cpSync(join("packages", folder, "dist"), join(staged, "dist"), { recursive: true });
  for (const file of ["README.md", "LICENSE"]) {
    const source = [join("packages", folder, file), file].find((path) => existsSync(path));
    if (source !== undefined) cpSync(source, join(staged, file));
  }
  writeFileSync(
    join(staged, "package.json"),
    JSON.stringify({ ...published, files: ["dist"], exports: builtExports(published.exports) }, null, 2),
  );
  return staged;
}

/** `./src/index.ts` becomes `./dist/index.js` with its types. */
function builtExports(sources: Record<string, string>): Record<string, { types: string; default: string }> {
  return Object.fromEntries(
    Object.entries(sources).map(([path, source]) => {
      const built = source.replace("./src/", "./dist/").replace(/\.ts$/, "");
      return [path, { types: `${built}.d.ts`, default: `${built}.js` }];
    }),
  );
}

function run(command: string, ...args: string[]): void {
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}
