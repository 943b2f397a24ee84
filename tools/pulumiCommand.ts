import { existsSync, mkdirSync, realpathSync, symlinkSync, unlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { buildWithGo, cacheFolder, pinnedVersion } from "./goProgram.ts";

/** The Go module that pins the command's version and its dependencies. */
const goModule = join(import.meta.dirname, "pulumi-command");

/**
 * A folder whose `bin/pulumi` is the real command: the one on the PATH, or one that Go builds, once a machine.
 *
 * The `pulumi` of node_modules/.bin does not count: it is npm's installer of the command, which would download it.
 *
 * @throws {Error} that says what to install if neither can be had.
 */
export function pulumiRoot(): string {
  const installed = onPath("pulumi");
  if (installed !== undefined)
    return dirname(dirname(link(installed, join(cacheFolder(), "pulumi-of-path", "bin"))));
  const version = pinnedVersion(goModule, "github.com/pulumi/pulumi/pkg/v3");
  const folder = buildWithGo({
    name: "pulumi",
    version,
    goModule,
    commands: ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"],
    // The Automation API asks the command for its version, and the linker is what tells it.
    flags: ["-ldflags", `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`],
    takes: "four minutes",
    withoutGo:
      "The engine tests need the real pulumi command. Install it (pulumi.com/docs/install), or Go 1.26 or later, " +
      `with which they build pulumi ${version} once.`,
  });
  return dirname(folder);
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
