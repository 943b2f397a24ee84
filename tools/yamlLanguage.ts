import { dirname, join } from "node:path";
import { buildWithGo, pinnedVersion } from "./goProgram.ts";
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
export function yamlLanguageFolder(): string {
  const installed = onPath(program);
  if (installed !== undefined) return dirname(installed);
  const version = pinnedVersion(goModule, "github.com/pulumi/pulumi-yaml");
  return buildWithGo({
    name: program,
    version,
    goModule,
    commands: [`github.com/pulumi/pulumi-yaml/cmd/${program}`],
    takes: "two minutes",
    withoutGo:
      `The engine tests run a program in YAML. Install ${program} (it comes with Pulumi: pulumi.com/docs/install), or ` +
      `Go 1.26 or later, with which they build ${version} once.`,
  });
}
