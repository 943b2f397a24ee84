/**
 * Checks that the arguments and outputs of every component are of types that Pulumi's component schema can carry to
 * other languages. It is the SDK's own analyzer that reads them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import analyzer from "@pulumi/pulumi/provider/experimental/analyzer.js";

const packages = readdirSync("packages").flatMap((name) => {
  const directory = join(process.cwd(), "packages", name);
  const components = componentsIn(join(directory, "src"));
  return components.length > 0 ? [{ name, directory, components }] : [];
});

for (const { name, directory, components } of packages) {
  const description = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Record<
    string,
    unknown
  >;
  try {
    new analyzer.Analyzer(directory, `ballast-${name}`, description, new Set(components)).analyze();
    console.log(`${name}: ${components.join(", ")}`);
  } catch (error) {
    console.error(`${name}: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}

/** Classes whose sources say that they are components. */
function componentsIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .flatMap((path) => [
      ...readFileSync(join(directory, path), "utf8").matchAll(
        /^export class (\w+) extends pulumi\.ComponentResource/gm,
      ),
    ])
    .map(([, className = ""]) => className)
    .sort();
}
