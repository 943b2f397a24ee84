/**
 * `npm run pack [-- --check] [package…]`: what npm is to publish of these packages and of those they stand on, in
 * .ballast/packages: a folder and a tarball of each. --check has publint and Are The Types Wrong look at every tarball.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  forgeFields,
  originOf,
  publishedPackages,
  stage,
  tarballFaults,
  withDependencies,
} from "@ballast/release/packing";

const out = ".ballast/packages";
const published = publishedPackages(".");
const asked = process.argv.slice(2).filter((argument) => argument !== "--check");
const unknown = asked.filter((folder) => !published.has(folder));
if (unknown.length > 0) {
  console.error(`No package of ours: ${unknown.join(", ")}. There are: ${[...published.keys()].join(", ")}.`);
  process.exit(2);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const chosen = withDependencies(published, asked.length > 0 ? asked : [...published.keys()]);
const names = chosen.map((folder) => `@ballast/${folder}`);
run("nx", "run-many", "--output-style=static", "--targets", "build", "--projects", names.join(","));
const origin = originOf(".");
if (forgeFields(origin, "") === undefined)
  console.log(`The remote origin is ${origin ?? "not set"}, so no package.json names its repository.`);
for (const folder of chosen) await pack(folder);
console.log(`The tarballs are in ${out}.`);

async function pack(folder: string): Promise<void> {
  const manifest = published.get(folder);
  if (manifest === undefined) return;
  const staged = stage(".", folder, manifest, forgeFields(origin, `packages/${folder}`));
  run("npm", "pack", `./${staged}`, "--pack-destination", out, "--loglevel", "error");
  if (!process.argv.includes("--check")) return;
  const faults = await tarballFaults(join(out, `ballast-${folder}-${manifest.version}.tgz`));
  for (const fault of faults) console.error(`@ballast/${folder}: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

function run(command: string, ...args: string[]): void {
  const { status } = spawnSync(command, args, { stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}
