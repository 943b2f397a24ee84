import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { onPath } from "./pulumiCommand.ts";

const program = "pulumi-language-yaml";

/** The Go module that pins its version and its dependencies. */
const goModule = join(import.meta.dirname, "yaml-language");

/**
 * A folder with `pulumi-language-yaml`, by which the engine runs programs in YAML: the one on the PATH, or one that Go
 * builds, once a machine.
 *
 * @throws {Error} that says what to install if neither can be had.
 */
export function yamlLanguageFolder(say: (line: string) => void = () => undefined): string {
  const installed = onPath(program);
  if (installed !== undefined) return dirname(installed);
  const [, version] =
    /github\.com\/pulumi\/pulumi-yaml (v\S+)/.exec(readFileSync(join(goModule, "go.mod"), "utf8")) ?? [];
  if (version === undefined)
    throw new Error(`${goModule}/go.mod does not require github.com/pulumi/pulumi-yaml.`);
  const caches = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const built = join(caches, "ballast", `${program}-${version}`, program);
  if (!existsSync(built)) build(version, built, say);
  return dirname(built);
}

function build(version: string, path: string, say: (line: string) => void): void {
  if (spawnSync("go", ["version"]).status !== 0)
    throw new Error(
      `The engine tests run a program in YAML. Install ${program} (it comes with Pulumi: pulumi.com/docs/install), or ` +
        `Go 1.26 or later, with which they build ${version} once.`,
    );
  say(`Building ${program} ${version} with Go; this takes about two minutes, once a machine.`);
  mkdirSync(dirname(path), { recursive: true });
  // A build that was interrupted must not look like one that was not.
  const unfinished = `${path}.unfinished`;
  const { status } = spawnSync(
    "go",
    ["build", "-o", unfinished, `github.com/pulumi/pulumi-yaml/cmd/${program}`],
    { cwd: goModule, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, CGO_ENABLED: "0" } },
  );
  if (status !== 0) throw new Error(`go build failed in ${goModule}; its messages are above.`);
  renameSync(unfinished, path);
}
