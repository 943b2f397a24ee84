import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync, unlinkSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** The Go module that pins the command's version and its dependencies. */
const goModule = join(import.meta.dirname, "pulumi-command");

/**
 * A folder whose `bin/pulumi` is the real command: the one on the PATH, or one that Go builds, once a machine.
 *
 * The `pulumi` of node_modules/.bin does not count: it is npm's installer of the command, which would download it.
 *
 * @throws {Error} that says what to install if neither can be had.
 */
export function pulumiRoot(say: (line: string) => void = () => undefined): string {
  const version = pinnedVersion();
  const root = join(
    process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
    "ballast",
    `pulumi-${version}`,
  );
  const built = join(root, "bin", "pulumi");
  const installed = onPath("pulumi");
  if (installed !== undefined)
    return dirname(dirname(link(installed, join(root, "..", "pulumi-of-path", "bin"))));
  if (!existsSync(built)) build(version, built, say);
  return root;
}

/** As the Go module requires it: `v3.255.0`. */
function pinnedVersion(): string {
  const [, version] =
    /github\.com\/pulumi\/pulumi\/pkg\/v3 (v\S+)/.exec(readFileSync(join(goModule, "go.mod"), "utf8")) ?? [];
  if (version === undefined)
    throw new Error(`${goModule}/go.mod does not require github.com/pulumi/pulumi/pkg/v3.`);
  return version;
}

/** The path of a program that was installed on this machine. */
export function onPath(program: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "" && !folder.includes("node_modules"))
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}

/** The Automation API wants a folder with `bin/pulumi` in it. */
function link(target: string, folder: string): string {
  const path = join(folder, "pulumi");
  mkdirSync(folder, { recursive: true });
  if (existsSync(path)) {
    if (realpathSync(path) === realpathSync(target)) return path;
    unlinkSync(path);
  }
  symlinkSync(target, path);
  return path;
}

function build(version: string, path: string, say: (line: string) => void): void {
  if (spawnSync("go", ["version"]).status !== 0) {
    throw new Error(
      "The engine tests need the real pulumi command. Install it (pulumi.com/docs/install), or Go 1.26 or later, " +
        `with which they build pulumi ${version} once.`,
    );
  }
  say(`Building pulumi ${version} with Go; this takes about four minutes, once a machine.`);
  mkdirSync(dirname(path), { recursive: true });
  // The Automation API asks the command for its version, and the linker is what tells it.
  const flags = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`;
  const { status } = spawnSync(
    "go",
    ["build", "-ldflags", flags, "-o", path, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
    { cwd: goModule, stdio: ["ignore", "inherit", "inherit"] },
  );
  if (status !== 0) throw new Error(`go build failed in ${goModule}; its messages are above.`);
}
