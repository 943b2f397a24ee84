/**
 * `node tools/sqlDriver.ts [--write]`: the driver for SQL Server that rotation functions have beside their text, bundled of what
 * tools/sql-driver/package-lock.json pins. Without --write it fails if the committed bundle is another one.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const source = join(import.meta.dirname, "sql-driver");
const committed = join(import.meta.dirname, "../packages/invento-windows/driver");
const files = ["tedious.mjs", "LICENSES.txt"];
const windows = process.platform === "win32";

const place = mkdtempSync(join(tmpdir(), "sql-driver-"));
try {
  for (const file of ["package.json", "package-lock.json", "bundle.mjs"])
    cpSync(join(source, file), join(place, file));
  run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error");
  const into = process.argv.includes("--write") ? committed : place;
  run("node", "bundle.mjs", into);
  const others = files.filter(
    (file) => !readFileSync(join(into, file)).equals(readFileSync(join(committed, file))),
  );
  if (others.length > 0) {
    console.error(
      `packages/invento-windows/driver: ${others.join(", ")} differs from what tools/sql-driver pins. Run node tools/sqlDriver.ts --write.`,
    );
    process.exitCode = 1;
  }
} finally {
  rmSync(place, { recursive: true });
}

function run(command: string, ...args: string[]): void {
  const { status } = spawnSync(command, args, { cwd: place, stdio: "inherit", shell: windows });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed.`);
}
