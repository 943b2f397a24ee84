// Runs a command once everything it needs is installed: node tools/installed.mjs <command> [argument…]
//
// Plain JavaScript for Node 20 and later: it is what a machine runs on which nothing is installed yet. The command is
// found on the PATH only afterwards, so that it gets the Node of node_modules.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const root = join(import.meta.dirname ?? process.cwd(), import.meta.dirname ? ".." : ".");
// Lies within node_modules, so that it goes with them; names the lockfile that they were installed from.
const stamp = join(root, "node_modules", ".ballast-lockfile");

function lockfileHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

function run(command, args, shell = false) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", shell });
  if (error) console.error(`${command}: ${error.message}`);
  return status ?? 1;
}

/**
 * Whether npm has put there what the lockfile names, by the list that npm leaves: whoever ran `npm ci` or `npm install`, or
 * changed the lockfile in what is a workspace's own, need not wait for another one.
 */
function isInstalled() {
  const list = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(list)) return false;
  const [wanted, there] = [join(root, "package-lock.json"), list].map(
    (path) => JSON.parse(readFileSync(path, "utf8")).packages,
  );
  const isSame = ([path, { version, link, optional, resolved }]) =>
    (there[path]?.version === version && there[path]?.link === link && there[path]?.resolved === resolved) ||
    // npm leaves out what is for another platform.
    (optional === true && there[path] === undefined);
  return Object.entries(wanted)
    .filter(([path]) => path.startsWith("node_modules/"))
    .every(isSame);
}

function install() {
  console.error("Installing what the lockfile names; this takes about a minute, once.");
  const status = run(
    "npm",
    ["ci", "--no-fund", "--no-audit", "--loglevel=error"],
    process.platform === "win32",
  );
  if (status === 0) return;
  console.error("npm ci failed; its messages are above. Fix that and run this again.");
  process.exit(status);
}

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lockfileHash()) {
  if (!isInstalled()) install();
  writeFileSync(stamp, lockfileHash());
}

const [command, ...args] = process.argv.slice(2);
process.exitCode = command === undefined ? 0 : run(command, args, process.platform === "win32");
