import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildWithGo, pinnedVersion } from "./goProgram.ts";

/** The Go module of the generator, which pins Pulumi's generators and their dependencies. */
export const generatorModule = join(import.meta.dirname, "sdk-generator");

/**
 * The path of the program that generates the packages for other languages, which Go builds once on each machine.
 *
 * @throws {Error} that says what to install if there is no Go.
 */
export function sdkGenerator(): string {
  const version = pinnedVersion(generatorModule, "github.com/pulumi/pulumi/pkg/v3");
  const sources = ["main.go", "go.mod"].map((file) => readFileSync(join(generatorModule, file)));
  const digest = createHash("sha256").update(Buffer.concat(sources)).digest("hex").slice(0, 12);
  const folder = buildWithGo({
    name: "sdk-generator",
    version: `${version}-${digest}`,
    goModule: generatorModule,
    commands: ["github.com/ballast/sdk-generator"],
    takes: "a minute",
    withoutGo: "The tests of packages for other languages need Go 1.26 or later: go.dev/doc/install.",
  });
  return join(folder, "sdk-generator");
}
